package groups

import (
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/people"
)

// lost is a member with a card, for whom Ana and Ben can vouch, and who has lost it.
func (v *village) lost() (ana, ben, mia people.Actor) {
	v.t.Helper()
	return v.founds("Ana"), v.founds("Ben"), v.founds("Mia")
}

// vouchBoth has two members vouch, and gives the recovery.
func (v *village) vouchBoth(ana, ben people.Actor, persona, asked string) Recovery {
	v.t.Helper()
	if err := v.VouchFor(v.t.Context(), ana, persona, asked); err != nil {
		v.t.Fatal(err)
	}
	_, vouches, err := v.Recoveries(v.t.Context(), ben)
	if err != nil || len(vouches) != 1 {
		v.t.Fatal(vouches, err)
	}
	wantKind(v.t, v.VouchToo(v.t.Context(), ana, vouches[0].ID), fault.Conflict)
	if err := v.VouchToo(v.t.Context(), ben, vouches[0].ID); err != nil {
		v.t.Fatal(err)
	}
	all, _, err := v.Recoveries(v.t.Context(), ben)
	if err != nil || len(all) != 1 || all[0].Persona != persona {
		v.t.Fatal(all, err)
	}
	return all[0]
}

func (v *village) in(code string) (people.Actor, error) {
	v.t.Helper()
	if err := v.Recover(v.t.Context(), v.space); err != nil {
		v.t.Fatal(err)
	}
	in, err := v.persons.SignInWithCard(v.t.Context(), v.space, "there", code, false)
	if err != nil {
		return people.Actor{}, err
	}
	by, _, err := v.persons.Who(v.t.Context(), v.space, in.Token)
	return by, err
}

func (v *village) acts(by people.Actor) (acts []string) {
	v.t.Helper()
	record, err := v.Record(v.t.Context(), by, 0)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, one := range record {
		acts = append(acts, one.Act)
	}
	return acts
}

// TestLostEverything: two vouch, the person makes a new card on their page, and after seven days it is their only way in.
func TestLostEverything(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, mia := v.lost()
		old, err := v.persons.NewCard(t.Context(), mia, "")
		if err != nil || v.persons.AddCard(t.Context(), mia, old.Code, people.Keys{}) != nil {
			t.Fatal(err)
		}
		secret, err := v.Lose(t.Context(), v.space, "there", "It is Mia. My bag is gone.")
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.OfferLost(t.Context(), v.space, secret, "there")
		wantKind(t, err, fault.NotFound) // nobody has vouched
		all, _, err := v.Recoveries(t.Context(), ana)
		if err != nil || len(all) != 1 || all[0].Note != "It is Mia. My bag is gone." {
			t.Fatal(all, err)
		}
		v.vouchBoth(ana, ben, mia.Persona, all[0].ID)
		if _, under, err := v.RecoveryOf(t.Context(), mia); err != nil || !under {
			t.Fatal("the ways in that are left are not told", err)
		}
		offer, err := v.OfferLost(t.Context(), v.space, secret, "there")
		if err != nil || offer.Persona != mia.Persona {
			t.Fatal(offer, err)
		}
		if err := v.PrepareLost(t.Context(), v.space, secret, offer.Code, people.Keys{}); err != nil {
			t.Fatal(err)
		}
		_, err = v.OfferLost(t.Context(), v.space, secret, "there")
		wantKind(t, err, fault.NotFound) // one card
		_, err = v.in(offer.Code)
		wantKind(t, err, fault.Invalid) // it does not work yet
		v.clock.Add(vetoDays * 24 * time.Hour)
		_, err = v.in(offer.Code)
		wantKind(t, err, fault.Invalid)
		v.clock.Add(24 * time.Hour)
		by, err := v.in(offer.Code)
		if err != nil || by.Persona != mia.Persona {
			t.Fatal(by, err)
		}
		_, err = v.in(old.Code)
		wantKind(t, err, fault.Invalid) // the old card is none any more
		if ways, err := v.persons.Credentials(t.Context(), by); err != nil || len(ways) != 1 {
			t.Errorf("ways in %v, %v", ways, err)
		}
		if acts := v.acts(by); len(acts) < 2 || acts[0] != "recovered" || acts[1] != "recovery_begun" {
			t.Errorf("the group sees %v", acts)
		}
	})
}

