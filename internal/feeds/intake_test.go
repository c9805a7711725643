package feeds

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	timepiece "kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// intakeRig takes texts into a directory as one source.
type intakeRig struct {
	t   *testing.T
	in  Intake
	src directory.Source
}

func eachIntake(t *testing.T, f func(t *testing.T, r *intakeRig)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		words, err := message.Load(message.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		d := directory.New(directory.Options{DB: db, Clock: timepiece.At(time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)), Log: slog.New(slog.DiscardHandler)})
		if err := d.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		src, err := d.SaveSource(t.Context(), people.Operator(), directory.Source{Name: "feed", Zone: "America/Los_Angeles"})
		if err != nil {
			t.Fatal(err)
		}
		f(t, &intakeRig{t, Intake{Directory: d, By: people.Operator(), Words: words.In(message.English)}, src})
	})
}

func (r *intakeRig) take(text string) Result {
	r.t.Helper()
	res, err := r.in.Take(r.t.Context(), r.src, func(sink Sink) (Summary, error) {
		return Read(r.t.Context(), strings.NewReader(text), Options{Zone: r.src.Zone}, sink)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return res
}

// warned finds a warning that says all of the texts.
func (r *intakeRig) warned(res Result, texts ...string) {
	r.t.Helper()
	for _, w := range res.Warnings {
		if !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(w, s) }) {
			return
		}
	}
	r.t.Errorf("no warning says %q: %q", texts, res.Warnings)
}

// TestARowWithoutAnIDMoves has a spreadsheet tell another time for a meeting that somebody here corrected.
func TestARowWithoutAnIDMoves(t *testing.T) {
	const sheet = "Meeting Name,Day,Time,Location,City\nEvening,Monday,6:30 pm,Library,Oakland\nOther,Friday,12:00 pm,Library,Oakland\n"
	eachIntake(t, func(t *testing.T, r *intakeRig) {
		r.take(sheet)
		d, by := r.in.Directory, people.Operator()
		found, err := d.Find(t.Context(), by, directory.KindMeeting, "evening", 1)
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		m := *found[0].Content.(*directory.Meeting)
		m.Notes = "Ring twice."
		in := directory.Entered{Content: &m, Parent: found[0].Parent, Venue: found[0].Venue}
		if _, err := d.Edit(t.Context(), by, found[0].ID, found[0].Version, in); err != nil {
			t.Fatal(err)
		}
		res := r.take(strings.Replace(sheet, "6:30", "7:30", 1))
		if res.Added != 1 || res.Retired != 1 || res.Unchanged != 1 {
			t.Fatalf("%+v", res.Counts)
		}
		r.warned(res, "Evening", "MO 18:30 → MO 19:30", "seems to have moved")
		pairs, err := d.Alike(t.Context(), by, 9)
		if err != nil || len(pairs) != 1 || !pairs[0].Moved || pairs[0].One.ID != found[0].ID {
			t.Fatalf("suggested %+v, %v", pairs, err)
		}
	})
}

// TestAReportIsOfUseToWhoMendsTheSource reads one source with all that is only warned of.
func TestAReportIsOfUseToWhoMendsTheSource(t *testing.T) {
	eachIntake(t, func(t *testing.T, r *intakeRig) {
		res := r.take("Meeting Name,Day,Time,Location,City,Leader Phone,Colour\nEvening,Monday,6:30 pm,Private home,Oakland,555-0101,green\n")
		if res.Added != 1 || res.Skipped != 0 {
			t.Fatalf("%+v", res.Counts)
		}
		r.warned(res, "row 1", "Meeting Name = name, Day = day, Time = time, Location = location, City = city")
		r.warned(res, "row 1", "Colour", "not read")
		r.warned(res, "row 1", "Leader Phone", "contact of a person")
		r.warned(res, "row 2", "contact", "how to get in touch")
		kept, err := r.in.Directory.Problems(t.Context(), people.Operator(), res.Import)
		if err != nil || len(kept) != len(res.Problems) {
			t.Fatalf("kept are %d of %d, %v", len(kept), len(res.Problems), err)
		}
		var report strings.Builder
		if err := WriteReport(&report, r.in.Words, Reported{Source: "feed", Problems: res.Problems}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(report.String(), "feed,row 2 (Evening),contact,,") || strings.Contains(report.String(), "0101") {
			t.Errorf("the report says %s", report.String())
		}
	})
}
