package groups

import (
	"sync"
	"testing"

	"kith/internal/fault"
	"kith/internal/people"
)

// hand gives a member a card, made by another.
func (v *village) hand(by people.Actor, persona string) (code string, err error) {
	v.t.Helper()
	_, offer, err := v.OfferCard(v.t.Context(), by, persona, "there")
	if err != nil {
		return "", err
	}
	return offer.Code, v.HandCard(v.t.Context(), by, offer.Code, people.Keys{})
}

// TestSomebodyWithoutADevice is recorded by who greets, and gets a card later, once.
func TestSomebodyWithoutADevice(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		wantKind(t, v.Witness(t.Context(), ana, "Olga", false), fault.Invalid)
		wantKind(t, v.Witness(t.Context(), ana, "", true), fault.Invalid)
		if err := v.Witness(t.Context(), ana, "Olga", true); err != nil {
			t.Fatal(err)
		}
		waiting, err := v.Witnessed(t.Context(), ana)
		if err != nil || len(waiting) != 1 || waiting[0].Name != "Olga" {
			t.Fatal(waiting, err)
		}
		olga := waiting[0].ID
		code, err := v.hand(ana, olga)
		if err != nil {
			t.Fatal(err)
		}
		in, err := v.persons.SignInWithCard(t.Context(), v.space, "there", code, true)
		if err != nil {
			t.Fatal(err)
		}
		if by, _, err := v.persons.Who(t.Context(), v.space, in.Token); err != nil || by.Persona != olga {
			t.Fatal(by, err)
		}
		_, err = v.hand(ana, olga)
		wantKind(t, err, fault.NotFound) // it is hers now
		_, err = v.hand(ana, ana.Persona)
		wantKind(t, err, fault.NotFound) // who came in alone is nobody's to give cards to
		record, err := v.Record(t.Context(), ana, 0)
		if err != nil || len(record) < 2 || record[0].Act != "card_handed" || record[1].Act != "witnessed" || record[1].By != "Ana" || record[1].About != "Olga" {
			t.Errorf("record %+v, %v", record, err)
		}
		wantKind(t, v.Witness(t.Context(), people.Actor{Space: v.space, Persona: olga}, "Eve", true), fault.Forbidden)
		wantKind(t, v.Witness(t.Context(), people.Actor{}, "Eve", true), fault.NotFound)
	})
}

// TestTwoCardsAtOnceForOneMember: one is kept.
func TestTwoCardsAtOnceForOneMember(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben := v.founds("Ana"), v.founds("Ben")
		if err := v.Witness(t.Context(), ana, "Olga", true); err != nil {
			t.Fatal(err)
		}
		waiting, err := v.Witnessed(t.Context(), ben)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		kept := 0
		makers := []people.Actor{ana, ben, ana, ben}
		var codes []string
		for _, by := range makers {
			_, offer, err := v.OfferCard(t.Context(), by, waiting[0].ID, "there")
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, offer.Code)
		}
		for i, by := range makers {
			all.Go(func() {
				err := v.HandCard(t.Context(), by, codes[i], people.Keys{})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					kept++
				} else if fault.KindOf(err) != fault.Conflict {
					t.Error(err)
				}
			})
		}
		if all.Wait(); kept != 1 {
			t.Errorf("%d cards are kept", kept)
		}
	})
}

// TestAGroupWithoutAnybodyWhoCanComeInEnds, also when somebody who never had a way in is left.
func TestAGroupWithoutAnybodyWhoCanComeInEnds(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.founds("Ana")
		if err := v.Witness(t.Context(), ana, "Olga", true); err != nil {
			t.Fatal(err)
		}
		if err := v.Leave(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		_, err := v.Group(t.Context(), ana)
		wantKind(t, err, fault.NotFound)
	})
}
