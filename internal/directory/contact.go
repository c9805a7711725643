package directory

import "kith/internal/store"

// Reachable says whether somebody can get in touch by it: a role alone reaches nobody.
func (c Contact) Reachable() bool { return c.Email != "" || c.Phone != "" || c.Website != "" }

// Contact is how the organisation can be reached.
func (o *Organisation) Contact() Contact {
	return Contact{Email: o.Email, Phone: o.Phone, Website: o.Website}
}

// Reach is how to get in touch with the group of a meeting or a group: its own contact, else that of the nearest organisation
// above that has one. Of is that organisation; nil when the contact is the group's own, or when there is none.
func (w *Whole) Reach() (c Contact, of *Listing) {
	if g := w.About(); g != nil && g.Contact.Reachable() {
		return g.Contact, nil
	}
	for i := range w.Organisations {
		if c := w.Organisations[i].Content.(*Organisation).Contact(); c.Reachable() {
			return c, &w.Organisations[i]
		}
	}
	return Contact{}, nil
}

// Placed says whether people come to a place for the meeting.
func (m *Meeting) Placed() bool { return m.Attend != "online" && m.Attend != "phone" }

// unreachable reports a withheld place of which a source gives no contact, unless somebody here did.
func (m *Import) unreachable(tx *store.Tx, b *batch, there catalogued, d *Draft) error {
	if d.Venue == nil || !d.Venue.Withheld() || d.Meeting == nil || !d.Meeting.Placed() || d.Group.Contact.Reachable() {
		return nil
	}
	found, err := m.reachedAbove(tx, there, d)
	if err != nil || found {
		return err
	}
	b.noted = append(b.noted, Problem{Where: d.where(), Field: "contact", Why: "import.why.no_contact", Do: "import.do.add_contact"})
	return nil
}

// reachedAbove says whether the group as it stands here, or an organisation above it, can be reached.
func (m *Import) reachedAbove(tx *store.Tx, there catalogued, d *Draft) (bool, error) {
	if m.reached[d.Group.Organisation] {
		return true, nil
	}
	at := there[KindGroup][d.Group.NativeID].ID
	if at == "" {
		at = there[KindOrganisation][d.Group.Organisation].ID
	}
	for n := 0; at != "" && n < deepest; n++ {
		ls, err := allListings(tx, `l.id = $1`, at)
		if err != nil || len(ls) == 0 {
			return false, err
		}
		switch c := ls[0].Content.(type) {
		case *Group:
			if c.Contact.Reachable() {
				return true, nil
			}
		case *Organisation:
			if c.Contact().Reachable() {
				return true, nil
			}
		}
		at = ls[0].Parent
	}
	return false, nil
}
