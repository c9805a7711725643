package vocabulary

import (
	"slices"
	"strings"
)

// dialect is what a programme's or an office's own listings mean by codes that the Meeting Guide format uses otherwise
// or not at all. Its code is the programme's, or a name for the office.
type dialect struct {
	Code  string            `json:"code"`
	Marks []string          `json:"marks"` // codes that together give an office's dialect away
	Kept  []string          `json:"kept"`  // codes known to mean something we have no word for: kept as they came
	Types map[string][]Term `json:"types"` // an empty list: known, and says nothing that a listing holds
}

type dialectFile struct {
	Dialects []dialect `json:"dialects"`
}

// FromTSML says what a type in a TSML feed means. dialect is a programme's code, a name that DialectOf gave, or empty;
// its own codes go before Meeting Guide's, because the same letters differ between programmes (Y is Alateen to Al-Anon,
// IS is not Icelandic to Recovery Dharma). An unknown type gives its Unknown term and false.
func FromTSML(dialect, code string) ([]Term, bool) {
	code = strings.TrimSpace(code)
	d := dialectByCode(dialect)
	if d == nil {
		return FromMeetingGuide(code)
	}
	if terms, ok := d.Types[code]; ok {
		return slices.Clone(terms), true
	}
	if slices.Contains(d.Kept, code) {
		return []Term{Unknown(code)}, false
	}
	return FromMeetingGuide(code)
}

func dialectByCode(code string) *dialect {
	all := tables().dialects
	i := slices.IndexFunc(all, func(d dialect) bool { return d.Code == code })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// DialectOf names the office's dialect that the codes of a whole feed give away; empty when none does. In the
// Minneapolis listings of 2018, for one, HE is a wheelchair entrance and not Hebrew, and MW (men and women) shows it.
func DialectOf(codes []string) string {
	for _, d := range tables().dialects {
		missing := func(mark string) bool { return !slices.Contains(codes, mark) }
		if len(d.Marks) > 0 && !slices.ContainsFunc(d.Marks, missing) {
			return d.Code
		}
	}
	return ""
}
