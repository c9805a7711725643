package feeds

import (
	"io"
	"regexp"
	"strings"
	"time"
)

// tsmlColumns are the fields of TSML's CSV: every column is what its header says. Persons' contacts stay out.
func tsmlColumns(header []string) []string {
	known := map[string]bool{"website_2": false}
	for _, f := range MappedFields {
		known[f] = true
	}
	out := make([]string, len(header))
	for i, h := range header {
		if name := fieldName(h); known[name] {
			out[i] = name
		}
	}
	return out
}

const sampleRows = 200 // what Propose looks at

// readCSV reads a spreadsheet: TSML's, or any other through a mapping.
func readCSV(in *input, out *output) error {
	t, err := newTable(in, out)
	if err != nil {
		return err
	}
	if out.Kind == TSMLCSV && out.Mapping == nil {
		return t.understood(nil, tsmlColumns(t.header))
	}
	if out.Mapping != nil {
		out.sum.Mapping = out.Mapping
		return t.mapped(nil, *out.Mapping)
	}
	sample, err := t.sample()
	if err != nil {
		return err
	}
	m, doubts := Propose(t.header, cellsOf(sample))
	out.sum.Mapping, out.sum.Doubts = &m, doubts
	if out.sum.Held = len(doubts) > 0; out.sum.Held {
		return nil
	}
	return t.mapped(sample, m)
}

func (t *table) mapped(sample []numbered, m Mapping) error {
	columns, err := m.columns(t.header)
	if err != nil {
		return err
	}
	return t.understood(sample, columns)
}

// understood reads the rows by their columns, having told which column was taken for what.
func (t *table) understood(ahead []numbered, columns []string) error {
	var taken, left []string
	for i, header := range t.header {
		switch {
		case header == "":
		case columns[i] != "":
			taken = append(taken, header+" = "+columns[i])
		case isPersonal(header):
			t.out.personal(t.begins, header)
		default:
			left = append(left, header)
		}
	}
	t.out.list(t.begins, taken, "columns_taken", "check_columns")
	t.out.list(t.begins, left, "columns_left", "check_columns")
	return t.rows(ahead, columns)
}

// numbered is a row that was read ahead.
type numbered struct {
	where string
	cells []string
}

func (t *table) sample() (rows []numbered, err error) {
	for len(rows) < sampleRows {
		cells, err := t.next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, numbered{t.where(), cells})
	}
	return rows, nil
}

func cellsOf(rows []numbered) [][]string {
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = r.cells
	}
	return out
}

// rows reads what was read ahead and then the rest. columns says what each column is.
func (t *table) rows(ahead []numbered, columns []string) error {
	rec := newRecord()
	for {
		var row numbered
		if len(ahead) > 0 {
			row, ahead = ahead[0], ahead[1:]
		} else if cells, err := t.next(); err != nil {
			return err
		} else {
			row = numbered{t.where(), cells}
		}
		rec.reset(row.where)
		if err := t.one(rec, row.cells, columns); err != nil {
			return err
		}
	}
}

func (t *table) one(rec *record, cells, columns []string) error {
	if filled(cells) == 0 {
		return nil
	}
	if t.tooLong(cells) {
		t.out.skip(rec.where, "", "", "too_many_cells", "check_row")
		return nil
	}
	for i, c := range cells {
		if i < len(columns) && columns[i] != "" {
			rec.set(columns[i], c)
		}
	}
	return t.days(rec)
}

// days gives on the row, or one row for each time in its columns of days.
func (t *table) days(rec *record) error {
	split := false
	for d, field := range dayFields {
		times := timesIn(rec.text[field])
		for _, text := range times {
			split = true
			if err := t.onDay(rec, time.Weekday(d), text, len(times)); err != nil {
				return err
			}
		}
	}
	if split {
		return nil
	}
	r := row{record: rec, out: t.out}
	return r.drafts()
}

func (t *table) onDay(rec *record, d time.Weekday, text string, n int) error {
	one := newRecord()
	one.where = rec.where
	for k, v := range rec.text {
		one.text[k] = v
	}
	one.text["day"] = dayFields[d]
	if !mark.MatchString(text) {
		one.text["time"] = text
	}
	r := row{record: one, out: t.out, part: weekly(d, 0).suffix()}
	if n > 1 {
		r.part += "t" + strings.ReplaceAll(text, " ", "")
	}
	return r.drafts()
}

var (
	mark   = regexp.MustCompile(`(?i)^(?:x|✓|✔|✅|yes|y|s[ií]|1|true|•|\*)$`)
	noMark = regexp.MustCompile(`(?i)^(?:no|n|0|false|-|–|—|none|closed|n/a|ninguna)$`)
)

// timesIn gives the times in a cell of a column of days: "12:00 pm & 7:00 pm" holds two.
func timesIn(cell string) []string {
	if cell == "" || noMark.MatchString(cell) {
		return nil
	}
	if len(cell) > maxDays || isTimeText(cell) {
		return []string{cell}
	}
	return separators.Split(strings.ToLower(cell), -1)
}
