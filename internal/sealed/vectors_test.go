package sealed

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsFile = "testdata/vectors.json"

// vectors are what every implementation must give and refuse. Bytes stand in base64url.
type vectors struct {
	About   string        `json:"about"`
	Keys    keysVector    `json:"keys"`
	Wrapped []wrapVector  `json:"wrapped"`
	Refused []wrapVector  `json:"refused"`
	Foreign []foreignKeys `json:"refusedKeys"`
	Cards   []cardVector  `json:"cards"`
	Slips   []string      `json:"refusedCards"`
}

// keysVector is a persona's keys, and what they do.
type keysVector struct {
	Space     string `json:"space"`
	Persona   string `json:"persona"`
	Private   text   `json:"private"`
	Public    text   `json:"public"`
	Peer      text   `json:"peer"`      // somebody's X25519 public key …
	Agreed    text   `json:"agreed"`    // … and what X25519 gives with it and the sealing key
	Message   text   `json:"message"`   // a message …
	Signature text   `json:"signature"` // … and its signature
}

// wrapVector is wrapped keys and all it takes to open them.
type wrapVector struct {
	Why     string `json:"why,omitempty"` // it is refused
	Reason  string `json:"reason,omitempty"`
	Space   string `json:"space"`
	Persona string `json:"persona"`
	Public  text   `json:"public"`
	Kind    string `json:"kind"`
	Secret  text   `json:"secret"`
	Wrapped text   `json:"wrapped"`
}

// foreignKeys are public keys to refuse.
type foreignKeys struct {
	Why     string `json:"why"`
	Reason  string `json:"reason"`
	Space   string `json:"space"`
	Persona string `json:"persona"`
	Public  text   `json:"public"`
}

// cardVector is a card's second secret in all its forms.
type cardVector struct {
	Secret  text   `json:"secret"`
	English string `json:"en"`
	Spanish string `json:"es"`
}

// text is bytes that stand in JSON as base64url.
type text []byte

// MarshalText writes them.
func (b text) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads them.
func (b *text) UnmarshalText(s []byte) (err error) {
	*b, err = base64.RawURLEncoding.Strict().DecodeString(string(s))
	return err
}

// fixed gives bytes that are the same at each run.
func fixed(name string) [32]byte { return sha256.Sum256([]byte("kith vectors " + name)) }

var (
	ada    = Owner{"0b8f6d0e-3f43-4a55-9a5f-6d1f2c1f7d11", "c2a4e9a7-52d8-4f0b-8a3e-1a0f5f8f2b22"}
	other  = Owner{ada.Space, "9d1c3b5a-7e6f-4c2d-b1a0-3e4f5a6b7c33"}
	beyond = Owner{"7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2944", ada.Persona}
)

func adasKeys(t *testing.T) (PrivateKeys, PublicKeys) {
	t.Helper()
	seal, sign := fixed("seal"), fixed("sign")
	keys, err := ParsePrivateKeys(slices.Concat(seal[:], sign[:]))
	if err != nil {
		t.Fatal(err)
	}
	return keys, publicOf(t, keys, ada)
}

