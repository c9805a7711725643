import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js";
import type { Bytes } from "./bytes";
import { Refused } from "./refused";

const lists = { en: english, es: spanish };

export function write(secret: Bytes, language: "en" | "es"): string[] {
  return entropyToMnemonic(secret, lists[language]).normalize("NFC").split(" ");
}

export function read(typed: string): Bytes {
  const words = plain(typed).split(/[^a-z]+/).filter(Boolean);
  for (const list of Object.values(lists)) {
    const known = new Map(list.map((word) => [plain(word), word]));
    const found = words.flatMap((word) => known.get(word) ?? []);
    if (words.length !== 12 || found.length !== 12) continue;
    try {
      return new Uint8Array(mnemonicToEntropy(found.join(" "), list));
    } catch {
      continue; // a slip of the pen
    }
  }
  throw new Refused("words");
}

// plain writes words without accents and capitals: no two words of a list differ in these alone.
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
