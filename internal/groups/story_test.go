package groups

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

func (v *village) stories(by people.Actor) []Story {
	v.t.Helper()
	all, err := v.Stories(v.t.Context(), by, "")
	if err != nil {
		v.t.Fatal(err)
	}
	return all
}

func TestStories(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		bo := v.arrives("Bo")
		wantKind(t, v.Tell(ctx, bo, Telling{Text: "I came shaking."}), fault.Invalid) // did not agree
		wantKind(t, v.Tell(ctx, bo, Telling{Text: "  ", Agreed: true}), fault.Invalid)
		wantKind(t, v.Tell(ctx, people.Actor{Space: v.space}, Telling{Text: "x", Agreed: true}), fault.NotFound)
		if err := v.Tell(ctx, bo, Telling{Text: "I came shaking.", Agreed: true}); err != nil {
			t.Fatal(err)
		}
		if all := v.stories(ana); len(all) != 1 || all[0].Name != "" || all[0].Own || all[0].Former || all[0].Text != "I came shaking." {
			t.Fatalf("an unsigned story says who told it: %+v", all)
		}
		if door, err := v.Doorway(ctx, Way{Space: v.space}); err != nil || len(door.Stories) != 0 {
			t.Error("strangers read what is for inside:", door.Stories, err)
		}
		if err := v.Tell(ctx, ana, Telling{Text: "So did I.", Signed: true, AtDoor: true, Agreed: true}); err != nil {
			t.Fatal(err)
		}
		if door, err := v.Doorway(ctx, Way{Space: v.space}); err != nil || len(door.Stories) != 1 || door.Stories[0].Name != "Ana" {
			t.Error(door.Stories, err)
		}
		var own Story
		for _, s := range v.stories(bo) {
			if s.Own {
				own = s
			}
		}
		wantKind(t, v.Untell(ctx, ana, own.ID), fault.NotFound) // it is not hers
		if err := v.Untell(ctx, bo, own.ID); err != nil {
			t.Fatal(err)
		}
		all := v.stories(bo)
		if len(all) != 1 {
			t.Error("it is still there")
		}
		wantKind(t, v.TakeDown(ctx, bo, all[0].ID, "why"), fault.Forbidden)
		wantKind(t, v.TakeDown(ctx, ana, all[0].ID, ""), fault.Invalid)
		if err := v.TakeDown(ctx, ana, all[0].ID, "It names a street."); err != nil {
			t.Fatal(err)
		}
		if acts, err := v.Record(ctx, bo, 0); err != nil || acts[0].Act != "story" || acts[0].Words != "It names a street." || acts[0].About != "" {
			t.Error(acts, err)
		}
		for range mostStories {
			if err := v.Tell(ctx, bo, Telling{Text: "More.", Agreed: true}); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, v.Tell(ctx, bo, Telling{Text: "Too much.", Agreed: true}), fault.Conflict)
	})
}

// TestWordsLeftBehind stay without anybody's name, inside alone; else they go.
func TestWordsLeftBehind(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		for _, name := range []string{"Bo", "Cy"} {
			by := v.arrives(name)
			if err := v.Tell(ctx, by, Telling{Text: "Words of " + name, Signed: true, AtDoor: true, Agreed: true}); err != nil {
				t.Fatal(err)
			}
			leave := v.Leave
			if name == "Cy" {
				leave = v.LeaveWords
			}
			if err := leave(ctx, by); err != nil {
				t.Fatal(err)
			}
		}
		all := v.stories(ana)
		if len(all) != 1 || all[0].Text != "Words of Cy" || all[0].Name != "" || all[0].AtDoor || !all[0].Former {
			t.Errorf("%+v", all)
		}
		wantKind(t, v.LeaveWords(ctx, people.Actor{Space: v.space}), fault.NotFound)
	})
}

// TestOwnDataIsWhole: everything that names a persona is in its file, and no secret is.
func TestOwnDataIsWhole(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		ana := v.founds("Ana")
		v.opensDoor(ana)
		bo := v.arrives("Bo")
		for _, err := range []error{
			v.OfferCompany(ctx, ana), v.Pick(ctx, bo, ana.Persona), v.Tell(ctx, bo, Telling{Text: "My words", Agreed: true}),
			v.persons.Describe(ctx, bo, people.Self{Name: "Bo", Line: "I whistle"}), v.serves(ana, "door", bo), v.Fill(ctx, ana, "host", bo.Persona, ByHands),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		o, err := v.OwnData(ctx, bo)
		if err != nil {
			t.Fatal(err)
		}
		if o.Format != 1 || o.Group != "Tuesday grief" || o.Accepted != 1 || o.Protected == "" || len(o.Companions) != 1 || o.Companions[0].Name != "Ana" ||
			len(o.Stories) != 1 || len(o.Self.Ways) != 1 || len(o.Self.Sessions) != 1 || len(o.Self.Roles) != 1 || o.Self.Line != "I whistle" ||
			len(o.Offered) != 1 || o.Offered[0].Role != "host" || o.Offered[0].Accepted || o.Notices || o.CardOnItsWay || o.Guest != nil {
			t.Errorf("%+v", o)
		}
		if hers, err := v.OwnData(ctx, ana); err != nil || !hers.Willing || len(hers.Newcomers) != 1 || hers.RolesRecorded != 1 {
			t.Errorf("%+v %v", hers, err)
		}
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		err = v.db.Read(ctx, func(tx *store.Tx) error {
			for _, q := range []string{`SELECT hash FROM session WHERE persona_id = $1`, `SELECT handle FROM credential WHERE persona_id = $1`, `SELECT id FROM persona WHERE id = $1`} {
				secret, err := store.Scalar[string](tx.QueryRow(q, bo.Persona))
				if err != nil || strings.Contains(string(text), secret) {
					t.Errorf("%s: %v", q, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.OwnData(ctx, people.Actor{Space: v.space})
		wantKind(t, err, fault.NotFound)
	})
}
