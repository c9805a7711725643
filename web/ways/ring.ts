// What the pages share that make, wrap and open a persona's keys. The server's side of a ring is people.KeyRing.

import { fromBase64url, openKeys, keep, prfExtension, prfSecret, Refused, toBase64url, unwrap, wipe, wrap, type Handed, type LooseKeys, type Owner, type Secret } from "../sealed";

/** A persona's keys as the server has them, and the ways in that could open them. */
export interface Ring extends Owner {
  readonly public: string;
  readonly shared: boolean;
  readonly ways: readonly { kind: "passkey" | "card"; handle: string; wrapped: string }[];
}

/** The ring that a page was given, if it was. */
export function ringIn(element: HTMLElement): Ring | undefined {
  return element.dataset["ring"] ? JSON.parse(element.dataset["ring"]) : undefined;
}

const kindOf = { prf: "passkey", card: "card" } as const;

/** Opens a persona's keys. Refused ("not_opened") when no way in of the persona has this secret. */
export async function openWith(ring: Ring, secret: Secret | Handed): Promise<LooseKeys> {
  const publicKeys = fromBase64url(ring.public);
  for (const way of ring.ways) {
    if (way.kind !== kindOf[secret.kind] || !way.wrapped) continue;
    try {
      return await unwrap(ring, publicKeys, fromBase64url(way.wrapped), secret);
    } catch (e) {
      if (!(e instanceof Refused) || e.reason !== "not_opened") throw e;
    }
  }
  throw new Refused("not_opened");
}

/** Passkeys of a ring: those that open its keys, or those that could. */
export function passkeys(ring: Ring, open: boolean): string[] {
  return ring.ways.filter((way) => way.kind === "passkey" && !!way.wrapped === open).map((way) => way.handle);
}

/** Asks one of some passkeys for its secret, by a challenge that nobody gets, and says which it was. */
export async function askPasskey(handles: string[]): Promise<{ handle: string; secret: Secret | undefined }> {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: handles.map((handle) => ({ type: "public-key", id: fromBase64url(handle) })),
      userVerification: "required",
      extensions: prfExtension(),
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return { handle: credential.id, secret: await prfSecret(credential) };
}

/** Puts keys, wrapped for a secret, into the form that takes them to the server. */
export async function putInto(form: HTMLFormElement, owner: Owner, keys: LooseKeys, secret: Secret): Promise<void> {
  const wrapped = await wrap(owner, keys, secret);
  for (const [name, bytes] of [["public_keys", keys.publicKeys], ["wrapped_keys", wrapped]] as const) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = toBase64url(bytes);
  }
}

/** Keeps opened keys for the pages to come, as far as the device allows it, and overwrites their bytes. */
export async function keepOpened(owner: Owner, keys: LooseKeys, shared: boolean): Promise<void> {
  const opened = await openKeys(owner, keys);
  wipe(keys.privateKeys);
  await keep(opened, shared).catch(() => undefined); // a browser that keeps nothing asks again
}
