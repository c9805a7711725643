package sample_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/vocabulary"
	"kith/sample"
)

type counted struct {
	t        *testing.T
	meetings int
	groups   map[string]bool
	native   map[string]bool
}

func (c *counted) Progress(int64) {}

func (c *counted) Problem(p directory.Problem) {
	if p.Skipped {
		c.t.Errorf("%s: %s %s %q stays out", p.Where, p.Why, p.Field, p.Value)
	}
}

func (c *counted) Draft(d directory.Draft) error {
	if d.Organisation != nil {
		return nil
	}
	c.groups[d.Group.NativeID] = true
	for _, x := range d.Group.Concerns {
		if !vocabulary.Valid(vocabulary.FacetConcern, x) {
			c.t.Errorf("%s: no concern is called %q", d.Group.Name, x)
		}
	}
	if m := d.Meeting; m != nil {
		c.meeting(d, m)
	}
	return nil
}

func (c *counted) meeting(d directory.Draft, m *directory.MeetingDraft) {
	if c.native[m.NativeID] {
		c.t.Errorf("%s stands twice", m.NativeID)
	}
	c.native[m.NativeID] = true
	c.meetings++
	if m.Notes != "" && d.Group.Programme != "" || strings.Contains(m.JoinURL, "zoom") {
		c.t.Errorf("%s: free text or a link in a set of facts", m.NativeID)
	}
	for facet, codes := range map[vocabulary.Facet][]string{vocabulary.FacetFormat: m.Formats, vocabulary.FacetAudience: m.Audience,
		vocabulary.FacetAccess: m.Access, vocabulary.FacetLanguage: m.Languages, vocabulary.FacetAttend: {m.Attend}} {
		for _, code := range codes {
			if !vocabulary.Valid(facet, code) {
				c.t.Errorf("%s: no %s is called %q", m.NativeID, facet, code)
			}
		}
	}
}

// Every row of the sample can be read, none stays out, and none holds more than facts.
func TestSampleIsWhole(t *testing.T) {
	all := 0
	for _, set := range sample.Sets() {
		c := &counted{t: t, groups: map[string]bool{}, native: map[string]bool{}}
		read(t, set, c)
		t.Logf("%s: %d meetings, %d groups", set.Name, c.meetings, len(c.groups))
		all += c.meetings
	}
	if all < 4000 {
		t.Errorf("%d meetings in all", all)
	}
}

func read(t *testing.T, set sample.Set, c *counted) {
	t.Helper()
	var answers []feeds.Answer
	for _, name := range set.Files {
		answers = append(answers, feeds.Answer{Name: name, Open: func() (io.ReadCloser, error) { return sample.Open(name) }})
	}
	o := feeds.Options{Kind: feeds.Kind(set.Kind), Zone: set.Zone, Programme: set.Programme}
	if len(answers) > 1 {
		if _, err := feeds.ReadAnswers(context.Background(), answers, o, c); err != nil {
			t.Fatal(set.Name, err)
		}
		return
	}
	r, err := answers[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := feeds.Read(context.Background(), r, o, c); err != nil {
		t.Fatal(set.Name, err)
	}
}

// The withheld places of the invented set are told nowhere.
func TestInventedHomesAreWithheld(t *testing.T) {
	r, err := sample.Open("invented.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, `"shown": "`) {
			n++
			if strings.Contains(line, `"street"`) || strings.Contains(line, `"postal"`) || strings.Contains(line, `"directions"`) {
				t.Errorf("a withheld place is told: %s", line)
			}
		}
	}
	if n < 2 {
		t.Errorf("%d withheld places, want some", n)
	}
}
