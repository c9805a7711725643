package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"slices"
)

// wrapPurpose begins what a wrapped key is bound to.
const wrapPurpose = "kith wrap v1"

const (
	saltSize  = 32
	aeadKey   = 32 // AES-256
	aeadNonce = 12
	aeadTag   = 16
	boxSize   = privateSize + aeadTag
)

// WrappedSize is the length of wrapped private keys in bytes: version, kind, salt, ciphertext with its tag.
const WrappedSize = 2 + saltSize + boxSize

// Wrapped are a persona's private keys as one credential opens them.
type Wrapped struct {
	Kind Kind // of the credential
	salt [saltSize]byte
	box  [boxSize]byte
}

// ParseWrapped reads wrapped keys. It is all that a server can check: Invalid when the version, the kind or the length is
// none that Kith knows.
func ParseWrapped(b []byte) (w Wrapped, err error) {
	if err := checkForm("wrapped keys", b, WrappedSize); err != nil {
		return w, err
	}
	if w.Kind = Kind(b[1]); w.Kind.size() == 0 {
		return w, wrongForm("wrapped keys for a credential of kind %d", b[1])
	}
	copy(w.salt[:], b[2:])
	copy(w.box[:], b[2+saltSize:])
	return w, nil
}

// Bytes is how wrapped keys are sent and kept.
func (w Wrapped) Bytes() []byte {
	return slices.Concat([]byte{Version, byte(w.Kind)}, w.salt[:], w.box[:])
}

// Wrap wraps private keys for the credential that has the secret. Invalid when the owner's ids cannot be bound.
func Wrap(o Owner, keys PrivateKeys, s Secret) (Wrapped, error) {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails
	return wrap(o, keys, s, salt)
}

func wrap(o Owner, keys PrivateKeys, s Secret, salt [saltSize]byte) (Wrapped, error) {
	w := Wrapped{Kind: s.kind, salt: salt}
	public, err := keys.Public(o)
	if err != nil {
		return w, err
	}
	seal, nonce, err := w.seal(o, s)
	if err != nil {
		return w, err
	}
	copy(w.box[:], seal.Seal(nil, nonce, keys.bytes(), w.associated(o, public)))
	return w, nil
}

// Unwrap opens wrapped keys with a credential's secret. Forbidden, without saying why, when the secret is another, a byte
// was changed, or the keys are of another owner or belong to other public keys.
func Unwrap(o Owner, public PublicKeys, w Wrapped, s Secret) (PrivateKeys, error) {
	if s.kind != w.Kind {
		return PrivateKeys{}, notOpened()
	}
	seal, nonce, err := w.seal(o, s)
	if err != nil {
		return PrivateKeys{}, err
	}
	opened, err := seal.Open(nil, nonce, w.box[:], w.associated(o, public))
	if err != nil {
		return PrivateKeys{}, notOpened()
	}
	keys, err := ParsePrivateKeys(opened)
	if err == nil && !keys.areOf(public) {
		err = notOpened()
	}
	return keys, err
}

// seal derives the key and the nonce. Both are used once, since the salt is random.
func (w Wrapped) seal(o Owner, s Secret) (seal cipher.AEAD, nonce []byte, err error) {
	if err := o.validate(); err != nil {
		return nil, nil, err
	}
	derived, err := hkdf.Key(sha256.New, s.bytes, w.salt[:], string(w.bound(o)), aeadKey+aeadNonce)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(derived[:aeadKey])
	if err != nil {
		return nil, nil, err
	}
	seal, err = cipher.NewGCM(block)
	return seal, derived[aeadKey:], err
}

func (w Wrapped) bound(o Owner) []byte { return o.bound(wrapPurpose, byte(w.Kind)) }

// associated is what is sealed along: a server cannot give one persona's keys to another, nor put other public keys
// beside them.
func (w Wrapped) associated(o Owner, public PublicKeys) []byte {
	return slices.Concat([]byte{Version}, w.bound(o), public.Bytes())
}
