// Package fold brings text to the one form in which it is compared: search, place names and identities of offers all
// fold with it, so that "São Paulo", "SAO PAULO" and "sao paulo" are the same words. It is pure.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as lower-case words parted by single spaces: compatibility forms are unfolded (NFKD), accents and
// vowel points removed from alphabets that can be read without them, letters that people type another way mapped to
// that way, apostrophes and invisible characters dropped and all other punctuation read as a space. Vowel signs of
// scripts that need them (Devanagari, Thai, kana voicing …) stay. Fold(Fold(s)) equals Fold(s). Text that is already
// folded and plain ASCII is returned as it is, without allocation.
func Fold(s string) string {
	switch classify(s) {
	case folded:
		return s
	case ascii:
		return foldASCII(s)
	default:
		return foldUnicode(s)
	}
}

// Words returns the words of Fold(s); nil if there are none.
func Words(s string) []string {
	s = Fold(s)
	if s == "" {
		return nil
	}
	return strings.Split(s, " ")
}

type class int

const (
	folded class = iota // plain ASCII in folded form
	ascii               // plain ASCII
	other
)

func classify(s string) class {
	c := folded
	space := true
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch {
		case b >= utf8.RuneSelf:
			return other
		case isFoldedByte(b):
			space = false
		case b == ' ' && !space:
			space = true
		default:
			c = ascii
		}
	}
	if space && s != "" {
		return ascii
	}
	return c
}

func isFoldedByte(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9'
}

func foldASCII(s string) string {
	out := make([]byte, 0, len(s))
	space := false
	for i := 0; i < len(s); i++ {
		b := s[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		switch {
		case isFoldedByte(b):
			if space {
				out = append(out, ' ')
			}
			out, space = append(out, b), false
		case isSilent(rune(b)):
		default:
			space = len(out) > 0
		}
	}
	return string(out)
}

func foldUnicode(s string) string {
	out := make([]byte, 0, len(s)+len(s)/2)
	space := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		r = unicode.ToLower(r)
		switch {
		case isSilent(r) || unicode.Is(silentMarks, r):
		case unicode.In(r, unicode.L, unicode.M, unicode.N):
			if space {
				out = append(out, ' ')
			}
			out, space = appendLetter(out, r), false
		default:
			space = len(out) > 0
		}
	}
	return string(norm.NFC.Bytes(out))
}

// appendLetter appends r as people without its keyboard type it.
func appendLetter(out []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(out, byte(r))
	}
	if zero := zeroOf(r); zero != 0 {
		return append(out, byte('0'+r-zero))
	}
	if typed, ok := typedAs(r); ok {
		return append(out, typed...)
	}
	return utf8.AppendRune(out, r)
}
