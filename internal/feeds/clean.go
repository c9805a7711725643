package feeds

import (
	"html"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
)

// How long texts may be, in characters.
const (
	maxName  = 200
	maxLine  = 300
	maxNotes = 4000
	maxURL   = 2000
	maxCode  = 60
	maxCodes = 100 // codes of one row
)

// plainText makes foreign text safe to keep: tags and what scripts and styles hold are dropped, entities become
// characters, control and direction-override characters go, spaces are single, lines stay.
func plainText(s string) string {
	for range 3 { // entities may hide tags, and those entities again
		if !strings.ContainsAny(s, "<&") {
			break
		}
		s = withoutTags(s)
	}
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")) {
		line = plainWords(line)
		if line != "" || b.Len() > 0 {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String())
}

// plainLine is plainText on one line.
func plainLine(s string) string {
	s = plainText(s)
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isPlain is the quick way out for text that needs nothing done.
func isPlain(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

func plainWords(line string) string {
	return strings.Join(strings.FieldsFunc(strings.Map(visible, strings.ToValidUTF8(line, "\ufffd")), unicode.IsSpace), " ")
}

// visible drops control characters and those that turn the direction of what follows, which can make a page lie.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r == '\ufeff', r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}

func withoutTags(s string) string {
	if !strings.Contains(s, "<") {
		return html.UnescapeString(s)
	}
	var b strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(s))
	hidden := false
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			if !hidden {
				b.WriteString(z.Token().Data)
			}
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "script", "style", "iframe", "noscript", "textarea", "title", "xmp", "noembed", "noframes":
				hidden = t.Type == xhtml.StartTagToken
			case "br", "p", "div", "li":
				b.WriteByte('\n')
			default:
				b.WriteByte(' ')
			}
		}
	}
}

// shortened cuts s to max characters.
func shortened(s string, max int) (string, bool) {
	if len(s) <= max || utf8.RuneCountInString(s) <= max {
		return s, false
	}
	return strings.TrimSpace(string([]rune(s)[:max-1])) + "…", true
}

// line takes the first of the named fields that says something as one line of text, told of in a warning when it had to
// be cut or was not UTF-8.
func (out *output) line(rec *record, max int, names ...string) string {
	for _, name := range names {
		if text := plainLine(rec.get(name)); text != "" {
			return out.told(rec, name, text, max)
		}
	}
	return ""
}

// notes takes a field as text of several lines.
func (out *output) notes(rec *record, names ...string) string {
	return out.told(rec, names[0], plainText(rec.get(names...)), maxNotes)
}

func (out *output) told(rec *record, field, s string, max int) string {
	s, cut := shortened(s, max)
	if cut {
		out.warn(rec.where, field, "", "too_long", "shorten")
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		out.warn(rec.where, field, "", "not_utf8", "save_utf8")
	}
	return s
}

// link takes a field as a link: http or https, a host, no credentials. "example.org/x" is read as https.
func (out *output) link(rec *record, names ...string) string {
	text := rec.get(names...)
	if text == "" {
		return ""
	}
	if link, ok := safeURL(text); ok {
		return link
	}
	out.warn(rec.where, names[0], text, "bad_url", "write_url")
	return ""
}

var bareHost = regexp.MustCompile(`^[\pL\pN][\pL\pN.-]*\.\pL{2,}(?:[/?#:]|$)`)

func safeURL(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if bareHost.MatchString(text) {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || len(text) > maxURL {
		return "", false
	}
	return u.String(), true
}

// email takes a field as one bare address.
func (out *output) email(rec *record, names ...string) string {
	text := strings.TrimPrefix(rec.get(names...), "mailto:")
	if text == "" {
		return ""
	}
	a, err := mail.ParseAddress(text)
	if err != nil || len(a.Address) > maxLine {
		out.warn(rec.where, names[0], "", "bad_email", "write_email")
		return ""
	}
	return a.Address
}

var digits = regexp.MustCompile(`\d`)

// phone takes a field as a telephone number: it must have three digits or more, and nothing is guessed.
func (out *output) phone(rec *record, names ...string) string {
	text := strings.TrimPrefix(plainLine(rec.get(names...)), "tel:")
	if text == "" {
		return ""
	}
	if len(digits.FindAllString(text, 3)) < 3 || utf8.RuneCountInString(text) > 100 {
		out.warn(rec.where, names[0], "", "bad_phone", "write_phone")
		return ""
	}
	return text
}
