/**
 * A passkey's answer as the server may have it: without what extensions gave, since the result of PRF is the person's
 * secret and no other is asked for. Nothing that a passkey answers may be posted in another way.
 */
export function withoutPrf(credential: PublicKeyCredential): RegistrationResponseJSON | AuthenticationResponseJSON {
  return { ...credential.toJSON(), clientExtensionResults: {} };
}
