package feeds

import (
	"slices"
	"strings"

	"kith/internal/fault"
)

// Mapping says which column of a spreadsheet is what: from Kith's field to the column's header. Fields are those of
// MappedFields.
type Mapping map[string]string

// MappedFields are all fields that a column can be, in the order in which a mapping is written. A column named for a day
// of the week holds the times of that day, or a mark that there is a meeting.
var MappedFields = []string{
	"name", "group", "day", "time", "end_time", "duration", "start_date", "end_date", "timezone",
	"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"location", "room", "formatted_address", "address", "quarter", "city", "state", "postal_code", "country", "region", "location_notes",
	"latitude", "longitude", "coordinates", "approximate",
	"attendance_option", "conference_url", "conference_url_notes", "conference_phone", "conference_phone_notes", "pass_code",
	"types", "format", "concern", "programme", "audience", "language", "access", "open", "led", "belief", "cost",
	"notes", "group_notes", "first_time", "contact_role", "email", "phone", "website",
	"entity", "district", "group_id", "location_id", "id", "slug", "venmo", "square", "paypal",
}

var dayFields = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// String writes the mapping in the form that ParseMapping reads: one "field: header" a line.
func (m Mapping) String() string {
	var b strings.Builder
	for _, field := range MappedFields {
		if header := m[field]; header != "" {
			b.WriteString(field + ": " + header + "\n")
		}
	}
	return b.String()
}

// ParseMapping reads a mapping: lines "field: header"; empty lines and lines that begin with # do not count. An error is
// an Invalid fault with a field for each line that cannot be read.
func ParseMapping(text string) (Mapping, error) {
	m := Mapping{}
	var p fault.Problems
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		field, header, ok := strings.Cut(line, ":")
		field, header = strings.TrimSpace(field), strings.TrimSpace(header)
		switch {
		case !ok || header == "":
			p.Add("map", "import.map.line", map[string]any{"line": quoted(line)})
		case !slices.Contains(MappedFields, field):
			p.Add("map", "import.map.field", map[string]any{"field": quoted(field)})
		default:
			m[field] = header
		}
	}
	if len(m) == 0 && p.Err() == nil {
		p.Add("map", "import.map.empty", nil)
	}
	return m, p.Err()
}

// columns finds for each column of header what it is; "" for columns that are not mapped. A header that is not there is
// an error.
func (m Mapping) columns(header []string) ([]string, error) {
	out := make([]string, len(header))
	var p fault.Problems
	for _, field := range MappedFields {
		name := m[field]
		if name == "" {
			continue
		}
		i := slices.Index(header, name)
		if i < 0 {
			p.Add("map", "import.map.no_column", map[string]any{"column": quoted(name)})
			continue
		}
		out[i] = field
	}
	return out, p.Err()
}
