package directory

import "testing"

// unnamed is a meeting at a place that its source withholds.
func unnamed(organisation string, c Contact) Draft {
	d := withheld(meeting("1", "Evening Grief", "Evening Grief"))
	d.Group.Organisation, d.Group.Contact = organisation, c
	return d
}

func area(c Contact) Draft {
	return Draft{Organisation: &OrganisationDraft{NativeID: "area", Parent: "region", Organisation: Organisation{Name: "Area", Phone: c.Phone, Email: c.Email}}}
}

func region(c Contact) Draft {
	return Draft{Organisation: &OrganisationDraft{NativeID: "region", Organisation: Organisation{Name: "Region", Website: c.Website}}}
}

func TestAWithheldPlaceWithoutAContactIsReported(t *testing.T) {
	phone := Contact{Phone: "510 555 0100"}
	public := meeting("1", "Evening Grief", "Evening Grief")
	online := unnamed("", Contact{})
	meets := *online.Meeting
	meets.Attend = "online"
	online.Meeting = &meets
	for name, c := range map[string]struct {
		drafts []Draft
		want   int
	}{
		"nobody":                {[]Draft{unnamed("", Contact{})}, 1},
		"a role reaches nobody": {[]Draft{unnamed("", Contact{Role: "Secretary"})}, 1},
		"the group":             {[]Draft{unnamed("", phone)}, 0},
		"no organisation can":   {[]Draft{region(Contact{}), area(Contact{}), unnamed("area", Contact{})}, 1},
		"its organisation":      {[]Draft{region(Contact{}), area(phone), unnamed("area", Contact{})}, 0},
		"one above that":        {[]Draft{area(Contact{}), region(Contact{Website: "https://region.example.org"}), unnamed("area", Contact{})}, 0},
		"a public place":        {[]Draft{public}, 0},
		"online":                {[]Draft{online}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, r *rig) {
				for _, o := range []ImportOptions{{DryRun: true}, {}, {}} { // the second time nothing is new
					m, err := r.StartImport(ctx(t), ada, r.source("feed"), o)
					r.must(err)
					for _, d := range c.drafts {
						r.must(m.Draft(ctx(t), d))
					}
					counts, _, err := m.Finish(ctx(t))
					r.must(err)
					ps := m.Noted()
					if len(ps) != c.want || counts.Read != 1 || counts.Skipped != 0 {
						t.Fatalf("%+v reports %+v, counts %+v", o, ps, counts)
					}
					if c.want > 0 && (ps[0].Where != "row 1 (Evening Grief)" || ps[0].Field != "contact" || ps[0].Why == "" || ps[0].Do == "") {
						t.Errorf("reported: %+v", ps[0])
					}
				}
			})
		})
	}
}

func TestAContactGivenHereEndsTheWarning(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", unnamed("", Contact{}))
		r.edit(r.public("evening-grief").Group.ID, func(in *Entered) { in.Content.(*Group).Contact = Contact{Email: "grief@example.org"} })
		if ps := r.noted("feed", unnamed("", Contact{})); len(ps) != 0 {
			t.Fatalf("reported: %+v", ps)
		}
	})
}

// TestAPlaceWithheldHereWantsAContactToo has a person withhold what the source tells.
func TestAPlaceWithheldHereWantsAContactToo(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.take("feed", millers())
		r.edit(r.public("evening-grief").Venue.ID, func(in *Entered) { in.Content.(*Venue).Shown = OnContact })
		if ps := r.noted("feed", millers()); len(ps) != 1 {
			t.Fatalf("reported: %+v", ps)
		}
	})
}
