package groups

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

var morning = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// village is a server with a clearinghouse and one listed group, "Tuesday grief", that has a space of its own.
type village struct {
	*Groups
	t       *testing.T
	db      *store.DB
	clock   *clock.Manual
	dir     *directory.Directory
	persons *people.People
	listing string
	space   string
	founder string // token of the founders' link
}

// each runs f on both engines.
func each(t *testing.T, f func(t *testing.T, v *village)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := clock.At(morning)
		p, err := people.New(people.Options{DB: db, Clock: c, BaseURL: "https://kith.example"})
		if err != nil {
			t.Fatal(err)
		}
		d := directory.New(directory.Options{DB: db, Clock: c, Log: slog.New(slog.DiscardHandler), Roots: NewKeeping(c).Roots, Changed: NewKeeping(c).Changed})
		v := &village{dir: d, Groups: New(db, c, p), t: t, db: db, clock: c, persons: p}
		l, err := d.Add(t.Context(), people.Operator(), directory.Entered{Content: &directory.Group{Name: "Tuesday grief", Concerns: []string{"grief"}, Rhythm: "contact"}})
		if err != nil {
			t.Fatal(err)
		}
		v.listing = l.ID
		v.space, v.founder = v.open(l.ID, "grief-and-family")
		f(t, v)
	})
}

// open gives a listing a space, and the token of the link for its founders.
func (v *village) open(listing, kind string) (space, token string) {
	v.t.Helper()
	path, err := v.Open(v.t.Context(), people.Operator(), Opening{Listing: listing, Pack: kind, Lang: "en", Founder: "Founder", Does: "Begins."})
	if err != nil {
		v.t.Fatal(err)
	}
	space, token, ok := strings.Cut(strings.TrimPrefix(path, "/g/"), "/join/")
	if !ok {
		v.t.Fatal("no link: ", path)
	}
	return space, token
}

// comes lets somebody in by a way, who accepts a version.
func (v *village) comes(name string, way Way, version int) (people.Actor, error) {
	v.t.Helper()
	offer, err := v.persons.OfferCard(v.t.Context(), way.Space, name, "")
	if err != nil {
		v.t.Fatal(err)
	}
	in, err := v.persons.EnterWithCard(v.t.Context(), way.Space, offer.Code, people.Keys{}, false, v.Admission(way, people.Self{Name: name}, version))
	if err != nil {
		return people.Actor{}, err
	}
	by, _, err := v.persons.Who(v.t.Context(), way.Space, in.Token)
	return by, err
}

// founds is somebody who came in by the founders' link.
func (v *village) founds(name string) people.Actor {
	v.t.Helper()
	by, err := v.comes(name, Way{Space: v.space, Invitation: v.founder}, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	return by
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("error %v, want %v", err, kind)
	}
}

func TestGroupBeginsWithItsPack(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		group, err := v.Group(t.Context(), ana)
		if err != nil || group.Name != "Tuesday grief" || group.Listing != v.listing || group.Slug == "" || group.Agreed != 1 {
			t.Fatalf("%+v %v", group, err)
		}
		p, _ := pack.Find("grief-and-family")
		agreed, err := v.Agreement(t.Context(), ana)
		if err != nil || len(agreed.Clauses) != len(p.Clauses) || agreed.Clauses[0].Text != p.Clauses[0].Text.In("en") {
			t.Error(agreed, err)
		}
		roles, err := v.Roles(t.Context(), ana)
		if err != nil || len(roles) != len(p.Roles)+1 || roles[0].Role != Founder || len(roles[0].By) != 1 || roles[0].By[0].Name != "Ana" {
			t.Error(roles, err)
		}
		if acts, err := v.Record(t.Context(), ana, 0); err != nil || len(acts) != 1 || acts[0].Act != "opened" || !acts[0].Outside {
			t.Error(acts, err)
		}
		if is, err := v.Standing(t.Context(), ana); err != nil || is.Accepted != 1 || is.Me.Name != "Ana" || is.Group.Space != v.space || len(is.May) == 0 {
			t.Error(is, err)
		}
	})
}

