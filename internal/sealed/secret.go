package sealed

import "slices"

// Kind is the kind of credential that opens a wrapped key.
type Kind uint8

// The kinds.
const (
	PRF  Kind = 1 // a passkey, by the result of its PRF extension (WebAuthn level 3)
	Card Kind = 2 // a member card, by its second secret
)

// size is how many bytes a credential of the kind opens with; zero for a kind there is not.
func (k Kind) size() int {
	switch k {
	case PRF:
		return prfSize
	case Card:
		return cardSize
	}
	return 0
}

// The lengths of the secrets in bytes. Both are random through and through: nothing has to slow down guessing.
const (
	prfSize  = 32
	cardSize = 16
)

// Secret is what opens a wrapped key. No server sees one.
type Secret struct {
	kind  Kind
	bytes []byte
}

// NewSecret takes the result of a passkey's PRF extension (32 bytes) or the second secret of a member card (16 bytes).
// Invalid for another kind or length.
func NewSecret(kind Kind, b []byte) (Secret, error) {
	if kind.size() == 0 || len(b) != kind.size() {
		return Secret{}, wrongForm("a secret of kind %d with %d bytes", kind, len(b))
	}
	return Secret{kind, slices.Clone(b)}, nil
}
