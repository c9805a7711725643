/**
 * A passkey's answer as the server may have it. Of what extensions gave, only whether the passkey has PRF goes along: the
 * result is the person's secret. Nothing that a passkey answers may be posted in another way.
 */
export function withoutPrf(credential: PublicKeyCredential): RegistrationResponseJSON | AuthenticationResponseJSON {
  const enabled = credential.getClientExtensionResults().prf?.enabled;
  return { ...credential.toJSON(), clientExtensionResults: enabled === undefined ? {} : { prf: { enabled } } };
}
