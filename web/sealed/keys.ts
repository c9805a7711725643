import { concat, fromBase64url, toBase64url, type Bytes } from "./bytes";
import { bound, checkForm, version, type Owner } from "./format";
import { Refused } from "./refused";

const purpose = "kith keys v1";
const size = 32; // of each key, public or private
const publicSize = 1 + 2 * size + 64;
export const privateSize = 2 * size;

/** Keys as bytes, for as long as it takes to wrap or to open them. `wipe` them then. */
export interface LooseKeys {
  readonly publicKeys: Bytes;
  readonly privateKeys: Bytes;
}

/** Keys to work with. No script can read the private ones, nor take them elsewhere. */
export interface OpenedKeys {
  readonly owner: Owner;
  readonly publicKeys: Bytes;
  /** X25519, for HPKE. */
  readonly seal: CryptoKeyPair;
  /** Ed25519. */
  readonly sign: CryptoKeyPair;
}

type Curve = "X25519" | "Ed25519";

const uses = { X25519: { public: [], private: ["deriveBits"] }, Ed25519: { public: ["verify"], private: ["sign"] } } as const;

/** Makes both key pairs of an owner. Refused ("browser") where the browser does not know their curves. */
export async function makeKeys(owner: Owner): Promise<LooseKeys> {
  const [seal, sign] = await Promise.all([
    crypto.subtle.generateKey("X25519", true, ["deriveBits"]),
    crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]),
  ]).catch(() => {
    throw new Refused("browser");
  });
  const [sealing, signing] = await Promise.all([bytesOf(seal), bytesOf(sign)]);
  const both = concat(sealing.x, signing.x);
  const proof = await crypto.subtle.sign("Ed25519", sign.privateKey, proven(owner, both));
  const keys = { publicKeys: concat(Uint8Array.of(version), both, new Uint8Array(proof)), privateKeys: concat(sealing.d, signing.d) };
  wipe(sealing.d, signing.d);
  return keys;
}

async function bytesOf(pair: CryptoKeyPair): Promise<{ d: Bytes; x: Bytes }> {
  const { d = "", x = "" } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { d: fromBase64url(d), x: fromBase64url(x) };
}

function proven(owner: Owner, both: Uint8Array): Bytes {
  return concat(bound(purpose, owner), both);
}

/**
 * Refused unless public keys have the right form, keep secrets, and carry the proof that they are their owner's. Whoever
 * seals to somebody, or believes a signature, asks this first.
 */
export async function checkPublicKeys(owner: Owner, publicKeys: Bytes): Promise<void> {
  const { seal, sign, both, proof } = parts(publicKeys);
  const key = await take("Ed25519", sign);
  const theirs = await crypto.subtle.verify("Ed25519", key, proof, proven(owner, both));
  if (!theirs || ofSmallOrder(sign) || !(await agrees(seal))) throw new Refused("form");
}

// The points of Ed25519 with which one signature is right for every message: see internal/sealed/public.go.
const smallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

function ofSmallOrder(sign: Bytes): boolean {
  const hex = Array.from(sign, (byte, i) => (i === size - 1 ? byte & 0x7f : byte).toString(16).padStart(2, "0")).join("");
  return smallOrder.includes(hex);
}

// agrees says whether an X25519 key gives a secret at all: the browser fails where the result is zero for everybody.
async function agrees(seal: Bytes): Promise<boolean> {
  const [theirs, any] = await Promise.all([take("X25519", seal), crypto.subtle.generateKey("X25519", false, ["deriveBits"])]);
  return crypto.subtle.deriveBits({ name: "X25519", public: theirs }, any.privateKey, 8 * size).then(() => true, () => false);
}

function parts(publicKeys: Bytes): { seal: Bytes; sign: Bytes; both: Bytes; proof: Bytes } {
  checkForm(publicKeys, publicSize);
  const both = publicKeys.slice(1, 1 + 2 * size);
  return { seal: both.slice(0, size), sign: both.slice(size), both, proof: publicKeys.slice(1 + 2 * size) };
}

/** Takes keys in such a way that no script can read them any more. Refused ("form") when they are no keys of the owner. */
export async function openKeys(owner: Owner, keys: LooseKeys): Promise<OpenedKeys> {
  await checkPublicKeys(owner, keys.publicKeys);
  const { seal, sign } = parts(keys.publicKeys);
  return {
    owner: { space: owner.space, persona: owner.persona },
    publicKeys: keys.publicKeys.slice(),
    seal: await pair("X25519", seal, keys.privateKeys.slice(0, size)),
    sign: await pair("Ed25519", sign, keys.privateKeys.slice(size)),
  };
}

async function pair(crv: Curve, x: Bytes, d: Bytes): Promise<CryptoKeyPair> {
  const pair = { publicKey: await take(crv, x), privateKey: await take(crv, x, d) };
  wipe(d);
  return pair;
}

/** Imports one key. Only a public one can be exported again. */
async function take(crv: Curve, x: Bytes, d?: Bytes): Promise<CryptoKey> {
  const key = { kty: "OKP", crv, x: toBase64url(x), ...(d && { d: toBase64url(d) }) };
  return crypto.subtle.importKey("jwk", key, crv, !d, [...uses[crv][d ? "private" : "public"]]).catch((e: unknown) => {
    throw new Refused(e instanceof DOMException && e.name === "NotSupportedError" ? "browser" : "form");
  });
}

/** Overwrites bytes that are not needed any more. */
export function wipe(...secrets: Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}
