import { fromBase64url, toBase64url, type Bytes } from "./bytes";
import { kinds, type Secret } from "./format";
import { Refused } from "./refused";

/** Makes the second secret of a member card: 128 random bits. It goes into wrap(), onto the card, and nowhere else. */
export function makeCard(): Secret {
  return { kind: "card", bytes: crypto.getRandomValues(new Uint8Array(kinds.card.size)) };
}

/** The secret as 22 digits of base64url, for the fragment of the card's link. */
export function cardDigits(secret: Secret): string {
  return toBase64url(secret.bytes);
}

/** The secret as twelve words of the BIP-39 list of a language. The lists are fetched when they are first needed. */
export async function cardWords(secret: Secret, language: "en" | "es"): Promise<string[]> {
  return (await import("./words")).write(secret.bytes, language);
}

/**
 * Reads the secret from a link's fragment (with or without its "#"), or from twelve words in either language, whatever stands
 * between them and without regard to capitals and accents. Refused ("words") when it is neither, or the words do not fit.
 */
export async function readCard(typed: string): Promise<Secret> {
  const bytes = digits(typed.trim().replace(/^#/, "")) ?? (await import("./words")).read(typed);
  return { kind: "card", bytes };
}

function digits(text: string): Bytes | undefined {
  try {
    const bytes = fromBase64url(text);
    return bytes.length === kinds.card.size ? bytes : undefined;
  } catch (e) {
    if (e instanceof Refused) return undefined;
    throw e;
  }
}