func TestOnlyStewardsOpen(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		o := Opening{Listing: v.listing, Pack: "open-circle", Lang: "en"}
		for _, by := range []people.Actor{{}, v.founds("Ana")} {
			_, err := v.Open(t.Context(), by, o)
			wantKind(t, err, fault.Forbidden)
			_, err = v.Has(t.Context(), by, v.listing)
			wantKind(t, err, fault.Forbidden)
		}
		_, err := v.Open(t.Context(), people.Operator(), o)
		wantKind(t, err, fault.Conflict) // it has one
		for _, state := range []directory.State{directory.Unpublished, directory.Retired} {
			hidden, err := v.dir.Add(t.Context(), people.Operator(), directory.Entered{Content: &directory.Group{Name: "Not shown", Concerns: []string{"grief"}, Rhythm: "contact"}})
			if err != nil || v.dir.SetState(t.Context(), people.Operator(), hidden.ID, state) != nil {
				t.Fatal(err)
			}
			o.Listing = hidden.ID
			_, err = v.Open(t.Context(), people.Operator(), o)
			wantKind(t, err, fault.NotFound)
		}
		o.Listing = store.NewListingID()
		_, err = v.Open(t.Context(), people.Operator(), o)
		wantKind(t, err, fault.NotFound)
		o.Pack = "none"
		_, err = v.Open(t.Context(), people.Operator(), o)
		wantKind(t, err, fault.Invalid)
	})
}

func TestTwoStewardsOpenOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		err := v.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE group_space SET listing_id = NULL`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for range 4 {
			all.Go(func() {
				_, err := v.Open(t.Context(), people.Operator(), Opening{Listing: v.listing, Pack: "open-circle", Lang: "en"})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					made++
				case fault.KindOf(err) != fault.Conflict:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if made != 1 {
			t.Errorf("%d spaces were made for one listing", made)
		}
	})
}

func TestDoors(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		here := Way{Space: v.space}
		if err := v.SetDoor(t.Context(), ana, pack.Open, "Come in."); err != nil {
			t.Fatal(err)
		}
		if _, err := v.comes("Bo", here, 1); err != nil {
			t.Error("an open door:", err)
		}
		_, err := v.comes("Cy", here, 0)
		wantKind(t, err, fault.Conflict) // accepts nothing that holds

		if err := v.SetDoor(t.Context(), ana, pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		_, err = v.comes("Cy", here, 1)
		wantKind(t, err, fault.NotFound)

		if err := v.SetDoor(t.Context(), ana, pack.Invitation, ""); err != nil {
			t.Fatal(err)
		}
		_, err = v.Doorway(t.Context(), here)
		wantKind(t, err, fault.NotFound)
		_, err = v.Knock(t.Context(), v.space, "seeker", true, "hello")
		wantKind(t, err, fault.NotFound)
		_, err = v.Of(t.Context(), v.listing)
		wantKind(t, err, fault.NotFound)
		path, err := v.Invite(t.Context(), ana, 1, 7)
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(path, "/join/")
		if _, err := v.comes("Cy", Way{Space: v.space, Invitation: token}, 1); err != nil {
			t.Error(err)
		}
		_, err = v.comes("Di", Way{Space: v.space, Invitation: token}, 1)
		wantKind(t, err, fault.NotFound) // it was for one
	})
}

func TestAskingAtTheDoor(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.SetDoor(t.Context(), ana, pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		secret, err := v.Knock(t.Context(), v.space, "seeker", true, "My mother died in spring.")
		if err != nil {
			t.Fatal(err)
		}
		way := Way{Space: v.space, Knock: secret}
		_, err = v.comes("Bo", way, 1)
		wantKind(t, err, fault.NotFound) // nobody has answered
		waiting, err := v.Knocks(t.Context(), ana)
		if err != nil || len(waiting) != 1 || waiting[0].Note != "My mother died in spring." {
			t.Fatal(waiting, err)
		}
		if err := v.Answer(t.Context(), ana, waiting[0].ID, Welcome, "Come on Tuesday."); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Answer(t.Context(), ana, waiting[0].ID, Declined, ""), fault.Conflict)
		if k, err := v.Knocked(t.Context(), way); err != nil || k.State != Welcome || k.Answer != "Come on Tuesday." {
			t.Error(k, err)
		}
		if _, err := v.comes("Bo", way, 1); err != nil {
			t.Fatal(err)
		}
		_, err = v.comes("Bo again", way, 1)
		wantKind(t, err, fault.NotFound)
	})
}

func TestKnockIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.SetDoor(t.Context(), ana, pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		secret, err := v.Knock(t.Context(), v.space, "seeker", false, "May I bring my sister?")
		if err != nil {
			t.Fatal(err)
		}
		way := Way{Space: v.space, Knock: secret}
		v.clock.Add(31 * 24 * time.Hour)
		_, err = v.Knocked(t.Context(), way)
		wantKind(t, err, fault.NotFound)
		secret, err = v.Knock(t.Context(), v.space, "seeker", false, "And my brother?")
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Withdraw(t.Context(), Way{Space: v.space, Knock: secret}); err != nil {
			t.Fatal(err)
		}
		v.clock.Add(15 * 24 * time.Hour) // by then every session, link and ceremony is over, too
		if err := Forget(t.Context(), v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		err = v.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, table := range []string{"knock", "session", "invitation", "ceremony"} {
				left, err := store.Collect(tx, store.Scalar[int], `SELECT COUNT(*) FROM `+table)
				if err != nil || left[0] != 0 {
					t.Errorf("%s: %v are left (%v)", table, left, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLeavingLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.Change(t.Context(), ana, 1, []Clause{{Kind: pack.KindPurpose, Text: "We meet."}}); err != nil {
			t.Fatal(err)
		}
		v2(v, "Cy")
		if err := v.Leave(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		err := v.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, q := range []string{
				`SELECT COUNT(*) FROM persona WHERE id = $1`, `SELECT COUNT(*) FROM session WHERE persona_id = $1`, `SELECT COUNT(*) FROM credential WHERE persona_id = $1`,
				`SELECT COUNT(*) FROM role WHERE persona_id = $1`, `SELECT COUNT(*) FROM acceptance WHERE persona_id = $1`, `SELECT COUNT(*) FROM agreement WHERE by_persona = $1`,
			} {
				n, err := store.Collect(tx, store.Scalar[int], q, ana.Persona)
				if err != nil || n[0] != 0 {
					t.Errorf("%s: %v %v", q, n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		bo := v2(v, "Bo")
		if a, err := v.Agreement(t.Context(), bo); err != nil || a.Version != 2 {
			t.Error("what the group agreed went too:", a, err)
		}
	})
}

// v2 is somebody who founds after the agreement changed once.
func v2(v *village, name string) people.Actor {
	by, err := v.comes(name, Way{Space: v.space, Invitation: v.founder}, 2)
	if err != nil {
		v.t.Fatal(err)
	}
	return by
}

// TestWhoMayDoWhat tries every act of a group as everybody.
func TestWhoMayDoWhat(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana, a founder")
		if err := v.SetDoor(ctx, ana, pack.Open, ""); err != nil {
			t.Fatal(err)
		}
		member, err := v.comes("Bo, a member", Way{Space: v.space}, 1)
		if err != nil {
			t.Fatal(err)
		}
		gone, err := v.comes("Cy, who left", Way{Space: v.space}, 1)
		if err != nil || v.Leave(ctx, gone) != nil {
			t.Fatal(err)
		}
		elsewhere := member
		elsewhere.Space = store.NewPersonID()
		steward := people.Actor{Space: "clearinghouse", Kind: people.Clearinghouse, Persona: "s", Roles: []people.Role{people.Steward, Founder}}
		for _, act := range []struct {
			name   string
			do     func(by people.Actor) error
			member fault.Kind // what a member without a role gets; Internal: they may
		}{
			{"stand in the group", func(by people.Actor) error { _, err := v.Standing(ctx, by); return err }, fault.Internal},
			{"read the group", func(by people.Actor) error { _, err := v.Group(ctx, by); return err }, fault.Internal},
			{"read the agreement", func(by people.Actor) error { _, err := v.Agreement(ctx, by); return err }, fault.Internal},
			{"read the versions", func(by people.Actor) error { _, err := v.Versions(ctx, by, 0); return err }, fault.Internal},
			{"read the roles", func(by people.Actor) error { _, err := v.Roles(ctx, by); return err }, fault.Internal},
			{"read what happened", func(by people.Actor) error { _, err := v.Record(ctx, by, 0); return err }, fault.Internal},
			{"accept", func(by people.Actor) error { return v.Accept(ctx, by, 1) }, fault.Internal},
			{"change the agreement", func(by people.Actor) error {
				return v.Change(ctx, by, 0, []Clause{{Kind: pack.KindPurpose, Text: "x"}})
			}, fault.Forbidden},
			{"set the door", func(by people.Actor) error { return v.SetDoor(ctx, by, pack.Open, "") }, fault.Forbidden},
			{"invite", func(by people.Actor) error { _, err := v.Invite(ctx, by, 1, 1); return err }, fault.Forbidden},
			{"see invitations", func(by people.Actor) error { _, err := v.Invitations(ctx, by); return err }, fault.Forbidden},
			{"see who knocks", func(by people.Actor) error { _, err := v.Knocks(ctx, by); return err }, fault.Forbidden},
		} {
			for who, c := range map[string]struct {
				by   people.Actor
				want fault.Kind
			}{
				"a stranger": {people.Actor{}, fault.NotFound}, "a stranger who knows the id": {people.Actor{Space: v.space}, fault.NotFound},
				"a member of elsewhere": {elsewhere, fault.NotFound}, "a steward": {steward, fault.NotFound}, "a member": {member, act.member},
			} {
				err := act.do(c.by)
				if c.want == fault.Internal && err != nil || c.want != fault.Internal && (err == nil || fault.KindOf(err) != c.want) {
					t.Errorf("%s wants to %s: %v, want %v", who, act.name, err, c.want)
				}
			}
			if err := act.do(ana); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("a founder wants to %s: %v", act.name, err)
			}
		}
	})
}

func TestFoundersTermEnds(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		offer, err := v.persons.NewCard(t.Context(), ana, "")
		if err != nil || v.persons.AddCard(t.Context(), ana, offer.Code, people.Keys{}) != nil {
			t.Fatal(err)
		}
		for days, may := range map[int]bool{founderDays: true, founderDays + 1: false} {
			v.clock.Set(morning.AddDate(0, 0, days))
			in, err := v.persons.SignInWithCard(t.Context(), v.space, "there", offer.Code, false)
			if err != nil {
				t.Fatal(err)
			}
			by, _, err := v.persons.Who(t.Context(), v.space, in.Token)
			if err != nil {
				t.Fatal(err)
			}
			is, err := v.Standing(t.Context(), by)
			if err != nil || len(is.May) > 0 != may {
				t.Errorf("after %d days: may %v (%v)", days, is.May, err)
			}
		}
	})
}

func TestADoorIsFullAtLast(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.SetDoor(t.Context(), ana, pack.Ask, ""); err != nil {
			t.Fatal(err)
		}
		for n := range mostKnocks {
			if _, err := v.Knock(t.Context(), v.space, fmt.Sprint("network ", n), false, "?"); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.Knock(t.Context(), v.space, "another", false, "?")
		wantKind(t, err, fault.TooMany)
	})
}

func sampleGroup(name string) directory.Entered {
	return directory.Entered{Content: &directory.Group{Name: name, Concerns: []string{"grief"}, Rhythm: "contact"}}
}
