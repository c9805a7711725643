import { concat, type Bytes } from "./bytes";
import { bound, checkForm, kinds, version, type Handed, type Owner, type Secret } from "./format";
import { checkPublicKeys, privateSize, wipe, type LooseKeys } from "./keys";
import { Refused } from "./refused";

const purpose = "kith wrap v1";
const saltSize = 32;
const keySize = 32; // AES-256
const nonceSize = 12;
const tagSize = 16;
const head = 2; // version, kind
const wrappedSize = head + saltSize + privateSize + tagSize;

/** Wraps the private keys for the credential that has the secret. */
export async function wrap(owner: Owner, keys: LooseKeys, secret: Secret): Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(saltSize));
  const { key, algorithm } = await seal(owner, keys.publicKeys, salt, await toHand(secret), "encrypt");
  const box = await crypto.subtle.encrypt(algorithm, key, keys.privateKeys);
  return concat(Uint8Array.of(version, kinds[secret.kind].code), salt, new Uint8Array(box));
}

/**
 * Opens wrapped keys. Refused ("not_opened"), without saying why, when the secret is another, a byte was changed, or the
 * keys are of another owner or belong to other public keys.
 */
export async function unwrap(owner: Owner, publicKeys: Bytes, wrapped: Bytes, secret: Secret | Handed): Promise<LooseKeys> {
  const handed = "material" in secret ? secret : await toHand(secret);
  checkForm(wrapped, wrappedSize);
  if (!Object.values(kinds).some(({ code }) => code === wrapped[1])) throw new Refused("form");
  if (wrapped[1] !== kinds[secret.kind].code) throw new Refused("not_opened");
  await checkPublicKeys(owner, publicKeys);
  const { key, algorithm } = await seal(owner, publicKeys, wrapped.slice(head, head + saltSize), handed, "decrypt");
  const opened = await crypto.subtle.decrypt(algorithm, key, wrapped.slice(head + saltSize)).catch(() => {
    throw new Refused("not_opened");
  });
  return { publicKeys: publicKeys.slice(), privateKeys: new Uint8Array(opened) };
}

/** Takes a secret in such a way that no script can read it any more. Refused ("form") when it has another length. */
export async function toHand({ kind, bytes }: Secret): Promise<Handed> {
  if (bytes.length !== kinds[kind].size) throw new Refused("form");
  return { kind, material: await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]) };
}

/** Derives the key and the nonce. Both are used once, since the salt is random. */
async function seal(owner: Owner, publicKeys: Bytes, salt: Bytes, { kind, material }: Handed, use: "encrypt" | "decrypt") {
  const info = bound(purpose, owner, kinds[kind].code);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, 8 * (keySize + nonceSize)));
  const key = await crypto.subtle.importKey("raw", derived.slice(0, keySize), "AES-GCM", false, [use]);
  const algorithm = {
    name: "AES-GCM",
    iv: derived.slice(keySize),
    // So that a server cannot give one persona's keys to another, nor put other public keys beside them.
    additionalData: concat(Uint8Array.of(version), info, publicKeys),
  };
  wipe(derived);
  return { key, algorithm };
}
