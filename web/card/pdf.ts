// A card as a PDF of one page: text in a typeface that every reader has, and squares. So little is needed that no library is.

/** What stands on a card. */
export interface Face {
  readonly lines: readonly { readonly text: string; readonly size: number; readonly strong: boolean }[];
  readonly squares: readonly (readonly boolean[])[];
}

const width = 298; // A6, in points
const height = 420;
const margin = 24;
const square = 150; // the width of the QR code

/** Writes a card as PDF 1.4 (ISO 32000). */
export function pdf(face: Face): Blob {
  const content = `${drawn(face.squares)}${written(face.lines)}`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R/Resources<</Font<</F0 5 0 R/F1 6 0 R>>>>>>`,
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    font("Helvetica"),
    font("Courier-Bold"),
  ];
  let file = "%PDF-1.4\n";
  const at = objects.map((object, i) => {
    const start = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = at.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("");
  const end = `xref\n0 ${at.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${at.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
  return new Blob([file, end], { type: "application/pdf" }); // all of it is ASCII, so that letters are bytes
}

function font(name: string): string {
  return `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`;
}

function drawn(squares: Face["squares"]): string {
  const side = square / squares.length;
  const left = (width - square) / 2;
  return squares.flatMap((row, y) => row.flatMap((dark, x) => {
    const at = [left + x * side, height - margin - (y + 1) * side].map((n) => n.toFixed(3)).join(" ");
    return dark ? [`${at} ${side.toFixed(3)} ${side.toFixed(3)} re\n`] : [];
  })).join("") + "f\n";
}

function written(lines: Face["lines"]): string {
  let down = height - margin - square - 14;
  return lines.flatMap(({ text, size, strong }) => broken(text, Math.floor((width - 2 * margin) / (size * (strong ? 0.6 : 0.5)))).map((part) => {
    down -= size * 1.4;
    return `BT /F${strong ? 1 : 0} ${size} Tf ${margin} ${down.toFixed(1)} Td (${escaped(part)}) Tj ET\n`;
  })).join("");
}

/** Breaks a text into lines of at most so many letters, between words where that goes. */
function broken(text: string, most: number): string[] {
  const lines = [""];
  for (const word of text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${most}}`, "gu")) ?? [])) {
    const last = lines[lines.length - 1] ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const beyondLatin: Record<string, number> = { "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "–": 0x96, "—": 0x97, "…": 0x85 };

// escaped writes a text in WinAnsi, with all but plain letters as octal numbers.
function escaped(text: string): string {
  return Array.from(text.normalize("NFC"), (letter) => {
    const code = beyondLatin[letter] ?? letter.codePointAt(0) ?? 63;
    if (code > 0xff) return "?";
    return code < 0x7f && !"()\\".includes(letter) ? letter : `\\${code.toString(8).padStart(3, "0")}`;
  }).join("");
}
