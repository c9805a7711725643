import { concat, utf8, type Bytes } from "./bytes";
import { Refused } from "./refused";

/** The first byte of all that is written, and the only one that is read. */
export const version = 1;

/** Whose keys they are: ids as the server gives them. */
export interface Owner {
  readonly space: string;
  readonly persona: string;
}

/** What opens wrapped keys: 32 bytes of a passkey's PRF extension, or the 16 of a card's second secret. */
export interface Secret {
  readonly kind: "prf" | "card";
  readonly bytes: Bytes;
}

/** A secret that still opens, though no script can read it: so one page hands it on to the next. */
export interface Handed {
  readonly kind: Secret["kind"];
  readonly material: CryptoKey;
}

/** How a kind of credential is written, and how many bytes it opens with. */
export const kinds = { prf: { code: 1, size: 32 }, card: { code: 2, size: 16 } } as const;

function id(text: string): Bytes {
  const bytes = utf8(text);
  if (bytes.length === 0 || bytes.length > 255) throw new Refused("form");
  return concat(Uint8Array.of(bytes.length), bytes);
}

/**
 * The beginning of what a signature or a seal is bound to: the purpose, so that bytes made for one end serve no other, and
 * the owner, each id behind its length.
 */
export function bound(purpose: string, owner: Owner, ...more: number[]): Bytes {
  return concat(utf8(purpose), Uint8Array.from(more), id(owner.space), id(owner.persona));
}

/** Refused unless bytes have the version and the length that they must have. */
export function checkForm(bytes: Uint8Array, length: number): void {
  if (bytes.length > 0 && bytes[0] !== version) throw new Refused("version");
  if (bytes.length !== length) throw new Refused("form");
}
