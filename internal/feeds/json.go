package feeds

import (
	"strconv"
	"unicode/utf8"
)

// What goes out as JSON is appended piece by piece: no reflection, no copy, and the order of keys is the writer's.

const hexDigits = "0123456789abcdef"

// appendText appends s as a JSON string (RFC 8259 §7). What HTML or a script would take as its own is escaped, so that an
// answer can stand inside a script (JSONP); bytes that are no UTF-8 become U+FFFD.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for from := 0; ; {
		i := from
		for i < len(s) && plainByte[s[i]] {
			i++
		}
		b = append(b, s[from:i]...)
		if i == len(s) {
			return append(b, '"')
		}
		size := 1
		if c := s[i]; c < utf8.RuneSelf {
			b = appendEscape(b, c)
		} else {
			b, size = appendRune(b, s[i:])
		}
		from = i + size
	}
}

// appendRune appends the first character of s, which is not ASCII, and gives its length.
func appendRune(b []byte, s string) ([]byte, int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		return append(b, `\ufffd`...), size
	case r == '\u2028', r == '\u2029':
		return append(append(b, `\u202`...), hexDigits[r&0xf]), size
	}
	return append(b, s[:size]...), size
}

// plainByte tells the ASCII that stands for itself.
var plainByte = func() (t [256]bool) {
	for c := range utf8.RuneSelf {
		switch c {
		case '"', '\\', '<', '>', '&', 0x7f:
		default:
			t[c] = c >= ' '
		}
	}
	return t
}()

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}

// appendTextOrNull appends null for an empty string.
func appendTextOrNull(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return appendText(b, s)
}

// appendTexts appends an array of strings.
func appendTexts(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return append(b, ']')
}

// appendNumber appends a number as short as it can be written, without an exponent.
func appendNumber(b []byte, x float64) []byte { return strconv.AppendFloat(b, x, 'f', -1, 64) }

// jsonObject appends the members of one object behind its first.
type jsonObject struct{ b []byte }

func (o *jsonObject) name(name string) {
	o.b = append(append(append(o.b, `,"`...), name...), `":`...)
}

// text appends a member, unless its value is empty.
func (o *jsonObject) text(name, value string) {
	if value != "" {
		o.name(name)
		o.b = appendText(o.b, value)
	}
}

// nullable appends a member, null where its value is empty.
func (o *jsonObject) nullable(name, value string) {
	o.name(name)
	o.b = appendTextOrNull(o.b, value)
}

func (o *jsonObject) texts(name string, values []string) {
	o.name(name)
	o.b = appendTexts(o.b, values)
}

func (o *jsonObject) number(name string, x float64) {
	o.name(name)
	o.b = appendNumber(o.b, x)
}
