package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"kith/internal/fault"
	"kith/internal/store"
)

// newPasskeys sets WebAuthn up for an address: discoverable credentials, the person verified, no attestation. It gives
// nil where a browser offers no passkey: without HTTPS off localhost, and where the host is a number.
func newPasskeys(base string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	host := u.Hostname()
	if u.Scheme != "https" && host != "localhost" || protocol.ValidateRPID(host) != nil {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: DefaultLabel, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(),
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
	})
}

// holder is a persona as the WebAuthn library wants to see it.
type holder struct {
	persona     string
	label       string
	credentials []webauthn.Credential
}

// WebAuthnID is the persona's id, sixteen random bytes.
func (h holder) WebAuthnID() []byte {
	id, err := uuid.Parse(h.persona)
	if err != nil {
		return nil
	}
	return id[:]
}

// WebAuthnName is what the device's picker shows.
func (h holder) WebAuthnName() string { return h.label }

// WebAuthnDisplayName is what the device's picker shows.
func (h holder) WebAuthnDisplayName() string { return h.label }

// WebAuthnCredentials are the persona's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// noPasskeys is the error where browsers give none.
func noPasskeys() error { return fault.New(fault.Unavailable, "signin.no_passkeys", nil) }

// refused is the error when a passkey's answer does not hold. The cause is for the log.
func refused(cause error) error {
	return &fault.Error{Kind: fault.Invalid, Key: "signin.passkey_refused", Cause: cause}
}

// beginPasskey gives the options for navigator.credentials.create and keeps the ceremony under its challenge.
func (p *People) beginPasskey(ctx context.Context, c ceremony, have []Credential) ([]byte, error) {
	if p.passkeys == nil {
		return nil, noPasskeys()
	}
	label, err := properName(c.label)
	if err != nil {
		label = DefaultLabel
	}
	options, session, err := p.passkeys.BeginRegistration(holder{persona: c.persona, label: label}, webauthn.WithExclusions(descriptors(have)))
	if err != nil {
		return nil, err
	}
	c.id = session.Challenge
	if err := p.begin(ctx, c); err != nil {
		return nil, err
	}
	return json.Marshal(options.Response)
}

// descriptors keeps a device from making a second passkey for the same persona.
func descriptors(have []Credential) []protocol.CredentialDescriptor {
	var all []protocol.CredentialDescriptor
	for _, c := range have {
		if id, err := base64.RawURLEncoding.DecodeString(c.handle); err == nil && c.Kind == Passkey {
			all = append(all, protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: id})
		}
	}
	return all
}

// newPasskey is a browser's answer to navigator.credentials.create.
type newPasskey struct {
	parsed    *protocol.ParsedCredentialCreationData
	challenge string
}

func parsePasskey(response []byte) (newPasskey, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return newPasskey{}, refused(err)
	}
	return newPasskey{parsed, parsed.Response.CollectedClientData.Challenge}, nil
}

// enrol checks the answer against the ceremony and gives the credential, with nothing of the device in it.
func (n newPasskey) enrol(p *People) enrolment {
	return func(c ceremony) (Credential, error) {
		if p.passkeys == nil {
			return Credential{}, noPasskeys()
		}
		who := holder{persona: c.persona, label: c.label}
		made, err := p.passkeys.CreateCredential(who, webauthn.SessionData{
			Challenge: c.id, UserID: who.WebAuthnID(), UserVerification: protocol.VerificationRequired,
			CredParams: webauthn.CredentialParametersDefault(),
		}, n.parsed)
		if err != nil {
			return Credential{}, refused(err)
		}
		return Credential{
			ID: store.NewPersonID(), Kind: Passkey, Label: c.label, persona: c.persona,
			handle:    base64.RawURLEncoding.EncodeToString(made.ID),
			publicKey: base64.RawURLEncoding.EncodeToString(made.PublicKey),
		}, nil
	}
}

// BeginSignIn gives what navigator.credentials.get wants, as JSON. It does so for every space, whether it exists or not.
// From is where the request comes from; it is counted, never kept.
func (p *People) BeginSignIn(ctx context.Context, space, from string) (options []byte, err error) {
	if p.passkeys == nil {
		return nil, noPasskeys()
	}
	if err := p.begun.try(from); err != nil {
		return nil, err
	}
	assertion, session, err := p.passkeys.BeginDiscoverableLogin()
	if err != nil {
		return nil, err
	}
	if err := p.begin(ctx, ceremony{id: session.Challenge, act: signingIn, space: space}); err != nil {
		return nil, err
	}
	return json.Marshal(assertion.Response)
}

// SignInWithPasskey signs in, in a space, with a browser's answer to navigator.credentials.get. Anybody may try: Invalid when
// it opens nothing there, TooMany after too many such tries from one place.
func (p *People) SignInWithPasskey(ctx context.Context, space, from string, response []byte, shared bool) (SignedIn, error) {
	return p.guarded(from, func() (in SignedIn, err error) {
		if p.passkeys == nil {
			return in, noPasskeys()
		}
		parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
		if err != nil {
			return in, refused(err)
		}
		err = p.db.Write(ctx, func(tx *store.Tx) error {
			c, err := p.take(tx, signingIn, space, parsed.Response.CollectedClientData.Challenge)
			if err != nil {
				return err
			}
			known, err := credentialOf(tx, space, Passkey, base64.RawURLEncoding.EncodeToString(parsed.RawID))
			if fault.KindOf(err) == fault.NotFound {
				return refused(err)
			}
			if err != nil {
				return err
			}
			if err := p.verify(c, known, parsed); err != nil {
				return refused(err)
			}
			in, err = p.signIn(tx, known.persona, known.ID, shared)
			return err
		})
		return in, err
	})
}

// verify checks an assertion with the key that is kept. Whether the passkey may be copied between devices is not kept, so
// it is taken as the assertion says.
func (p *People) verify(c ceremony, known Credential, parsed *protocol.ParsedCredentialAssertionData) error {
	key, err := base64.RawURLEncoding.DecodeString(known.publicKey)
	if err != nil {
		return fmt.Errorf("public key of credential %s: %w", known.ID, err)
	}
	credential := webauthn.Credential{ID: parsed.RawID, PublicKey: key}
	credential.Flags.BackupEligible = parsed.Response.AuthenticatorData.Flags.HasBackupEligible()
	who := holder{persona: known.persona, credentials: []webauthn.Credential{credential}}
	find := func(rawID, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, who.WebAuthnID()) {
			return nil, fmt.Errorf("the passkey %s names another persona", known.ID)
		}
		return who, nil
	}
	session := webauthn.SessionData{Challenge: c.id, UserVerification: protocol.VerificationRequired}
	_, _, err = p.passkeys.ValidatePasskeyLogin(find, session, parsed)
	return err
}
