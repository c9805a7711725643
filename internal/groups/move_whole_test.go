package groups

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"reflect"
	"testing"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/sealed"
	"kith/internal/store"
)

// keysOf makes keys of a persona as a browser does, wrapped for a kind of credential.
func keysOf(t *testing.T, space, persona string, kind sealed.Kind) people.Keys {
	t.Helper()
	seed := make([]byte, 64)
	_, _ = rand.Read(seed)
	private, err := sealed.ParsePrivateKeys(seed)
	if err != nil {
		t.Fatal(err)
	}
	owner := sealed.Owner{Space: space, Persona: persona}
	public, err := private.Public(owner)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := sealed.NewSecret(kind, make([]byte, map[sealed.Kind]int{sealed.PRF: 32, sealed.Card: 16}[kind]))
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := sealed.Wrap(owner, private, secret)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString
	return people.Keys{Public: text(public.Bytes()), Wrapped: text(wrapped.Bytes())}
}

// holds gives somebody's card, or what stands in its place, keys.
func (v *village) holds(who people.Actor, k people.Keys) {
	v.t.Helper()
	err := v.db.Write(v.t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(`UPDATE persona SET public_keys = $2 WHERE id = $1`, who.Persona, k.Public); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE credential SET wrapped_keys = $2 WHERE persona_id = $1`, who.Persona, k.Wrapped)
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// lived lets a scenario's group have something in everything that is carried, and packs it up.
func (s *scenario) lived() {
	s.t.Helper()
	ctx := s.t.Context()
	ana, hadi, noor, cora, mo := s.actors["Ana"], s.actors["Hadi"], s.actors["Noor"], s.actors["Cora"], s.actors["Mo"]
	hadi = s.mayLeave(hadi, "safety")
	s.holds(mo, keysOf(s.t, s.space, mo.Persona, sealed.Card))
	seeker, err := s.Knock(ctx, s.space, "there", true, "May I come?")
	if err != nil || seeker == "" {
		s.t.Fatal(err)
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`UPDATE credential SET kind = 'passkey' WHERE persona_id = $1`, noor.Persona); err != nil {
			return err
		}
		if err := putRole(tx, s.space, 91, RoleKind{Role: people.Role(store.NewPersonID()), Name: "Makes tea", Seats: 1, TermDays: 90, Retired: true}); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO handed_on (space_id, role, persona_id, point) VALUES ($1, 'door', $2, 0)`, s.space, noor.Persona); err != nil {
			return err
		}
		return s.beginPlan(tx, s.space, Need{Concern: "grief", Attend: Online, Country: "US"})
	})
	for _, err := range []error{
		err, s.AddPlace(ctx, ana, "The library"), s.Take(ctx, ana, TaskName, true), s.Flyer(ctx, ana, "Come in."), s.SetSpans(ctx, ana, Spans{9, 40}),
		s.Tell(ctx, ana, Telling{Text: "I came in spring.", Signed: true, Agreed: true}), s.OfferCompany(ctx, noor), s.Pick(ctx, mo, noor.Persona), s.EndProtection(ctx, ana),
		s.Fill(ctx, ana, "childcare", mo.Persona, Volunteered), s.AskIfThere(ctx, mo, "door", noor.Persona),
		s.ProposeClosing(ctx, ana, Farewell{Words: "Go well.", LastDay: s.today().AddDays(200)}),
	} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.JoinClosing(ctx, cora, s.waits()[actClose]); err != nil {
		s.t.Fatal(err)
	}
	p := s.movePlan()
	noticed := func() error { // the days in which members are told are over
		return s.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE departure SET ready = 0 WHERE space_id = $1`, s.space)
			return err
		})
	}
	for _, err := range []error{s.AskToMove(ctx, cora, p), s.JoinStep(ctx, hadi, Away, s.waiting(hadi, Away)), noticed(), s.PackUp(ctx, cora)} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestEverythingComesAlong: what was carried stands at the new place as it stood at the old one, to the byte.
func TestEverythingComesAlong(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		s := newScenario(v)
		s.lived()
		a := v.carried(s.actors["Cora"])
		to := elsewhere(t, v.db.Engine(), v)
		if err := to.Bring(t.Context(), people.Operator(), Bringing{Archive: a, Listing: unlisted}); err != nil {
			t.Fatal(err)
		}
		err := to.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, table := range archive.Tables() {
				if len(a.Rows[table.Name]) == 0 {
					t.Errorf("nothing of %s was carried", table.Name)
				}
				came, err := rowsOf(tx, table, v.space)
				if err != nil {
					return err
				}
				if table.Name == "recorded" { // that it arrived
					came = came[:len(came)-1]
				}
				if !reflect.DeepEqual(came, a.Rows[table.Name]) {
					t.Errorf("%s: %v, carried %v", table.Name, came, a.Rows[table.Name])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, is := range map[string]func(by people.Actor) error{
			"Rita": func(by people.Actor) error { _, err := to.OwnRemoval(t.Context(), by); return err },
			"Gus":  func(by people.Actor) error { _, err := to.GuestRoom(t.Context(), by); return err },
			"Ana":  func(by people.Actor) error { _, err := to.Farewell(t.Context(), by); return err },
			"Mo":   func(by people.Actor) error { _, err := to.Fillings(t.Context(), by); return err },
		} {
			if err := is(s.actors[name]); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestKeysThatNothingOpens stay behind: who comes by their own way gets new ones, and so does a card that opened none.
func TestKeysThatNothingOpens(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben := v.packedUp()
		v.holds(ben, keysOf(t, v.space, ben.Persona, sealed.PRF))
		v.holds(ana, people.Keys{Public: keysOf(t, v.space, ana.Persona, sealed.PRF).Public})
		way, err := v.Elsewhere(ctx, ben)
		if err != nil {
			t.Fatal(err)
		}
		a := v.carried(ana)
		if bytes.Contains([]byte(a.Rows["credential"][0][archive.Place("credential", "kind")].(string)), []byte(people.Passkey)) || len(a.Rows["credential"]) != 1 {
			t.Error("a passkey goes along")
		}
		to := elsewhere(t, v.db.Engine(), v)
		if err := to.Bring(ctx, people.Operator(), Bringing{Archive: a, Listing: unlisted}); err != nil {
			t.Fatal(err)
		}
		if n := to.count(`SELECT COUNT(*) FROM persona WHERE public_keys <> ''`); n != 0 {
			t.Errorf("%d have public keys that nothing opens", n)
		}
		offer, err := to.persons.OfferReturn(ctx, v.space, ben.Persona, "there", "")
		if err != nil {
			t.Fatal(err)
		}
		wrong := keysOf(t, v.space, ana.Persona, sealed.Card)
		_, err = to.persons.EnterWithCard(ctx, v.space, offer.Code, wrong, false, to.Return(v.space, way.Secret))
		wantKind(t, err, fault.Invalid)
		fresh := keysOf(t, v.space, ben.Persona, sealed.Card)
		in, err := to.persons.EnterWithCard(ctx, v.space, offer.Code, fresh, false, to.Return(v.space, way.Secret))
		if err != nil {
			t.Fatal(err)
		}
		by, session, err := to.persons.Who(ctx, v.space, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		if ring, err := to.persons.KeyRing(ctx, by, session); err != nil || ring.Public != fresh.Public || len(ring.Ways) != 1 || ring.Ways[0].Wrapped != fresh.Wrapped {
			t.Error(ring, err)
		}
	})
}

// TestAnOrganisationStays, since what it is are its groups.
func TestAnOrganisationStays(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		ana = v.mayLeave(ana, people.Role(v.needing(ana, pack.Leave).Role))
		err := v.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE space SET kind = $2 WHERE id = $1`, v.space, OrganisationKind)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.AskToMove(t.Context(), ana, v.movePlan()), fault.Conflict)
	})
}

// TestNobodyIsCalledToAGroupThatIsGone: who wishes wishes on when the core group they could come in to lives elsewhere.
func TestNobodyIsCalledToAGroupThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, _, space := v.core()
		third := v.wishes(forGrief)
		if err := v.ShareWork(t.Context(), third, true, opening); err != nil || v.sees(third).Space != space {
			t.Fatal(err)
		}
		if err := v.db.Write(t.Context(), func(tx *store.Tx) error { return v.vacate(tx, space) }); err != nil {
			t.Fatal(err)
		}
		if v.sees(third).Space != "" {
			t.Error("called to a group that is gone")
		}
	})
}