func publicOf(t *testing.T, keys PrivateKeys, o Owner) PublicKeys {
	t.Helper()
	public, err := keys.Public(o)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

func secretOf(t *testing.T, kind Kind, name string) Secret {
	t.Helper()
	b := fixed(name)
	s, err := NewSecret(kind, b[:kind.size()])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var kindNames = map[Kind]string{PRF: "prf", Card: "card"}

// wrapped makes the vector of keys that open.
func wrapped(t *testing.T, o Owner, keys PrivateKeys, kind Kind) wrapVector {
	t.Helper()
	s := secretOf(t, kind, "secret")
	w, err := wrap(o, keys, s, fixed("salt "+kindNames[kind]))
	if err != nil {
		t.Fatal(err)
	}
	return wrapVector{Space: o.Space, Persona: o.Persona, Public: publicOf(t, keys, o).Bytes(), Kind: kindNames[kind], Secret: s.bytes, Wrapped: w.Bytes()}
}

// but gives a vector that is refused, since one thing is another.
func (v wrapVector) but(why, reason string, change func(*wrapVector)) wrapVector {
	v.Why, v.Reason = why, reason
	v.Public, v.Secret, v.Wrapped = slices.Clone(v.Public), slices.Clone(v.Secret), slices.Clone(v.Wrapped)
	change(&v)
	return v
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	keys, public := adasKeys(t)
	return vectors{
		About: "Test vectors of doc/sealing.md. All bytes are base64url. Made by go test ./internal/sealed -run Vectors -update.",
		Keys:  keysOf(t, keys, public),
		Wrapped: []wrapVector{
			wrapped(t, ada, keys, PRF), wrapped(t, ada, keys, Card),
			wrapped(t, Owner{"ñ", "1"}, keys, Card), wrapped(t, Owner{"s", strings.Repeat("p", maxID)}, keys, PRF),
		},
		Refused: refusedVectors(t, keys),
		Foreign: foreignVectors(t, keys, public),
		Cards:   cardVectors(),
		Slips: []string{
			"", "abandon", strings.Repeat("abandon ", 12), strings.Repeat("abandon ", 13), strings.Repeat("abandon ", 11) + "ábaco",
			strings.Repeat("zoo ", 11) + "wrongly", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA",
		},
	}
}

func keysOf(t *testing.T, keys PrivateKeys, public PublicKeys) keysVector {
	t.Helper()
	b := fixed("peer")
	peer, err := ecdh.X25519().NewPrivateKey(b[:])
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := keys.Seal.ECDH(peer.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	message := []byte("a message")
	return keysVector{Space: ada.Space, Persona: ada.Persona, Private: keys.bytes(), Public: public.Bytes(), Peer: peer.PublicKey().Bytes(), Agreed: agreed,
		Message: message, Signature: ed25519.Sign(keys.Sign, message)}
}

// refusedVectors are wrapped keys in which one thing is wrong.
func refusedVectors(t *testing.T, keys PrivateKeys) []wrapVector {
	t.Helper()
	card, prf := wrapped(t, ada, keys, Card), wrapped(t, ada, keys, PRF)
	elsewhere, others := wrapped(t, beyond, keys, Card), wrapped(t, other, keys, Card)
	stranger := PrivateKeys{keys.Seal, ed25519.NewKeyFromSeed(secretOf(t, PRF, "another").bytes)}
	all := []wrapVector{
		card.but("another secret", "not_opened", func(v *wrapVector) { v.Secret[0] ^= 1 }),
		prf.but("another secret", "not_opened", func(v *wrapVector) { v.Secret[31] ^= 0x80 }),
		card.but("the wrapped keys of another persona", "not_opened", func(v *wrapVector) { v.Wrapped = others.Wrapped }),
		card.but("the wrapped keys of another space", "not_opened", func(v *wrapVector) { v.Wrapped = elsewhere.Wrapped }),
		card.but("the public keys of another persona", "form", func(v *wrapVector) { v.Public = others.Public }),
		card.but("other public keys of this persona", "not_opened", func(v *wrapVector) { v.Public = publicOf(t, stranger, ada).Bytes() }),
		card.but("said to be another persona's", "form", func(v *wrapVector) { v.Persona = other.Persona }),
		card.but("no persona", "form", func(v *wrapVector) { v.Persona = "" }),
		card.but("an id that is too long", "form", func(v *wrapVector) { v.Space = strings.Repeat("s", maxID+1) }),
		prf.but("said to be a card's", "form", func(v *wrapVector) { v.Kind = "card" }),
		card.but("a card opened as a passkey", "not_opened", func(v *wrapVector) { v.Kind, v.Secret = "prf", prf.Secret }),
		prf.but("the kind changed", "not_opened", func(v *wrapVector) { v.Wrapped[1] = byte(Card); v.Kind, v.Secret = "card", card.Secret }),
		card.but("an unknown kind", "form", func(v *wrapVector) { v.Wrapped[1] = 3 }),
		card.but("another version", "version", func(v *wrapVector) { v.Wrapped[0] = 2 }),
		card.but("another version of the public keys", "version", func(v *wrapVector) { v.Public[0] = 2 }),
		card.but("a byte too few", "form", func(v *wrapVector) { v.Wrapped = v.Wrapped[:len(v.Wrapped)-1] }),
		card.but("a byte too many", "form", func(v *wrapVector) { v.Wrapped = append(v.Wrapped, 0) }),
		card.but("nothing", "form", func(v *wrapVector) { v.Wrapped = nil }),
	}
	for _, at := range []int{2, 33, 34, 97, 98, 113} {
		all = append(all, card.but("a byte changed", "not_opened", func(v *wrapVector) { v.Wrapped[at] ^= 1 }))
	}
	return all
}

// foreignVectors are public keys that are not their owner's, or no keys.
func foreignVectors(t *testing.T, keys PrivateKeys, public PublicKeys) []foreignKeys {
	t.Helper()
	refuse := func(why string, o Owner, b []byte, reason string) foreignKeys {
		return foreignKeys{why, reason, o.Space, o.Persona, b}
	}
	changed := func(at int) []byte {
		b := public.Bytes()
		b[at] ^= 1
		return b
	}
	zero := PublicKeys{Sign: public.Sign}
	copy(zero.Proof[:], ed25519.Sign(keys.Sign, zero.proven(ada)))
	everybodys := PublicKeys{Seal: public.Seal, Sign: [keySize]byte{1}}
	everybodys.Proof[0] = 1
	return []foreignKeys{
		refuse("shown as another persona's", other, public.Bytes(), "form"),
		refuse("shown in another space", beyond, public.Bytes(), "form"),
		refuse("ids parted elsewhere", Owner{ada.Space + "c", ada.Persona[1:]}, public.Bytes(), "form"),
		refuse("another sealing key", ada, changed(1), "form"),
		refuse("another signing key", ada, changed(33), "form"),
		refuse("another proof", ada, changed(65), "form"),
		refuse("a sealing key with which everybody agrees on zero", ada, zero.Bytes(), "form"),
		refuse("a signing key with which everybody signs", ada, everybodys.Bytes(), "form"),
		refuse("another version", ada, append([]byte{2}, public.Bytes()[1:]...), "version"),
		refuse("a byte too few", ada, public.Bytes()[:PublicSize-1], "form"),
		refuse("a byte too many", ada, append(public.Bytes(), 0), "form"),
	}
}

func cardVectors() []cardVector {
	random := fixed("card")
	var all []cardVector
	for _, secret := range [][]byte{make([]byte, cardSize), bytes.Repeat([]byte{0xff}, cardSize), random[:cardSize]} {
		lists := lists()
		all = append(all, cardVector{secret, wordsOf(secret, lists[0]), wordsOf(secret, lists[1])})
	}
	return all
}

// wordsOf writes a secret as BIP-39 does.
func wordsOf(secret []byte, list []string) string {
	whole := new(big.Int).SetBytes(secret)
	whole.Lsh(whole, slipBits).Or(whole, big.NewInt(int64(slipOf(secret))))
	words := make([]string, cardWords)
	for i := range slices.Backward(words) {
		words[i] = list[new(big.Int).And(whole, big.NewInt(1<<wordBits-1)).Int64()]
		whole.Rsh(whole, wordBits)
	}
	return strings.Join(words, " ")
}

// TestVectors says that the program makes, from the same inputs, what it made when the vectors were written.
func TestVectors(t *testing.T) {
	made, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	made = append(made, '\n')
	if *update {
		if err := os.WriteFile(vectorsFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, kept) {
		t.Error("the format has changed: keys that people have do not open any more")
	}
}
