package feeds

import (
	"encoding/csv"
	"io"
	"net/url"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/lists"
)

// BMLTAnswer is the answer to one question of the semantic API.
type BMLTAnswer struct {
	tables []bmltTable
	named  bool // an object of tables, by their names
	// Listings are the ids of the meetings in the answer, for formats that tell more than BMLT's fields.
	Listings []string
}

// bmltTable is a list of rows that have the same fields.
type bmltTable struct {
	name  string
	keys  []string
	rows  int
	value func(row, column int) string
	bare  []string // fields whose values are JSON already, not text
}

// Switchers are the questions that are answered.
var switchers = map[string]func(*BMLTServer, bmltParams) *BMLTAnswer{
	"GetSearchResults": (*BMLTServer).searchResults,
	"GetFormats":       (*BMLTServer).formatList,
	"GetServiceBodies": (*BMLTServer).bodyList,
	"GetFieldKeys":     (*BMLTServer).fieldKeys,
	"GetFieldValues":   (*BMLTServer).fieldValues,
	"GetServerInfo":    (*BMLTServer).serverInfo,
	"GetCoverageArea":  (*BMLTServer).coverage,
}

// GetChanges is the question that is answered from the history, with Changes.
const GetChanges = "GetChanges"

// KnowsBMLT says whether a switcher is one of those that are answered.
func KnowsBMLT(switcher string) bool { return switchers[switcher] != nil || switcher == GetChanges }

// Answer answers the question that the parameters ask. The error is fault.Invalid: there is no such switcher.
func (s *BMLTServer) Answer(v url.Values) (*BMLTAnswer, error) {
	answer := switchers[v.Get("switcher")]
	if answer == nil {
		return nil, fault.New(fault.Invalid, "", nil)
	}
	return answer(s, newBMLTParams(v)), nil
}

// AppendJSON appends the answer as JSON.
func (a *BMLTAnswer) AppendJSON(b []byte) []byte {
	if !a.named {
		return a.tables[0].appendJSON(b)
	}
	for i := range a.tables {
		b = append(b, "{,"[min(i, 1)])
		b = appendText(b, a.tables[i].name)
		b = a.tables[i].appendJSON(append(b, ':'))
	}
	return append(b, '}')
}

func (t *bmltTable) appendJSON(b []byte) []byte {
	names := make([]string, len(t.keys))
	bare := make([]bool, len(t.keys))
	for i, k := range t.keys {
		names[i] = "{,"[min(i, 1):min(i, 1)+1] + string(appendText(nil, k)) + ":"
		bare[i] = slices.Contains(t.bare, k)
	}
	b = append(b, '[')
	for row := range t.rows {
		if row > 0 {
			b = append(b, ',')
		}
		if len(names) == 0 {
			b = append(b, '{')
		}
		for column, name := range names {
			b = append(b, name...)
			if bare[column] {
				b = append(b, t.value(row, column)...)
			} else {
				b = appendText(b, t.value(row, column))
			}
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// WriteCSV writes the answer's first list as CSV, safe to open in a spreadsheet.
func (a *BMLTAnswer) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	t := &a.tables[0]
	if err := out.Write(t.keys); err != nil {
		return err
	}
	cells := make([]string, len(t.keys))
	for row := range t.rows {
		for column := range cells {
			cells[column] = t.value(row, column)
			if !isNumber(cells[column]) {
				cells[column] = Cell(cells[column])
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// isNumber tells what a spreadsheet reads as a number, of which it runs nothing.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

// rowsTable is a table of rows that are there already.
func rowsTable(name string, keys []string, rows [][]string) bmltTable {
	return bmltTable{name: name, keys: keys, rows: len(rows), value: func(row, column int) string { return rows[row][column] }}
}

func listAnswer(keys []string, rows [][]string) *BMLTAnswer {
	return &BMLTAnswer{tables: []bmltTable{rowsTable("", keys, rows)}}
}

func (s *BMLTServer) searchResults(p bmltParams) *BMLTAnswer {
	all := s.find(s.readSearch(p))
	keys := fieldsWanted(p)
	a := &BMLTAnswer{tables: []bmltTable{{name: "meetings", keys: keyNames(keys), rows: len(all),
		value: func(row, column int) string { return all[row].value(keys[column]) }}}}
	for i := range all {
		a.Listings = append(a.Listings, all[i].listing)
	}
	if !p.has("get_used_formats") && !p.on("get_formats_only") {
		return a
	}
	a.named = true
	a.tables = append(a.tables, rowsTable("formats", formatKeys, s.formatRows(s.used(all), languagesOf(p))))
	if p.on("get_formats_only") {
		a.tables = a.tables[1:]
	}
	return a
}

// fieldsWanted are those that data_field_key names, in their own order; all of them when it names none.
func fieldsWanted(p bmltParams) []bmltKey {
	wanted := p.texts("data_field_key")
	if len(wanted) == 0 {
		return allKeys
	}
	var keys []bmltKey
	for _, k := range allKeys {
		if slices.Contains(wanted, bmltKeys[k].name) {
			keys = append(keys, k)
		}
	}
	return keys
}

// used are the formats of some meetings.
func (s *BMLTServer) used(all []found) (formats []format) {
	ids := map[int64]bool{}
	for i := range all {
		for _, id := range all[i].formats {
			ids[id] = true
		}
	}
	for _, f := range s.formats {
		if ids[f.id] {
			formats = append(formats, f)
		}
	}
	return formats
}

// languagesOf are the languages in which formats are wanted. One that formats have no names in gets English, since a
// widget that is given nothing asks again and again.
func languagesOf(p bmltParams) (langs []string) {
	for _, l := range p.texts("lang_enum") {
		l, _, _ = strings.Cut(strings.ToLower(l), "-")
		if !slices.Contains(formatLanguages, l) {
			l = formatLanguages[0]
		}
		langs = lists.With(langs, l)
	}
	if len(langs) == 0 {
		return formatLanguages[:1]
	}
	return langs
}

func (s *BMLTServer) formatRows(formats []format, langs []string) (rows [][]string) {
	for _, lang := range langs {
		for i := range formats {
			rows = append(rows, formats[i].row(lang, s.uri))
		}
	}
	return rows
}

func (s *BMLTServer) formatList(p bmltParams) *BMLTAnswer {
	ids, keys := p.wishes("format_ids"), p.texts("key_strings")
	formats := s.formats
	if p.on("show_all") {
		formats = allFormats(formats)
	}
	formats = slices.DeleteFunc(slices.Clone(formats), func(f format) bool {
		return !ids.allows(f.id) || len(keys) > 0 && !slices.Contains(keys, f.key)
	})
	return listAnswer(formatKeys, s.formatRows(formats, languagesOf(p)))
}

func (s *BMLTServer) bodyList(p bmltParams) *BMLTAnswer {
	services := p.wishes("services")
	if p.on("recursive") {
		services.any, services.not = underBodies(s.bodies, services.any), underBodies(s.bodies, services.not)
	}
	if p.on("parents") {
		services.any = overBodies(s.bodies, services.any)
	}
	rows := [][]string{}
	for i := range s.bodies {
		if services.allows(s.bodies[i].id) {
			rows = append(rows, s.bodies[i].row())
		}
	}
	return listAnswer(bodyKeys, rows)
}

func (s *BMLTServer) fieldKeys(bmltParams) *BMLTAnswer {
	var rows [][]string
	for _, k := range bmltKeys {
		rows = append(rows, []string{k.name, k.description})
	}
	return listAnswer([]string{"key", "description"}, rows)
}
