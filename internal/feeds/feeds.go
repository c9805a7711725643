// Package feeds is what comes in from elsewhere and what goes out: Meeting Guide JSON, TSML CSV, the BMLT semantic API,
// spreadsheets, and Kith's own archive.
//
// Reading is streaming: a source passes row by row through one pipeline (bytes → rows → drafts), so that memory does
// not grow with the size of a file. A row that cannot be used is a directory.Problem and the rest goes on; a source
// that cannot be read at all is an error. Everything that comes in is cleaned: text is text, links are http or https,
// codes are those of package vocabulary, and what looks like a private home is withheld.
package feeds

import (
	"context"
	"io"

	"kith/internal/directory"
	"kith/internal/place"
)

// Kind is the form of a source.
type Kind string

// The kinds of source.
const (
	MeetingGuide Kind = "meeting-guide" // Meeting Guide JSON and TSML JSON, in all dialects
	TSMLCSV      Kind = "tsml-csv"      // the CSV that TSML imports and exports
	BMLT         Kind = "bmlt"          // answers of a BMLT server's semantic API
	CSV          Kind = "csv"           // any other spreadsheet
	Archive      Kind = "kith"          // Kith's own archive, see doc/archive.md
)

// Kinds are all kinds, in the order in which they are named to people.
var Kinds = []Kind{MeetingGuide, TSMLCSV, BMLT, CSV, Archive}

// Options say how a source is to be read. The zero value reads whatever Recognise finds, without defaults.
type Options struct {
	Kind      Kind   // empty: found by Recognise
	Name      string // the file's name or the URL, for Recognise
	Zone      string // IANA zone of rows that name none and have no coordinates
	Programme string // vocabulary code of the programme that groups of this source follow

	// ZoneOf gives the IANA zone of a position, or "". Nil: zones are not found by place.
	ZoneOf func(place.Point) string
	// Locate finds a town or postal code. Nil: places without coordinates stay without.
	Locate func(text string) (place.Point, bool)

	Mapping *Mapping // for CSV: which column is what. Nil: proposed from the file
	Limits  Limits
}

// Sink takes what is read, in the order of the source. Drafts and problems belong to the sink; nothing is called
// concurrently.
type Sink interface {
	// Draft takes one listing. An error ends the reading and is returned by Read as it is.
	Draft(directory.Draft) error
	// Problem takes one thing that is wrong.
	Problem(directory.Problem)
	// Progress is told now and then how many bytes of the source have been read.
	Progress(bytes int64)
}

// Summary is what Read saw.
type Summary struct {
	Kind    Kind
	Read    int // meetings and groups without one, those skipped included; a row that holds three days is three
	Skipped int // meetings that stayed out; each has its Problem

	// Held says that a spreadsheet's columns were not recognised without doubt: nothing was read, Mapping is the
	// proposal and Doubts say what is unsure.
	Held    bool
	Mapping *Mapping // for CSV: the mapping that was used or is proposed
	Doubts  []Doubt
}

// Read reads one source to its end. An error is a *fault.Error for people, ctx's error, or what the sink returned; the
// sink may by then have taken drafts that must not be kept.
func Read(ctx context.Context, r io.Reader, o Options, sink Sink) (Summary, error) {
	in, err := open(ctx, r, o.Limits, sink.Progress)
	if err != nil {
		return Summary{}, err
	}
	if o.Kind == "" {
		if o.Kind, err = Recognise(in.head(), o.Name); err != nil {
			return Summary{}, err
		}
	}
	out := newOutput(o, sink)
	out.dialect = dialectOf(in.head(), o.Programme)
	switch o.Kind {
	case MeetingGuide:
		err = readMeetingGuide(in, out)
	case TSMLCSV, CSV:
		err = readCSV(in, out)
	case BMLT:
		err = readBMLT(in, out)
	case Archive:
		err = readArchive(in, out)
	default:
		err = refuse("import.error.kind", map[string]any{"kind": string(o.Kind)})
	}
	sink.Progress(in.read())
	return out.sum, in.explain(err)
}
