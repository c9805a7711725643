package directory

import (
	"context"
	"iter"
)

// Drafts gives every public listing as a draft, as anybody may see it (Meetings), for an archive that another server can
// take in: organisations first, then groups that meet without a schedule, then meetings. Native ids are the ids here. With
// sample the sample goes along.
func (d *Directory) Drafts(ctx context.Context, sample bool) iter.Seq2[Draft, error] {
	return func(yield func(Draft, error) bool) {
		met := map[string]bool{} // groups that have meetings
		for w, err := range d.AllMeetings(ctx) {
			if err != nil {
				yield(Draft{}, err)
				return
			}
			met[w.Group.ID] = true
		}
		bodies, err := d.Bodies(ctx)
		if err != nil {
			yield(Draft{}, err)
			return
		}
		samples, err := d.samples(ctx)
		if err != nil {
			yield(Draft{}, err)
			return
		}
		for i := range bodies {
			o := &bodies[i]
			if public(o) && (sample || !samples[o.Source]) && !yield(bodyDraft(o), nil) {
				return
			}
		}
		for w, err := range d.Groups(ctx) {
			if err == nil && (met[w.Listing.ID] || !w.unscheduled() || w.Sample && !sample) {
				continue
			}
			if !yield(groupDraft(w), err) || err != nil {
				return
			}
		}
		for w, err := range d.AllMeetings(ctx) {
			if err == nil && w.Sample && !sample {
				continue
			}
			if !yield(meetingDraft(w), err) || err != nil {
				return
			}
		}
	}
}

// unscheduled says whether a group is a full listing without a meeting.
func (w *Whole) unscheduled() bool {
	rhythm := w.About().Rhythm
	return rhythm != "" && rhythm != "scheduled"
}

// samples are the ids of the sources that are sample data.
func (d *Directory) samples(ctx context.Context) (map[string]bool, error) {
	sources, err := d.sources(ctx)
	ids := map[string]bool{}
	for _, s := range sources {
		ids[s.ID] = s.Sample
	}
	return ids, err
}

func bodyDraft(l *Listing) Draft {
	return Draft{Organisation: &OrganisationDraft{NativeID: l.ID, Parent: l.Parent, Organisation: *l.Content.(*Organisation)}}
}

func groupDraft(w *Whole) Draft {
	if w == nil {
		return Draft{}
	}
	return Draft{Group: draftOfGroup(&w.Listing, w.Organisations)}
}

func draftOfGroup(l *Listing, above []Listing) *GroupDraft {
	g := &GroupDraft{NativeID: l.ID, Group: *l.Content.(*Group)}
	if len(above) > 0 {
		g.Organisation = above[0].ID
	}
	return g
}

func meetingDraft(w *Whole) Draft {
	if w == nil {
		return Draft{}
	}
	l := &w.Listing
	d := Draft{Group: draftOfGroup(w.Group, w.Organisations), Meeting: &MeetingDraft{NativeID: l.ID, Slug: l.Slug, Number: l.Number, Meeting: *w.Meeting()}}
	if w.Venue != nil {
		d.Venue = &VenueDraft{NativeID: w.Venue.ID, Venue: *w.Place()}
	}
	return d
}
