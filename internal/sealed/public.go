package sealed

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/hex"
	"slices"
)

// keysPurpose begins what the proof of a persona's public keys signs.
const keysPurpose = "kith keys v1"

// keySize is the length of each key, public or private: RFC 7748 and RFC 8032.
const keySize = 32

// PublicSize is the length of public keys in bytes: version, two keys, proof.
const PublicSize = 1 + 2*keySize + ed25519.SignatureSize

// PublicKeys are a persona's: others seal to one and check signatures with the other. The proof is the signing key's
// signature over both keys and the owner: whoever knows a persona's signing key notices another sealing key put in its
// place, and nobody can show somebody else's keys as their own.
type PublicKeys struct {
	Seal  [keySize]byte // X25519, for HPKE with DHKEM(X25519, HKDF-SHA256)
	Sign  [keySize]byte // Ed25519
	Proof [ed25519.SignatureSize]byte
}

// ParsePublicKeys reads public keys and checks that they are their owner's. Invalid when the form, the version or the
// proof is wrong, or when a key is one with which nothing is secret.
func ParsePublicKeys(o Owner, b []byte) (p PublicKeys, err error) {
	if err := o.validate(); err != nil {
		return p, err
	}
	if err := checkForm("public keys", b, PublicSize); err != nil {
		return p, err
	}
	copy(p.Seal[:], b[1:])
	copy(p.Sign[:], b[1+keySize:])
	copy(p.Proof[:], b[1+2*keySize:])
	return p, p.validate(o)
}

func (p PublicKeys) validate(o Owner) error {
	if ofSmallOrder(p.Sign) {
		return wrongForm("a signing key with which anybody signs")
	}
	if !ed25519.Verify(p.Sign[:], p.proven(o), p.Proof[:]) {
		return wrongForm("public keys without the proof of their owner")
	}
	if !agrees(p.Seal[:]) {
		return wrongForm("a sealing key that agrees on nothing")
	}
	return nil
}

// agrees says whether an X25519 key gives a secret at all. With a point of small order the result is zero for everybody
// (RFC 7748, section 6.1), and a browser that seals to it fails.
func agrees(key []byte) bool {
	public, err := ecdh.X25519().NewPublicKey(key)
	if err != nil {
		return false
	}
	any, err := ecdh.X25519().NewPrivateKey(slices.Repeat([]byte{1}, keySize))
	if err != nil {
		return false
	}
	_, err = any.ECDH(public)
	return err == nil
}

// smallOrder are the points of Ed25519 that 8 takes to zero, as the least significant byte comes first and without the
// sign, each way to write one. With such a key one signature is right for every message, and the checks of RFC 8032 let it
// through.
var smallOrder = [...]string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

func ofSmallOrder(key [keySize]byte) bool {
	key[keySize-1] &= 0x7f
	return slices.Contains(smallOrder[:], hex.EncodeToString(key[:]))
}

// proven is what the proof signs.
func (p PublicKeys) proven(o Owner) []byte {
	return append(append(o.bound(keysPurpose), p.Seal[:]...), p.Sign[:]...)
}

// Bytes is how the keys are sent and kept.
func (p PublicKeys) Bytes() []byte {
	return slices.Concat([]byte{Version}, p.Seal[:], p.Sign[:], p.Proof[:])
}
