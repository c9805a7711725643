package sealed

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"slices"
)

// privateSize is the length of private keys in bytes, before they are wrapped.
const privateSize = 2 * keySize

// PrivateKeys are the other halves of PublicKeys. They exist in the browser of their owner, and in programs with which an
// owner reads what is theirs; never on a server.
type PrivateKeys struct {
	Seal *ecdh.PrivateKey
	Sign ed25519.PrivateKey
}

// ParsePrivateKeys reads the X25519 private key (RFC 7748) and the Ed25519 seed (RFC 8032), one behind the other. Invalid
// when they have another length.
func ParsePrivateKeys(b []byte) (PrivateKeys, error) {
	if len(b) != privateSize {
		return PrivateKeys{}, wrongForm("private keys of %d bytes, not %d", len(b), privateSize)
	}
	seal, err := ecdh.X25519().NewPrivateKey(b[:keySize])
	if err != nil {
		return PrivateKeys{}, wrongForm("private keys: %w", err)
	}
	return PrivateKeys{seal, ed25519.NewKeyFromSeed(b[keySize:])}, nil
}

// Public makes the public keys of an owner with their proof. Invalid when the owner's ids cannot be bound.
func (p PrivateKeys) Public(o Owner) (public PublicKeys, err error) {
	if err := o.validate(); err != nil {
		return public, err
	}
	copy(public.Seal[:], p.Seal.PublicKey().Bytes())
	copy(public.Sign[:], p.Sign[keySize:])
	copy(public.Proof[:], ed25519.Sign(p.Sign, public.proven(o)))
	return public, nil
}

// areOf says whether these are the other halves of the public keys.
func (p PrivateKeys) areOf(public PublicKeys) bool {
	return [keySize]byte(p.Seal.PublicKey().Bytes()) == public.Seal && [keySize]byte(p.Sign[keySize:]) == public.Sign
}

func (p PrivateKeys) bytes() []byte { return slices.Concat(p.Seal.Bytes(), p.Sign.Seed()) }
