package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/language"

	"kith/internal/fault"
	"kith/internal/vocabulary"
)

// checker collects what is wrong with a pack.
type checker struct {
	fault.Problems
	languages []string // that every text must have
}

// pointer joins names and numbers to a JSON pointer.
func pointer(parts ...any) string {
	var p jsontext.Pointer
	for _, part := range parts {
		p = p.AppendToken(fmt.Sprint(part))
	}
	return string(p)
}

func (c *checker) pack(p Pack) {
	c.languages = p.Name.Languages()
	for _, tag := range c.languages {
		if canonical, err := language.Parse(tag); err != nil || canonical.String() != tag {
			c.Add(pointer("name", tag), "pack.language", nil)
		}
	}
	c.id(pointer("id"), p.ID)
	oneOf(c, pointer("for"), p.For, ForGroup, ForOrganisation)
	c.text(pointer("name"), p.Name, MaxName)
	c.text(pointer("about"), p.About, MaxSentence)
	c.words(p.Words)
	oneOf(c, pointer("door"), p.Door, Open, Ask, Invitation)
	c.number(pointer("retention_days"), p.RetentionDays, 1, MaxKept)
	c.number(pointer("sessions"), p.Sessions, 0, MaxSessions)
	c.formats(p.Formats)
	oneOf(c, pointer("professionals"), p.Professionals, NoProfessional, Adviser, Speaker, Moderator, Host)
	c.roles(p.Roles)
	for i, r := range p.Roles {
		if r.Board && p.For != ForOrganisation {
			c.Add(pointer("roles", i, "board"), "pack.board", nil)
		}
	}
	c.clauses(p.Clauses)
}

var plainID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c *checker) id(at, id string) {
	if len(id) > MaxName || !plainID.MatchString(id) {
		c.Add(at, "pack.id", nil)
	}
}

// text wants words in exactly the pack's languages.
func (c *checker) text(at string, t Text, most int) {
	if len(t) == 0 {
		c.Add(at, "pack.missing", nil)
	}
	for _, tag := range c.languages {
		if _, ok := t[tag]; !ok && len(t) > 0 {
			c.Add(at+pointer(tag), "pack.missing", nil)
		}
	}
	for _, tag := range t.Languages() {
		if len(c.languages) > 0 && !slices.Contains(c.languages, tag) {
			c.Add(at+pointer(tag), "pack.other_language", nil)
		}
		c.line(at+pointer(tag), t[tag], most)
	}
}

func (c *checker) line(at, s string, most int) {
	switch {
	case strings.TrimSpace(s) == "":
		c.Add(at, "pack.missing", nil)
	case strings.TrimSpace(s) != s || strings.ContainsFunc(s, hidden) || most < MaxClause && strings.Contains(s, "\n"):
		c.Add(at, "pack.plain", nil)
	case utf8.RuneCountInString(s) > most:
		c.Add(at, "pack.long", map[string]any{"most": most})
	}
}

// hidden finds letters that nobody sees, among them those that turn the text around. Joiners and marks of direction are
// part of the spelling of some languages, and a clause has paragraphs.
func hidden(r rune) bool {
	return !unicode.IsGraphic(r) && r != '\n' && (r < '\u200c' || r > '\u200f')
}

func (c *checker) words(words map[Word]Text) {
	for _, w := range Words() {
		c.text(pointer("words", w), words[w], MaxName)
	}
	for w := range words {
		oneOf(c, pointer("words", w), w, Words()...)
	}
}

func (c *checker) formats(codes []string) {
	c.number(pointer("formats"), len(codes), 0, maxFormats)
	for i, code := range codes {
		at := pointer("formats", i)
		if !vocabulary.Valid(vocabulary.FacetFormat, code) {
			c.Add(at, "pack.format", nil)
		}
		once(c, at, codes[:i], code)
	}
}

func (c *checker) roles(roles []Role) {
	c.number(pointer("roles"), len(roles), 1, MaxRoles)
	var ids []string
	for i, r := range roles {
		once(c, pointer("roles", i, "id"), ids, r.ID)
		ids = append(ids, r.ID)
		c.role(pointer("roles", i), r)
	}
	for _, p := range Permissions() {
		if n := count(roles, p); n < Holders(p) {
			c.Add(pointer("roles"), "pack.holders", map[string]any{"n": Holders(p), "may": string(p)})
		}
	}
}

// count is how many needed roles hold a permission.
func count(roles []Role, p Permission) int {
	n := 0
	for _, r := range roles {
		if r.Needed && r.Holds(p) {
			n++
		}
	}
	return n
}

// reserved are ids that mean something to the program: a steward keeps listings, a founder comes first, a guest ends.
var reserved = []string{"steward", "founder", "guest"}

func (c *checker) role(at string, r Role) {
	c.id(at+pointer("id"), r.ID)
	if slices.Contains(reserved, r.ID) {
		c.Add(at+pointer("id"), "pack.reserved", nil)
	}
	c.text(at+pointer("name"), r.Name, MaxName)
	c.text(at+pointer("does"), r.Does, MaxSentence)
	for i, p := range r.May {
		oneOf(c, at+pointer("may", i), p, Permissions()...)
		once(c, at+pointer("may", i), r.May[:i], p)
	}
	c.number(at+pointer("seats"), r.Seats, 1, MaxSeats)
	c.number(at+pointer("term_days"), r.TermDays, 1, MaxTerm)
	c.number(at+pointer("gap_days"), r.GapDays, 0, MaxTerm)
	c.number(at+pointer("needed_days"), r.NeededDays, 0, MaxTerm)
	c.number(at+pointer("checklist"), len(r.Checklist), 0, MaxPoints)
	for i, point := range r.Checklist {
		c.text(at+pointer("checklist", i), point, MaxSentence)
	}
}

func (c *checker) clauses(clauses []Clause) {
	kinds := Kinds()
	c.number(pointer("clauses"), len(clauses), len(kinds), len(kinds))
	for i, clause := range clauses {
		if i < len(kinds) {
			oneOf(c, pointer("clauses", i, "kind"), clause.Kind, kinds[i])
		}
		c.text(pointer("clauses", i, "text"), clause.Text, MaxClause)
	}
}

func (c *checker) number(at string, n, least, most int) {
	if n < least || n > most {
		c.Add(at, "pack.number", map[string]any{"least": least, "most": most})
	}
}

func oneOf[T ~string](c *checker, at string, given T, choices ...T) {
	if slices.Contains(choices, given) {
		return
	}
	names := make([]string, len(choices))
	for i, choice := range choices {
		names[i] = string(choice)
	}
	c.Add(at, "pack.choice", map[string]any{"choices": strings.Join(names, ", ")})
}

func once[T comparable](c *checker, at string, before []T, given T) {
	if slices.Contains(before, given) {
		c.Add(at, "pack.twice", nil)
	}
}