// TestARecoveryIsStopped by a way in that is left, or by one of those who vouched; by nobody else.
func TestARecoveryIsStopped(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, mia := v.lost()
		eve := v.founds("Eve")
		for _, stops := range []people.Actor{mia, ben} {
			r := v.vouchBoth(ana, ben, mia.Persona, "")
			_, _, err := v.OfferRecovery(t.Context(), eve, r.ID, "there")
			wantKind(t, err, fault.NotFound) // she did not vouch
			_, offer, err := v.OfferRecovery(t.Context(), ana, r.ID, "there")
			if err != nil {
				t.Fatal(err)
			}
			wantKind(t, v.PrepareRecovery(t.Context(), eve, r.ID, offer.Code, people.Keys{}), fault.NotFound)
			wantKind(t, v.PrepareRecovery(t.Context(), ben, r.ID, offer.Code, people.Keys{Public: "x", Wrapped: "y"}), fault.Invalid)
			if err := v.PrepareRecovery(t.Context(), ben, r.ID, offer.Code, people.Keys{}); err != nil {
				t.Fatal(err)
			}
			wantKind(t, v.StopRecovery(t.Context(), eve, r.ID), fault.NotFound)
			wantKind(t, v.StopRecovery(t.Context(), people.Actor{}, r.ID), fault.NotFound)
			if err := v.StopRecovery(t.Context(), stops, r.ID); err != nil {
				t.Fatal(err)
			}
			v.clock.Add((vetoDays + 1) * 24 * time.Hour)
			_, err = v.in(offer.Code)
			wantKind(t, err, fault.Invalid)
			if acts := v.acts(ana); acts[0] != "recovery_stopped" {
				t.Errorf("the group sees %v", acts)
			}
		}
		if ways, err := v.persons.Credentials(t.Context(), mia); err != nil || len(ways) != 1 {
			t.Errorf("Mia's ways in: %v, %v", ways, err)
		}
	})
}

// TestWhoMayVouch: two who protect the group, for another, one recovery at a time.
func TestWhoMayVouch(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, mia := v.lost()
		wantKind(t, v.VouchFor(t.Context(), ana, ana.Persona, ""), fault.Conflict)
		wantKind(t, v.VouchFor(t.Context(), ana, "nobody", ""), fault.NotFound)
		if err := v.LayDown(t.Context(), mia, Founder); err != nil {
			t.Fatal(err)
		}
		mia.Roles = nil
		wantKind(t, v.VouchFor(t.Context(), mia, ana.Persona, ""), fault.Forbidden)
		_, _, err := v.Recoveries(t.Context(), mia)
		wantKind(t, err, fault.Forbidden)
		v.vouchBoth(ana, ben, mia.Persona, "")
		wantKind(t, v.VouchFor(t.Context(), ana, mia.Persona, ""), fault.Conflict)
		if err := v.Leave(t.Context(), mia); err != nil {
			t.Fatal(err)
		}
		if all, _, err := v.Recoveries(t.Context(), ana); err != nil || len(all) != 0 {
			t.Errorf("what concerned a former member is left: %v, %v", all, err)
		}
	})
}

// TestANoteTellsNothing: it is taken for every space alike, up to five a day from one place.
func TestANoteTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, err := v.Lose(t.Context(), v.space, "there", " ")
		wantKind(t, err, fault.Invalid)
		for i, space := range []string{v.space, "no space", v.space, "no space", "another"} {
			if secret, err := v.Lose(t.Context(), space, "there", "help"); err != nil || len(secret) != 43 {
				t.Fatal(i, secret, err)
			}
		}
		for _, space := range []string{v.space, "no space"} {
			_, err := v.Lose(t.Context(), space, "there", "help")
			wantKind(t, err, fault.TooMany)
		}
	})
}

// TestTwoPrepareAtOnce: one card is prepared.
func TestTwoPrepareAtOnce(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, mia := v.lost()
		r := v.vouchBoth(ana, ben, mia.Persona, "")
		makers := []people.Actor{ana, ben, ana, ben}
		var codes []string
		for _, by := range makers {
			_, offer, err := v.OfferRecovery(t.Context(), by, r.ID, "there")
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, offer.Code)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		kept := 0
		for i, by := range makers {
			all.Go(func() {
				err := v.PrepareRecovery(t.Context(), by, r.ID, codes[i], people.Keys{})
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
			t.Errorf("%d cards are prepared", kept)
		}
	})
}

