package sealed

import (
	"crypto/sha256"
	_ "embed" // the lists of words
	"encoding/base64"
	"math/big"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/fold"
)

// The lists are those of BIP-39, 2048 words each.
var (
	//go:embed words/english.txt
	english string
	//go:embed words/spanish.txt
	spanish string
)

const (
	cardWords = 12
	wordBits  = 11 // each stands for
	slipBits  = cardWords*wordBits - 8*cardSize
)

// lists are the lists in the order in which words are looked for.
func lists() [][]string { return [][]string{strings.Fields(english), strings.Fields(spanish)} }

// ReadCard reads the second secret of a member card as somebody typed it: twelve words, English or Spanish, whatever
// stands between them and without regard to capitals and accents; or 22 digits of base64url, as in a card's link. Invalid
// when it is neither, or when the words do not fit together.
func ReadCard(typed string) (Secret, error) {
	if b, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimSpace(typed)); err == nil && len(b) == cardSize {
		return NewSecret(Card, b)
	}
	words := strings.FieldsFunc(fold.Fold(typed), func(r rune) bool { return r < 'a' || r > 'z' })
	for _, list := range lists() {
		if b, ok := readWords(words, list); ok {
			return NewSecret(Card, b)
		}
	}
	return Secret{}, fault.New(fault.Invalid, "sealed.words", nil)
}

// readWords puts the places of twelve words in a list together: 128 bits of secret, then 4 that show a slip of the pen.
func readWords(words, list []string) (secret []byte, ok bool) {
	if len(words) != cardWords {
		return nil, false
	}
	whole := new(big.Int)
	for _, word := range words {
		at := slices.IndexFunc(list, func(known string) bool { return fold.Fold(known) == word })
		if at < 0 {
			return nil, false
		}
		whole.Lsh(whole, wordBits).Or(whole, big.NewInt(int64(at)))
	}
	slip := byte(new(big.Int).And(whole, big.NewInt(1<<slipBits-1)).Int64())
	secret = whole.Rsh(whole, slipBits).FillBytes(make([]byte, cardSize))
	return secret, slip == slipOf(secret)
}

// slipOf are the 4 bits that follow a secret of 128: the first of its SHA-256.
func slipOf(secret []byte) byte {
	sum := sha256.Sum256(secret)
	return sum[0] >> (8 - slipBits)
}
