package feeds

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// table reads the rows of a spreadsheet saved as text, whatever parts its cells. Rows are numbered as in the
// spreadsheet, from 1.
type table struct {
	in     *input
	out    *output
	csv    *csv.Reader
	row    int // number of the row read last
	line   int // line of the file after it
	header []string
	begins string // where the header stands
}

const headerWithin = 10 // rows: titles may stand above the header

func newTable(in *input, out *output) (*table, error) {
	head := in.head()
	first, _, _ := strings.Cut(string(head), "\n")
	if strings.HasPrefix(strings.ToLower(first), "sep=") { // Excel's own hint
		if _, err := in.buf.Discard(len(first) + 1); err != nil {
			return nil, err
		}
		head = in.head()
		first, _, _ = strings.Cut(string(head), "\n")
	}
	t := &table{in: in, out: out, csv: csv.NewReader(in.buf), line: 1}
	t.csv.Comma = separator([]byte(first))
	t.csv.FieldsPerRecord = -1
	t.csv.LazyQuotes = true
	return t, t.readHeader()
}

func (t *table) readHeader() error {
	for range headerWithin {
		cells, err := t.next()
		if err == io.EOF {
			return refuse("import.error.empty", nil)
		}
		if err != nil {
			return err
		}
		if len(cells) > t.in.limits.Columns {
			return refuse("import.error.columns", map[string]any{"n": len(cells), "most": t.in.limits.Columns})
		}
		if filled(cells) > 1 {
			t.header, t.begins = cells, t.where()
			return nil
		}
	}
	return refuse("import.error.no_header", nil)
}

func filled(cells []string) (n int) {
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

// next gives the cells of the next row, trimmed.
func (t *table) next() ([]string, error) {
	t.in.nextRow()
	cells, err := t.csv.Read()
	if err != nil {
		return nil, err
	}
	begin, _ := t.csv.FieldPos(0)
	t.row += 1 + begin - t.line // empty lines are rows too
	t.line = begin + 1
	for i, c := range cells {
		t.line += strings.Count(c, "\n")
		cells[i] = strings.TrimSpace(t.utf8(c))
	}
	return cells, nil
}

// utf8 reads what is not UTF-8 as Windows-1252, the superset of Latin-1 that spreadsheets of the West write.
func (t *table) utf8(cell string) string {
	if utf8.ValidString(cell) {
		return cell
	}
	if t.out.once("windows-1252") {
		t.out.warn(t.where(), "", "", "not_utf8_read", "save_utf8")
	}
	text, err := charmap.Windows1252.NewDecoder().String(cell)
	if err != nil {
		return strings.ToValidUTF8(cell, string(utf8.RuneError))
	}
	return text
}

func (t *table) where() string { return "row " + strconv.Itoa(t.row) }

// tooLong says whether there are cells beyond the header's: then nobody knows what is what.
func (t *table) tooLong(cells []string) bool {
	return len(cells) > len(t.header) && filled(cells[len(t.header):]) > 0
}
