package groups

import (
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// area is a village whose group, opened with roles of a fellowship, stands below an organisation that has a space. Ana
// represents the group; Olga came in by the organisation's first link.
type area struct {
	*village
	body, bodySpace string
	group, space    string
	ana, olga       people.Actor
}

func newArea(v *village) *area {
	v.t.Helper()
	a := &area{village: v}
	a.body = v.add(&directory.Organisation{Name: "Area Ten"}, "", "")
	a.group = v.add(&directory.Group{Name: "Home group", Concerns: []string{"grief"}, Rhythm: "contact"}, a.body, "")
	var token string
	a.bodySpace, token = v.open(a.body, "service-body")
	a.olga = a.enters("Olga", a.bodySpace, token)
	a.space, token = v.open(a.group, "twelve-step")
	a.ana = a.enters("Ana", a.space, token)
	a.represent(&a.ana)
	return a
}

func (a *area) enters(name, space, token string) people.Actor {
	a.t.Helper()
	by, err := a.comes(name, Way{Space: space, Invitation: token}, 1)
	if err != nil {
		a.t.Fatal(err)
	}
	return by
}

// term is for how many days Ana represents the group: within what a session lasts.
const term = 5

// represent has a persona hold the role that represents its group.
func (a *area) represent(by *people.Actor) {
	a.t.Helper()
	err := a.db.Write(a.t.Context(), func(tx *store.Tx) error {
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		for _, kind := range kinds {
			if holds(kind, "represent") {
				by.Roles = append(by.Roles, kind.Role)
				return a.persons.Hold(tx, people.Term{Persona: by.Persona, Role: kind.Role, How: ByHands}, term, "")
			}
		}
		a.t.Fatal("nobody represents the group")
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

// sends is the token of a code that a representative made.
func (a *area) sends(by people.Actor) string {
	a.t.Helper()
	path, err := a.Send(a.t.Context(), by)
	if err != nil {
		a.t.Fatal(err)
	}
	space, token, _ := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
	if space != a.bodySpace {
		a.t.Fatal("sent to ", space)
	}
	return token
}

// TestADelegateStandsForItsGroup for as long as the term in the group, and has a way in no longer.
func TestADelegateStandsForItsGroup(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		ctx := t.Context()
		a.enters("Dana", a.bodySpace, a.sends(a.ana))
		all, err := a.Belongings(ctx, a.olga)
		if err != nil || len(all) != 1 || all[0].Name != "Home group" || len(all[0].Delegates) != 1 ||
			all[0].Delegates[0] != (Delegate{"Dana", v.today().AddDays(term)}) {
			t.Fatalf("%+v %v", all, err)
		}
		offer, err := v.persons.OfferCard(ctx, a.bodySpace, "x", "")
		if err != nil {
			t.Fatal(err)
		}
		session, err := v.persons.EnterWithCard(ctx, a.bodySpace, offer.Code, people.Keys{}, false, v.Admission(Way{Space: a.bodySpace, Invitation: a.sends(a.ana)}, people.Self{Name: "Dora"}, 1))
		if err != nil {
			t.Fatal(err)
		}
		if all, err = a.Belongings(ctx, a.olga); err != nil || len(all[0].Delegates) == 0 {
			t.Error(all, err)
		}
		v.clock.Add(term * 24 * time.Hour)
		if _, _, err := v.persons.Who(ctx, a.bodySpace, session.Token); err != nil {
			t.Error("within the term:", err)
		}
		v.clock.Add(24 * time.Hour)
		if _, _, err := v.persons.Who(ctx, a.bodySpace, session.Token); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Error("after the term:", err)
		}
		if all, err = a.Belongings(ctx, a.olga); err != nil || len(all[0].Delegates) != 0 {
			t.Error("after the term:", all, err)
		}
	})
}

// TestNothingLinksADelegateToTheGroupsMember: no row that names one of the two personas leads to the other.
func TestNothingLinksADelegateToTheGroupsMember(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		token := a.sends(a.ana)
		delegate := a.enters("Dana", a.bodySpace, token)
		err := v.db.Read(t.Context(), func(tx *store.Tx) error {
			for what, query := range map[string]string{
				"made by":     `SELECT COUNT(*) FROM invitation WHERE by_persona = $1 AND space_id = '` + a.bodySpace + `'`,
				"recorded by": `SELECT COUNT(*) FROM recorded WHERE act = 'sent' AND by_persona = $1`,
				"stands":      `SELECT COUNT(*) FROM delegate WHERE persona_id = $1`,
			} {
				n, err := store.Scalar[int64](tx.QueryRow(query, a.ana.Persona))
				if err != nil || n != 0 {
					t.Errorf("%s: %d rows name the member %v", what, n, err)
				}
			}
			left, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM delegation`))
			if err != nil || left != 0 {
				t.Error("a used code is kept: ", err)
			}
			n, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM recorded WHERE space_id = $1 AND (by_persona = $2 OR about_persona = $2)`, a.space, delegate.Persona))
			if n != 0 {
				t.Error("the group's record names the delegate")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestOnlyWhoRepresentsSends, and the last code alone works, once.
func TestOnlyWhoRepresentsSends(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		ctx := t.Context()
		lone := v.founds("Lou") // of a group below nothing
		for who, by := range map[string]people.Actor{"the organisation": a.olga, "a stranger": {}, "another group": lone, "a stranger who says a role": {Space: a.space, Roles: a.ana.Roles}} {
			if _, err := a.Send(ctx, by); err == nil {
				t.Errorf("%s sends", who)
			}
			if err := a.Belong(ctx, by); err == nil {
				t.Errorf("%s says that it belongs", who)
			}
		}
		first, second := a.sends(a.ana), a.sends(a.ana)
		if _, err := a.comes("Eve", Way{Space: a.bodySpace, Invitation: first}, 1); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Error("an earlier code:", err)
		}
		a.enters("Dana", a.bodySpace, second)
		if _, err := a.comes("Eve", Way{Space: a.bodySpace, Invitation: second}, 1); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Error("a second time:", err)
		}
		ended := a.ana
		if err := a.LayDown(ctx, a.ana, a.ana.Roles[len(a.ana.Roles)-1]); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Send(ctx, ended); fault.KindOf(err) != fault.Forbidden || err == nil {
			t.Error("whose role ended:", err)
		}
	})
}

