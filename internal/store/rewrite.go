package store

import (
	"strings"
	"sync"
)

// Statements whose rewritten text is kept.
const keptTexts = 2000

// texts keeps rewritten statements: a program has a few hundred and runs them again and again.
type texts struct {
	mu   sync.RWMutex
	kept map[string]string
}

// text is the statement as the engine wants it.
func (db *DB) text(query string) string {
	if db.engine == Postgres {
		return query
	}
	return db.texts.get(query)
}

func (t *texts) get(query string) string {
	t.mu.RLock()
	text, ok := t.kept[query]
	t.mu.RUnlock()
	if ok {
		return text
	}
	text = rewrite(query)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || len(t.kept) >= keptTexts {
		t.kept = make(map[string]string)
	}
	t.kept[query] = text
	return text
}

// rewrite turns PostgreSQL's parameters $1, $2 into SQLite's ?1, ?2. What stands in string literals, quoted identifiers
// and comments, and a $ inside a name, stays as it is.
func rewrite(query string) string {
	var b strings.Builder
	b.Grow(len(query))
	for i := 0; i < len(query); {
		n := token(query[i:])
		if n > 1 && query[i] == '$' {
			b.WriteByte('?')
			b.WriteString(query[i+1 : i+n])
		} else {
			b.WriteString(query[i : i+n])
		}
		i += n
	}
	return b.String()
}

// token is the length of what s begins with: a literal, a quoted identifier, a comment, a parameter, a word, or else
// one byte.
func token(s string) int {
	switch c := s[0]; {
	case c == '\'' || c == '"':
		return quoted(s, c)
	case strings.HasPrefix(s, "--"):
		return until(s, 2, "\n")
	case strings.HasPrefix(s, "/*"):
		return until(s, 2, "*/")
	case c == '$':
		return 1 + span(s[1:], isDigit)
	case isWord(c):
		return span(s, func(c byte) bool { return isWord(c) || c == '$' })
	}
	return 1
}

// quoted is the length of a text in quotes; a doubled quote stands for itself, which reads as two texts side by side.
func quoted(s string, quote byte) int { return until(s, 1, string(quote)) }

// until is the length of s up to and with the first end after from; all of s when there is none.
func until(s string, from int, end string) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

// span is the length of the longest beginning of s of which every byte is in the class.
func span(s string, class func(byte) bool) int {
	for i := range len(s) {
		if !class(s[i]) {
			return i
		}
	}
	return len(s)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return c == '_' || isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}
