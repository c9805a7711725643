package feeds

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// wrappers are the names under which servers put the array of rows when they do not answer with it alone.
var wrappers = []string{"meetings", "data", "items", "results", "rows"}

// jsonRows reads an array of objects, bare or wrapped, one row at a time.
type jsonRows struct {
	in    *input
	out   *output
	dec   *jsontext.Decoder
	names map[string]string // as they came → as record has them, "" for those about persons; bounded by maxNames
	under []string          // names of the arrays to be read, where they are wrapped
	found bool              // an array of rows was there
}

const maxNames = 4096

func newJSONRows(in *input, out *output, under ...string) *jsonRows {
	return &jsonRows{
		in:    in,
		out:   out,
		dec:   jsontext.NewDecoder(in.buf, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		names: map[string]string{},
		under: under,
	}
}

// each calls row for every object of the array. A row that is no object has no fields and the problem is the caller's.
func (j *jsonRows) each(row func(*record) error) error {
	if err := j.value("", row, 0); err != nil {
		return err
	}
	if !j.found {
		return refuse("import.error.no_meetings", nil)
	}
	_, err := j.dec.ReadToken() // io.EOF, or what follows the value
	if err == nil {
		return refuse("import.error.json", map[string]any{"byte": j.dec.InputOffset()})
	}
	return err
}

func (j *jsonRows) value(pointer string, row func(*record) error, depth int) error {
	switch j.dec.PeekKind() {
	case '[':
		return j.array(pointer, row)
	case '{':
		if depth < 3 {
			return j.wrapper(pointer, row, depth)
		}
	}
	return j.dec.SkipValue()
}

func (j *jsonRows) wrapper(pointer string, row func(*record) error, depth int) error {
	return j.object(func(name string) error {
		if !slices.Contains(j.under, name) {
			j.in.nextRow()
			return j.dec.SkipValue()
		}
		return j.value(pointer+"/"+name, row, depth+1)
	})
}

func (j *jsonRows) array(pointer string, row func(*record) error) error {
	j.found = true
	if _, err := j.dec.ReadToken(); err != nil {
		return err
	}
	rec := newRecord()
	for i := 0; j.dec.PeekKind() != ']'; i++ {
		j.in.nextRow()
		rec.reset(pointer + "/" + strconv.Itoa(i))
		if err := j.record(rec); err != nil {
			return err
		}
		j.out.row = rec
		err := row(rec)
		j.out.row = nil
		if err != nil {
			return err
		}
	}
	_, err := j.dec.ReadToken()
	return err
}

func (j *jsonRows) record(rec *record) error {
	if j.dec.PeekKind() != '{' {
		return j.dec.SkipValue()
	}
	return j.members(rec, "", 0)
}

// members puts the members of an object into rec, but for those about persons.
func (j *jsonRows) members(rec *record, prefix string, depth int) error {
	return j.object(func(name string) error {
		if field := j.name(name); field != "" {
			return j.field(rec, prefix+field, depth)
		}
		return j.drop(rec, name)
	})
}

// drop passes over a field about a person, and reports it when it says something.
func (j *jsonRows) drop(rec *record, name string) error {
	if k := j.dec.PeekKind(); k != '"' && k != '0' {
		return j.dec.SkipValue()
	}
	token, err := j.dec.ReadToken()
	if err == nil && token.String() != "" && fieldName(name) != "" {
		j.out.personal(rec.where, name)
	}
	return err
}

// object reads an object and calls member before each value.
func (j *jsonRows) object(member func(name string) error) error {
	if _, err := j.dec.ReadToken(); err != nil {
		return err
	}
	for j.dec.PeekKind() == '"' {
		name, err := j.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := j.dec.ReadToken()
	return err
}

// field puts one value into rec: text, numbers and booleans as text, arrays as lists, objects as "name.member".
func (j *jsonRows) field(rec *record, name string, depth int) error {
	switch j.dec.PeekKind() {
	case '"', '0', 't', 'f':
		token, err := j.dec.ReadToken()
		if err == nil {
			rec.set(name, token.String())
		}
		return err
	case '[':
		return j.list(rec, name)
	case '{':
		if depth < 2 {
			return j.members(rec, name+".", depth+1)
		}
	}
	return j.dec.SkipValue()
}

func (j *jsonRows) list(rec *record, name string) error {
	if _, err := j.dec.ReadToken(); err != nil {
		return err
	}
	for {
		switch j.dec.PeekKind() {
		case '"', '0', 't', 'f':
			token, err := j.dec.ReadToken()
			if err != nil {
				return err
			}
			rec.add(name, token.String())
		case '[', '{', 'n':
			if err := j.dec.SkipValue(); err != nil {
				return err
			}
		default: // the end, or an error that ReadToken tells
			_, err := j.dec.ReadToken()
			return err
		}
	}
}

func (j *jsonRows) name(s string) string {
	if n, ok := j.names[s]; ok {
		return n
	}
	n := fieldName(s)
	if isPersonal(n) {
		n = ""
	}
	if len(j.names) < maxNames {
		j.names[s] = n
	}
	return n
}