// TestANewDelegateTakesTheSeat of the one before, when the group has no more.
func TestANewDelegateTakesTheSeat(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		ctx := t.Context()
		_, seats := 0, 0
		err := v.db.Read(ctx, func(tx *store.Tx) (err error) {
			_, seats, err = a.represents(tx, a.ana)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range seats + 2 {
			a.enters(strings.Repeat("D", i+1), a.bodySpace, a.sends(a.ana))
		}
		all, err := a.Belongings(ctx, a.olga)
		if err != nil || len(all[0].Delegates) != seats {
			t.Errorf("%d seats: %+v %v", seats, all, err)
		}
	})
}

// TestAGroupSaysThatItBelongs once a year; who has not said so is shown as such and not dropped.
func TestAGroupSaysThatItBelongs(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		ctx := t.Context()
		due := func() bool {
			all, err := a.Belongings(ctx, a.olga)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			up, err := a.Above(ctx, a.ana)
			if err != nil || up.Name != "Area Ten" || up.Due != all[0].Due {
				t.Error(up, err)
			}
			return all[0].Due
		}
		if !due() {
			t.Error("nobody said so")
		}
		if err := a.Belong(ctx, a.ana); err != nil {
			t.Fatal(err)
		}
		if due() {
			t.Error("it was said")
		}
		v.clock.Add((belongingDays + 1) * 24 * time.Hour)
		if !due() {
			t.Error("for ever")
		}
	})
}

// TestAnOrganisationCannotSeeInside its groups: it edits what everybody can read of them and reads nothing else.
func TestAnOrganisationCannotSeeInside(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		a := newArea(v)
		ctx := t.Context()
		if err := a.SetJoining(ctx, a.ana, Joining{PassCode: "4711"}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.dir.Look(ctx, a.olga, a.group); err != nil {
			t.Error("its subtree:", err)
		}
		if err := a.dir.Verify(ctx, a.olga, a.group, "phone"); err != nil {
			t.Error("its subtree:", err)
		}
		_, err := a.dir.Look(ctx, a.olga, v.listing)
		wantKind(t, err, fault.NotFound)
		recorded, err := a.Record(ctx, a.ana, 0)
		if err != nil || recorded[0].Act != "listing_above" || !recorded[0].Outside || recorded[0].By != "" {
			t.Errorf("%+v %v", recorded[0], err)
		}
		if told, err := a.Joinings(ctx, a.olga); err != nil || len(told) != 0 {
			t.Error(told, err)
		}
		mine, err := a.Record(ctx, a.olga, 0)
		for _, r := range mine {
			if r.By == "Ana" {
				t.Error("the organisation reads the group's record")
			}
		}
		if err != nil {
			t.Error(err)
		}
		if err := a.SetDoor(ctx, a.olga, "open", ""); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Error("an open door:", err)
		}
		_, err = a.Belongings(ctx, a.ana)
		wantKind(t, err, fault.NotFound)
	})
}
