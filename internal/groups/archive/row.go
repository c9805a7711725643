package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kith/internal/schedule"
)

const (
	mostLetters = 20_000 // of a text that says no other
	mostNumber  = 1 << 40
	mostListed  = 100 // texts in a list
	mostAddress = 300
	dayMillis   = 24 * 60 * 60 * 1000
	mostMoment  = 1 << 46 // in the year 4199
)

// lines writes rows of a table, one JSON object a line.
func (t Table) lines(rows [][]any) ([]byte, error) {
	var out bytes.Buffer
	for _, row := range rows {
		before := byte('{')
		for i, c := range t.Columns {
			out.WriteByte(before)
			before = ','
			name, err := json.Marshal(c.Name)
			if err != nil {
				return nil, err
			}
			value, err := c.Form.told(row[i])
			if err != nil {
				return nil, err
			}
			out.Write(name)
			out.WriteByte(':')
			out.Write(value)
		}
		out.WriteString("}\n")
	}
	return out.Bytes(), nil
}

// told is a value of a row as it stands in the file.
func (f Form) told(value any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	switch n, ok := value.(int64); {
	case f == Day && ok:
		value = schedule.Date(n).String()
	case f == List:
		value = json.RawMessage(value.(string))
	}
	err := enc.Encode(value)
	return bytes.TrimSpace(out.Bytes()), err
}

// checker reads rows, and remembers what later rows may name.
type checker struct {
	given map[string]map[string]bool // by table, the ids there are
}

// table reads the rows of a table. Every value fits its column, and the first columns are given once.
func (k checker) table(t Table, text []byte) (rows [][]any, err error) {
	given := map[string]bool{}
	k.given[t.Name] = given
	for n, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		if len(text) == 0 {
			break
		}
		row, err := k.row(t, line)
		if err != nil {
			return nil, broken(fmt.Errorf("%s line %d: %w", tableFile(t), n+1, err))
		}
		key := fmt.Sprint(row[:t.Unique]...)
		if given[key] {
			return nil, broken(fmt.Errorf("%s line %d stands twice", tableFile(t), n+1))
		}
		given[key] = true
		rows = append(rows, row)
	}
	return rows, nil
}

func (k checker) row(t Table, line []byte) ([]any, error) {
	var told map[string]json.RawMessage
	if err := json.Unmarshal(line, &told); err != nil {
		return nil, errors.New("no JSON object")
	}
	if len(told) != len(t.Columns) {
		return nil, errors.New("other columns than the table has")
	}
	row := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		value, ok := k.value(c, told[c.Name])
		if !ok {
			return nil, fmt.Errorf("%s does not fit", c.Name)
		}
		row[i] = value
	}
	return row, nil
}

// value reads one value as the database wants it.
func (k checker) value(c Field, told json.RawMessage) (value any, ok bool) {
	switch c.Form {
	case Flag:
		return readFlag(told)
	case Number, Moment:
		return readNumber(c, told)
	case Day:
		return readDay(c, told)
	case List:
		return readList(told)
	}
	var text string
	if len(told) == 0 || told[0] != '"' || json.Unmarshal(told, &text) != nil {
		return nil, false
	}
	return text, k.text(c, text)
}

func readFlag(told json.RawMessage) (any, bool) {
	return string(told) == "true", string(told) == "true" || string(told) == "false"
}

func readDay(c Field, told json.RawMessage) (any, bool) {
	if string(told) == `""` {
		return int64(0), c.None
	}
	var day schedule.Date
	ok := json.Unmarshal(told, &day) == nil && day != 0
	return int64(day), ok
}

func readNumber(c Field, told json.RawMessage) (any, bool) {
	most := int64(mostNumber)
	if c.Most > 0 {
		most = int64(c.Most)
	}
	if c.Form == Moment {
		most = mostMoment
	}
	var n int64
	ok := json.Unmarshal(told, &n) == nil && string(told) != "null" && n >= 0 && n <= most
	return n, ok && (c.Form != Moment || n%dayMillis == 0)
}

// readList reads a list of texts, and gives it as the database has it.
func readList(told json.RawMessage) (any, bool) {
	var texts []string
	if json.Unmarshal(told, &texts) != nil || len(texts) > mostListed {
		return nil, false
	}
	for _, one := range texts {
		if !isText(one, mostLetters) {
			return nil, false
		}
	}
	text, err := json.Marshal(texts)
	return string(text), err == nil
}

var (
	idForm   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	hashForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	wordForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,59}$`)
)

func isID(text string) bool { return idForm.MatchString(text) }

// text says whether a text fits its column.
func (k checker) text(c Field, text string) bool {
	most := mostLetters
	if c.Most > 0 {
		most = c.Most
	}
	switch {
	case text == "":
		return c.None || c.Form == Nobody
	case c.Form == Key:
		return isID(text)
	case c.Form == Persona, c.Form == Nobody:
		return k.given["persona"][text]
	case c.Form == Credential:
		return k.given["credential"][text]
	case c.Form == Hash:
		return hashForm.MatchString(text)
	case c.Form == Role:
		return isID(text) || wordForm.MatchString(text)
	case c.Form == Word:
		return wordForm.MatchString(text) && (c.Of == nil || slices.Contains(c.Of, text))
	case c.Form == Line:
		return isLine(text, most)
	}
	return isText(text, most)
}

func isLine(text string, most int) bool {
	return isText(text, most) && !strings.ContainsAny(text, "\n\u2028\u2029")
}

// isText says whether something is text as a database takes it, and not too long.
func isText(text string, most int) bool {
	return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 && utf8.RuneCountInString(text) <= most
}

// Into is where a value of this form is read into from a database; Out takes it from there.
func (f Form) Into() any {
	switch f {
	case Flag:
		return new(bool)
	case Number, Moment, Day:
		return new(int64)
	}
	return new(string)
}

// Out is the value that was read into what Into gave.
func Out(into any) any {
	switch v := into.(type) {
	case *bool:
		return *v
	case *int64:
		return *v
	}
	return *into.(*string)
}
