package feeds

import (
	"encoding/csv"
	"io"
	"strings"

	"kith/internal/directory"
	"kith/internal/message"
)

// Reported is what is wrong with one source.
type Reported struct {
	Source   string // its name
	Problems []directory.Problem
}

// WriteReport writes what is wrong with sources as CSV, for people who mend them in a spreadsheet: source, where, field,
// value, why, what to do, whether the row stayed out.
func WriteReport(w io.Writer, words *message.Words, all ...Reported) error {
	c := csv.NewWriter(w)
	c.Write([]string{"source", "where", "field", "value", "why", "what to do", "skipped"})
	for _, r := range all {
		for _, p := range r.Problems {
			skipped := "no"
			if p.Skipped {
				skipped = "yes"
			}
			c.Write([]string{Cell(r.Source), p.Where, Cell(p.Field), Cell(p.Value), words.Say(p.Why), words.Say(p.Do), skipped})
		}
	}
	c.Flush()
	return c.Error()
}

// Cell makes a value safe to open in a spreadsheet, which would run one that looks like a formula (OWASP, CSV
// injection): such a value gets an apostrophe in front.
func Cell(value string) string {
	if strings.IndexAny(strings.TrimLeft(value, " "), "=+-@\t\r\n") == 0 {
		return "'" + value
	}
	return value
}
