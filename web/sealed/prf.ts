import { utf8 } from "./bytes";
import type { Secret } from "./format";

/**
 * What is asked of a passkey besides its answer, for the `extensions` of navigator.credentials.create and get: 32 bytes that
 * only this passkey gives (WebAuthn level 3, PRF). Each passkey has its own secret, so the same question serves all.
 */
export function prfExtension(): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: utf8("kith prf v1") } } };
}

/**
 * The secret of a passkey that was made or asked with prfExtension(). Some give it only when they are asked again: then the
 * person is, with a challenge that nobody gets. Undefined for a passkey without PRF: it needs a card beside it.
 */
export async function prfSecret(credential: PublicKeyCredential): Promise<Secret | undefined> {
  const { prf } = credential.getClientExtensionResults();
  const first = prf?.results?.first ?? (prf?.enabled ? await askAgain(credential) : undefined);
  return first && { kind: "prf", bytes: new Uint8Array(first as ArrayBuffer) };
}

async function askAgain(credential: PublicKeyCredential): Promise<BufferSource | undefined> {
  const again = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: "public-key", id: credential.rawId }],
      userVerification: "required",
      extensions: prfExtension(),
    },
  });
  return again instanceof PublicKeyCredential ? again.getClientExtensionResults().prf?.results?.first : undefined;
}
