package feeds

import (
	"encoding/csv"
	"io"
	"strings"

	"kith/internal/directory"
	"kith/internal/message"
)

// WriteReport writes what is wrong with a source as CSV, for people who mend it in a spreadsheet: where, field, value,
// why, what to do, whether the row stayed out.
func WriteReport(w io.Writer, words *message.Words, ps []directory.Problem) error {
	c := csv.NewWriter(w)
	c.Write([]string{"where", "field", "value", "why", "what to do", "skipped"})
	for _, p := range ps {
		skipped := "no"
		if p.Skipped {
			skipped = "yes"
		}
		c.Write([]string{p.Where, Cell(p.Field), Cell(p.Value), words.Say(p.Why), words.Say(p.Do), skipped})
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
