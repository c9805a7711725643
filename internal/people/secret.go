package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"kith/internal/fault"
)

// NewSecret makes a secret for a cookie or a link: 256 random bits in base64url.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// HashOf is how a secret stands in the database. A plain SHA-256 is right here: a slow hash protects what people choose
// and others can guess, and these secrets are 128 random bits and more. Looking a secret up by its hash also leaves
// nothing to measure in the time that comparing takes.
func HashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// codeDigits are those of a card's code: Crockford's base 32, without letters that look like digits.
const codeDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// A code is 26 digits of which the secret takes 128 bits of 130, and 2 digits that show a slip of the pen.
const (
	secretDigits = 26
	checkDigits  = 2
	groupDigits  = 4
)

// newCode makes the code of a member card: "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX", in which lie 128 random bits.
func newCode() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	high, low := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	digits := make([]byte, secretDigits)
	for i := secretDigits - 1; i >= 0; i-- {
		digits[i] = codeDigits[low&31]
		low, high = low>>5|high<<59, high>>5
	}
	return grouped(string(digits) + checkOf(string(digits)))
}

// checkOf gives the two digits that follow the secret.
func checkOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return string([]byte{codeDigits[sum[0]&31], codeDigits[sum[1]&31]})
}

func grouped(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && i%groupDigits == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// readCode brings a code as somebody typed it into its one form: case, spaces and hyphens do not matter, O is 0, I and L
// are 1. Invalid names the field "code" when it cannot be one.
func readCode(typed string) (string, error) {
	digits := asDigits(typed)
	if len(digits) != secretDigits+checkDigits || checkOf(digits[:secretDigits]) != digits[secretDigits:] {
		return "", wrongCode("signin.code_slip")
	}
	return grouped(digits), nil
}

// asDigits are the digits of a code in what somebody typed.
func asDigits(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'O' || r == 'o':
			return '0'
		case strings.ContainsRune("ILil", r):
			return '1'
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		if strings.ContainsRune(codeDigits, r) {
			return r
		}
		return -1
	}, typed)
}

func wrongCode(key string) error {
	return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "code", Key: key}}}
}

// Confirmed is the code that was offered, where what somebody typed is its last group of four: that much shows that they have
// it before them. Else it is what they typed.
func Confirmed(offered, typed string) string {
	digits := asDigits(typed)
	if whole := asDigits(offered); len(digits) == groupDigits && strings.HasSuffix(whole, digits) && len(whole) == secretDigits+checkDigits {
		return offered
	}
	return typed
}
