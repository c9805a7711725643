package feeds

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"kith/internal/fold"
)

// Recognise finds the kind of a source from its first bytes (plain UTF-8; 64 KB are plenty) and, for what the bytes
// leave open, its name. What is no source at all is an Invalid fault that says what it seems to be instead.
func Recognise(head []byte, name string) (Kind, error) {
	text := bytes.TrimSpace(head)
	switch {
	case len(text) == 0:
		return "", refuse("import.error.empty", nil)
	case bytes.IndexByte(text, 0) >= 0 && !bytes.HasPrefix(text, []byte("PK")), bytes.HasPrefix(text, []byte("%PDF")):
		return "", refuse("import.error.not_text", nil)
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return "", refuse("import.error.workbook", nil)
	case text[0] == '<':
		return "", refuse("import.error.web_page", nil)
	case text[0] == '{' || text[0] == '[':
		return recogniseJSON(text, name), nil
	}
	return recogniseTable(text), nil
}

func recogniseJSON(text []byte, name string) Kind {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	var mark struct{ Kith int }
	if json.Unmarshal(first, &mark) == nil && mark.Kith > 0 {
		return Archive
	}
	for _, key := range []string{`"id_bigint"`, `"weekday_tinyint"`, `"key_string"`, `"service_body_bigint"`, `"parent_id"`, `"formats":[]`} {
		if bytes.Contains(text, []byte(key)) {
			return BMLT
		}
	}
	if _, saved := answerOf(path.Base(name)); saved {
		return BMLT
	}
	return MeetingGuide
}

// recogniseTable tells TSML's own columns from those of any other spreadsheet.
func recogniseTable(text []byte) Kind {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	have := map[string]bool{}
	for _, cell := range strings.Split(string(line), string(separator(line))) {
		have[fold.Fold(cell)] = true
	}
	for _, column := range []string{"time", "day", "name", "location", "address", "types"} {
		if !have[column] {
			return CSV
		}
	}
	return TSMLCSV
}

// separator is the one that the header line has most of.
func separator(line []byte) rune {
	best, most := ',', 0
	for _, c := range ",;\t|" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
