package directory

import "kith/internal/place"

// Withhold takes out of a venue everything that a place shown so must not tell. An approximate place keeps its town and a
// position rounded so that the true one cannot be got back; a place told on contact keeps its town and the hint. Making
// it public again brings nothing back.
func (v *Venue) Withhold(s Shown) {
	v.Shown = s
	if s == Public || s == "" {
		return
	}
	v.Name, v.Address, v.Street, v.Quarter, v.Postal, v.Directions = "", "", "", "", "", ""
	if s != Approximate || v.At == nil {
		v.At, v.Rough = nil, false
		return
	}
	// Also a position that is said to be rough: it is so by somebody else's word, and may be the door.
	blurred := place.Blur(*v.At)
	v.At, v.Rough = &blurred, true
}

// Withheld says whether the place is not told in full.
func (v *Venue) Withheld() bool { return v.Shown.withheld() }

// withheld leans towards withholding: a word that nobody here knows is no leave to tell a place.
func (s Shown) withheld() bool { return s != Public && s != "" }

// Withhold takes the place out of a whole draft: out of the venue, and the source's free words about the meeting, which
// often repeat it.
func (d *Draft) Withhold(s Shown) {
	if d.Venue == nil {
		return
	}
	d.Venue.Withhold(s)
	if d.Meeting != nil && d.Venue.Withheld() {
		d.Meeting.Room, d.Meeting.Notes = "", ""
	}
}

// withholdHere withholds a place that a person here withheld and the source tells: no free word of the source is trusted
// then, neither about the group nor about how else to take part. Names that tell the place become empty: the listing keeps
// the one that it has here.
func (d *Draft) withholdHere(s Shown) {
	found := d.Venue.traces()
	names := []*string{&d.Group.Name}
	if d.Meeting != nil {
		names = append(names, &d.Meeting.Name, &d.Meeting.Slug)
	}
	for _, name := range names {
		if found.plainlyIn(*name) {
			*name = ""
		}
	}
	d.Withhold(s)
	d.Group.About = ""
	if d.Meeting != nil {
		d.Meeting.JoinNotes, d.Meeting.DialNotes = "", ""
	}
}
