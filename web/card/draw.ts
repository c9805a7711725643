import encodeQR from "qr";

/** A QR code as rows of dark and light, with its quiet zone (ISO/IEC 18004: four modules). */
export function modules(text: string): boolean[][] {
  return encodeQR(text, "raw", { ecc: "medium", border: 4 });
}

/** The dark modules as the path of a drawing. */
export function path(rows: boolean[][]): string {
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
}
