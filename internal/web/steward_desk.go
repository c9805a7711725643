package web

import (
	"net/http"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

const (
	mostImports = 50
	mostAlike   = 50
	mostDoubts  = 50
)

// space is the first page of a space: a group's, or the steward's desk with what waits. Whose term has ended is told so.
func (s *server) space(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.by.Guest {
		return s.guestHome(w, r, v)
	}
	if groups.IsRoom(v.by.Kind) {
		return s.groupHome(w, r, v)
	}
	p, desk := s.desk(r, v, "desk", s.spoken(r).words.Say("desk.title"))
	if !v.by.Has(people.Steward) {
		return s.render(w, r, http.StatusOK, templates.TermOverPage(p, desk))
	}
	out, err := s.waiting(r, v, p)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.DeskPage(p, desk, out))
}

// waiting counts what waits for a steward.
func (s *server) waiting(r *http.Request, v visit, p templates.Page) (templates.Waiting, error) {
	var out templates.Waiting
	imports, err := s.Directory.Imports(r.Context(), v.by, mostImports)
	if err != nil {
		return out, err
	}
	held := 0
	for _, i := range imports {
		if i.State == directory.ImportHeld {
			held++
		}
	}
	doubts, err := s.Directory.Doubts(r.Context(), v.by)
	if err != nil {
		return out, err
	}
	alike, err := s.Directory.Alike(r.Context(), v.by, mostAlike)
	if err != nil {
		return out, err
	}
	needs, err := s.Directory.Needs(r.Context(), v.by)
	if err != nil {
		return out, err
	}
	for _, one := range []struct {
		key, path string
		n         int
	}{
		{"waiting.held", "/imports", held}, {"waiting.doubts", "/doubts", len(doubts)},
		{"waiting.alike", "/alike", len(alike)}, {"waiting.needs", "/needs", len(needs)},
	} {
		out.Lines = append(out.Lines, templates.WaitingLine{Href: v.base() + one.path, Text: p.Count(one.key, one.n), Some: one.n > 0})
	}
	line, err := s.wishesWaiting(r, v, p)
	out.Lines = append(out.Lines, line)
	return out, err
}

// doubts is the queue of "something is wrong here".
func (s *server) doubts(w http.ResponseWriter, r *http.Request, v visit) error {
	all, err := s.Directory.Doubts(r.Context(), v.by)
	if err != nil {
		return err
	}
	p, desk, err := s.frame(r, v, "desk", s.spoken(r).words.Say("doubts.title"))
	if err != nil {
		return err
	}
	out := templates.Cases{More: max(len(all)-mostDoubts, 0)}
	for _, d := range all[:min(len(all), mostDoubts)] {
		whole, err := s.Directory.Look(r.Context(), v.by, d.Listing)
		if err != nil {
			return err
		}
		out.Rows = append(out.Rows, templates.Case{ID: d.ID, About: brief(p, v, whole.Listing), What: p.Say("desk.doubt." + d.What), Words: d.Words,
			Day: p.Words.Date(dayTime(d.Day))})
	}
	return s.render(w, r, http.StatusOK, templates.DoubtsPage(p, desk, out))
}

// answerDoubt closes one with what was done.
func (s *server) answerDoubt(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Directory.Answer(r.Context(), v.by, r.PostFormValue("doubt"), r.PostFormValue("answer"))
	if err != nil && fault.KindOf(err) != fault.NotFound { // another steward was quicker
		return err
	}
	return seeOther(w, r, v.base()+"/doubts")
}

// alike shows meetings that may be one.
func (s *server) alike(w http.ResponseWriter, r *http.Request, v visit) error {
	pairs, err := s.Directory.Alike(r.Context(), v.by, mostAlike)
	if err != nil {
		return err
	}
	p, desk := s.desk(r, v, "desk", s.spoken(r).words.Say("alike.title"))
	var out []templates.Pair
	for _, k := range pairs {
		one, err := s.twin(r, v, p, k.One)
		if err != nil {
			return err
		}
		other, err := s.twin(r, v, p, k.Other)
		if err != nil {
			return err
		}
		pair := templates.Pair{One: one, Other: other, Score: p.Say("alike.score", "n", int(k.Score))}
		if k.Moved {
			pair.Carried = p.Words.List(fieldLabels(p.Words, k.Carried)...)
		}
		out = append(out, pair)
	}
	return s.render(w, r, http.StatusOK, templates.AlikePage(p, desk, out))
}

// twin is one of two meetings that may be one, with where it meets and who says so.
func (s *server) twin(r *http.Request, v visit, p templates.Page, l directory.Listing) (templates.Twin, error) {
	whole, err := s.Directory.Look(r.Context(), v.by, l.ID)
	if err != nil {
		return templates.Twin{}, err
	}
	t := templates.Twin{Brief: brief(p, v, l), ID: l.ID, Group: whole.Group.Content.Title()}
	if where := whole.Place(); where != nil {
		t.Place = placeInWords(p.Words, where)
	}
	for _, src := range whole.Sources {
		t.Sources = append(t.Sources, sourceLine(src))
	}
	return t, nil
}

// fieldLabels names fields of a listing in words.
func fieldLabels(words *message.Words, fields []string) (labels []string) {
	for _, f := range fields {
		labels = append(labels, words.Say("listing.field."+f))
	}
	return labels
}

// judge merges two meetings, carries the corrections of one over to the other, or notes for good that they differ.
func (s *server) judge(w http.ResponseWriter, r *http.Request, v visit) error {
	one, other := r.PostFormValue("one"), r.PostFormValue("other")
	var err error
	switch r.PostFormValue("do") {
	case "into-one":
		err = s.Directory.Merge(r.Context(), v.by, one, other)
	case "into-other":
		err = s.Directory.Merge(r.Context(), v.by, other, one)
	case "carry":
		err = s.Directory.Carry(r.Context(), v.by, one, other)
	case "different":
		err = s.Directory.Different(r.Context(), v.by, one, other)
	default:
		err = fault.New(fault.Invalid, "", nil)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/alike")
}

// needs is what people looked for and did not find.
func (s *server) needs(w http.ResponseWriter, r *http.Request, v visit) error {
	all, err := s.Directory.Needs(r.Context(), v.by)
	if err != nil {
		return err
	}
	p, desk := s.desk(r, v, "desk", s.spoken(r).words.Say("needs.title"))
	var out []templates.Need
	for _, n := range all {
		line := templates.Need{What: p.Say("needs.anything"), Where: p.Say("needs.anywhere"), Count: p.Count("needs.count", int(n.Count), "month", monthInWords(p.Words, n.Month))}
		if n.Concern != "" {
			line.What = vocabulary.Name(vocabulary.FacetConcern, n.Concern, p.Words.Lang())
		}
		if n.Cell != "" {
			line.Where = s.nearCell(p, n.Cell)
		}
		out = append(out, line)
	}
	return s.render(w, r, http.StatusOK, templates.NeedsPage(p, desk, out))
}

// nearCell names a cell of the map by the town nearest to its middle.
func (s *server) nearCell(p templates.Page, cell string) string {
	box, err := place.CoarseBox(cell)
	if err != nil {
		return cell
	}
	town, _, ok := s.Places.Nearest(box.Center())
	if !ok {
		return p.Say("needs.near", "place", formatPoint(box.Center()))
	}
	return p.Say("needs.near", "place", placeName(p.Words, town))
}

// monthInWords turns "2026-11" into "November 2026".
func monthInWords(words *message.Words, month string) string {
	at, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return words.Say("needs.month", "month", words.Month(at.Month()), "year", at.Format("2006"))
}