// TestARemovedVoucherMakesNoCard: who was removed after vouching has no hand in it any more. Who is removed and whose card it
// would be stops it still: it would be their way in.
func TestARemovedVoucherMakesNoCard(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, mia := v.lost()
		cy, di := v.founds("Cy"), v.founds("Di")
		r := v.vouchBoth(ana, ben, mia.Persona, "")
		v.removes(cy, di, ana, 30)
		ana = v.later(ana)
		_, _, err := v.OfferRecovery(ctx, ana, r.ID, "there")
		wantKind(t, err, fault.Forbidden)
		_, offer, err := v.OfferRecovery(ctx, ben, r.ID, "there")
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.PrepareRecovery(ctx, ana, r.ID, offer.Code, people.Keys{}), fault.Forbidden)
		wantKind(t, v.StopRecovery(ctx, ana, r.ID), fault.NotFound)
		if err := v.StopRecovery(ctx, people.Actor{Space: v.space, Persona: mia.Persona, Removed: true}, r.ID); err != nil {
			t.Error("whose it would be: ", err)
		}
	})
}

// TestAVouchForSomebodyRemovedWaitsNoMore, and hides nobody else's.
func TestAVouchForSomebodyRemovedWaitsNoMore(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, ben, mia := v.lost()
		if err := v.VouchFor(t.Context(), ana, mia.Persona, ""); err != nil {
			t.Fatal(err)
		}
		v.removes(ana, ben, mia, 30)
		if _, vouches, err := v.Recoveries(t.Context(), ben); err != nil || len(vouches) != 0 {
			t.Error(vouches, err)
		}
	})
}

// TestWhoIsRemovedIsNotTakenOver: removing somebody ends a recovery for them, so that the two who vouch and remove do not
// come in as them; and while removed they keep the means to shut out a lost card.
func TestWhoIsRemovedIsNotTakenOver(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, mia := v.lost()
		v.founds("Dee")
		r := v.vouchBoth(ana, ben, mia.Persona, "")
		_, offer, err := v.OfferRecovery(ctx, ana, r.ID, "x")
		if err != nil {
			t.Fatal(err)
		}
		if err := v.PrepareRecovery(ctx, ana, r.ID, offer.Code, people.Keys{}); err != nil {
			t.Fatal(err)
		}
		v.removes(ana, ben, mia, 30)
		v.days(8)
		if by, err := v.in(offer.Code); err == nil {
			t.Errorf("two took over who is removed: %+v", by)
		}
		if all, vouches, err := v.Recoveries(ctx, ana); err != nil || len(all)+len(vouches) > 0 {
			t.Error("left of the recovery:", all, vouches, err)
		}
		wantKind(t, v.VouchFor(ctx, ana, mia.Persona, ""), fault.NotFound)
		mia.Removed, mia.Proved = true, true
		if err := v.persons.EndOtherSessions(ctx, mia, "here"); err != nil {
			t.Error(err)
		}
		wantKind(t, v.persons.RemoveCredential(ctx, mia, "none"), fault.Conflict) // the last one stays
	})
}

// TestSevenWholeDays pass, by who still holds a role, after whose it is was told; an id of a note is an id.
func TestSevenWholeDays(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana, ben, mia := v.lost()
		v.reachable(mia)
		for _, asked := range []string{strings.Repeat("x", 900_000), "a\x00b\xff"} {
			wantKind(t, v.VouchFor(ctx, ana, mia.Persona, asked), fault.NotFound)
		}
		r := v.vouchBoth(ana, ben, mia.Persona, "")
		if names := v.told("joint", mia); len(names) != 1 {
			t.Error("not told that their ways in are to end:", names)
		}
		if err := v.LayDown(ctx, ben, Founder); err != nil {
			t.Fatal(err)
		}
		_, _, err := v.OfferRecovery(ctx, v.again(ben), r.ID, "x")
		wantKind(t, err, fault.Forbidden)
		late := v.clock.Now().UTC().Truncate(day).Add(day - time.Minute)
		v.clock.Add(late.Sub(v.clock.Now()))
		_, offer, err := v.OfferRecovery(ctx, ana, r.ID, "x")
		if err != nil || v.PrepareRecovery(ctx, ana, r.ID, offer.Code, people.Keys{}) != nil {
			t.Fatal(err)
		}
		v.clock.Add(vetoDays * day)
		if _, err := v.in(offer.Code); err == nil {
			t.Error("seven days are not over")
		}
		v.clock.Add(2 * time.Minute)
		if _, err := v.in(offer.Code); err != nil {
			t.Error(err)
		}
	})
}
