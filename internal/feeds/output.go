package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"kith/internal/directory"
	"kith/internal/fold"
	"kith/internal/schedule"
)

// output takes drafts and problems on their way to the sink: it counts, shortens what is quoted and says once what
// needs to be said only once.
type output struct {
	Options
	sink Sink
	sum  Summary

	row     *record         // a row of JSON that is being taken in, whole: problems with it tell its name; nil: none
	dialect string          // whose own codes the source uses, for vocabulary.FromTSML
	said    map[string]bool // unknown codes and organisations that were told already; bounded by maxSaid
	zones   map[string]bool // names looked up; bounded by maxSaid
}

const (
	maxSaid   = 10_000
	maxQuoted = 120 // characters of a value that are quoted in a problem
)

// sinkError carries what the sink returned past the explaining of parsers' errors.
type sinkError struct{ err error }

func (e *sinkError) Error() string { return e.err.Error() }
func (e *sinkError) Unwrap() error { return e.err }

func newOutput(o Options, sink Sink) *output {
	return &output{Options: o, sink: sink, sum: Summary{Kind: o.Kind}, said: map[string]bool{}, zones: map[string]bool{}}
}

func (out *output) draft(d directory.Draft) error {
	if d.Organisation == nil {
		out.sum.Read++
	}
	if err := out.sink.Draft(d); err != nil {
		return &sinkError{err}
	}
	return nil
}

// skip reports a meeting that stays out.
func (out *output) skip(where, field, value, why, do string) {
	out.sum.Read++
	out.sum.Skipped++
	out.sink.Problem(problem(out.named(where), field, value, why, do, true))
}

// warn reports something wrong that keeps nothing out.
func (out *output) warn(where, field, value, why, do string) {
	out.sink.Problem(problem(out.named(where), field, value, why, do, false))
}

// named adds the name of the row that is being taken in to where it stands.
func (out *output) named(where string) string {
	if out.row != nil && out.row.where == where {
		return out.row.named()
	}
	return where
}

// fewColumns is how many columns one problem names.
const fewColumns = 12

// list reports columns of a spreadsheet, some at a time.
func (out *output) list(where string, columns []string, why, do string) {
	for some := range slices.Chunk(columns, fewColumns) {
		p := problem(where, "columns", "", why, do, false)
		for i, c := range some {
			some[i] = quoted(c)
		}
		p.Value = strings.Join(some, ", ")
		out.sink.Problem(p)
	}
}

// once is true the first time it is asked about a thing.
func (out *output) once(thing string) bool {
	if out.said[thing] || len(out.said) >= maxSaid {
		return false
	}
	out.said[strings.Clone(thing)] = true
	return true
}

func problem(where, field, value, why, do string, skipped bool) directory.Problem {
	return directory.Problem{Where: where, Field: field, Value: quoted(value), Why: "import.why." + why, Do: "import.do." + do, Skipped: skipped}
}

func quoted(s string) string {
	s = plainLine(s)
	if utf8.RuneCountInString(s) <= maxQuoted {
		return s
	}
	return string([]rune(s)[:maxQuoted-1]) + "…"
}

// zone says whether name is an IANA zone that this program knows.
func (out *output) zone(name string) bool {
	if known, asked := out.zones[name]; asked {
		return known
	}
	_, err := schedule.LoadZone(name)
	if len(out.zones) < maxSaid {
		out.zones[strings.Clone(name)] = err == nil
	}
	return err == nil
}

// identity is a short name for what identifies a thing: the same for texts that differ only in case, accents or
// punctuation.
func identity(kind string, of ...string) string {
	h := sha256.New()
	for _, s := range of {
		h.Write([]byte(fold.Fold(s)))
		h.Write([]byte{0})
	}
	return kind + ":" + hex.EncodeToString(h.Sum(nil)[:10])
}
