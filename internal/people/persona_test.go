package people

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/store"
)

func TestLikeNamesAreOne(t *testing.T) {
	for _, pair := range [][2]string{
		{"Ana", "ANA"}, {"Ana", "Аnа"}, {"José María", "jose-maria"}, {"Al", "AI"}, {"Bernard", "Bemard"}, {"Leo", "Le0"},
		{"Ο", "O"}, {"نور", "نُور"}, {"☀", "☀"}, {"Ana", "A\u200bn\u2060a"}, {"☀", "☀\ufe0f"}, {"☀", "☀\u200b"}, {"Ana", "A\u034fn\u115fa"}, {"Ana", "Ana \u3164"},
	} {
		if likeness(pair[0]) != likeness(pair[1]) {
			t.Errorf("%q and %q are told apart: %q, %q", pair[0], pair[1], likeness(pair[0]), likeness(pair[1]))
		}
	}
	for _, pair := range [][2]string{{"Ana", "Anna"}, {"Bo", "Bob"}, {"نور", "نورا"}, {"☀", "☂"}} {
		if likeness(pair[0]) == likeness(pair[1]) {
			t.Errorf("%q and %q are taken for one", pair[0], pair[1])
		}
	}
}

func TestANameCanBeSeen(t *testing.T) {
	for _, name := range []string{"\u200b", "\u3164", " \u2060 ", "\u2800", "\ufe0f", "\u0301", "\u2028"} {
		if _, err := properName(name); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is a name", name)
		}
	}
	tower := "a" + strings.Repeat("\u0301", 60)
	if name, err := properName(tower); err != nil || len([]rune(name)) > 6 {
		t.Errorf("marks are piled up: %q %v", name, err)
	}
	for _, name := range []string{"نور", "ક્ષમા", "👩\u200d🚀", "می\u200cخواهم", "Nguyễn", "ที่นี่"} {
		if got, err := properName(name); err != nil || got != name {
			t.Errorf("%q became %q %v", name, got, err)
		}
	}
}

func TestNamesakeAtTheDoorGetsANumber(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, first := h.joinWithCard("Ana")
		_, second := h.joinWithCard("ANA")
		if name := h.who(second.Token).Name; name != "ANA 2" {
			t.Errorf("the second came in as %q", name)
		}
		by := h.who(first.Token)
		wantKind(t, h.Describe(t.Context(), by, Self{Name: "Ana 2"}), fault.Invalid)
		if err := h.Describe(t.Context(), by, Self{Name: "Ana Luz", Pronouns: " she ", Line: "Here since the\x00 spring"}); err != nil {
			t.Fatal(err)
		}
		got, err := h.Persona(t.Context(), by)
		if want := (Self{"Ana Luz", "she", "Here since the spring"}); err != nil || got.Self != want {
			t.Errorf("described as %+v (%v), want %+v", got.Self, err, want)
		}
		if err := h.Describe(t.Context(), by, Self{Name: "ana luz"}); err != nil {
			t.Error("one's own name is nobody else's:", err)
		}
	})
}

func TestWhatIsTooLongIsNamed(t *testing.T) {
	err := Self{Name: "Ana", Pronouns: strings.Repeat("é", longestPronouns+1), Line: strings.Repeat("x", longestLine+1)}.Check()
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 2 || f.Fields[0].Name != "pronouns" || f.Fields[1].Name != "line" {
		t.Error(err)
	}
}

func TestMembersAreReadInPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var by Actor
		for _, name := range []string{"Zoë", "Bo", "Émile"} {
			_, in := h.joinWithCard(name)
			by = h.who(in.Token)
		}
		var names []string
		for after := ""; ; {
			some, err := h.Members(t.Context(), by, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(some) == 0 {
				break
			}
			for _, one := range some {
				names = append(names, one.Name)
			}
			after = some[len(some)-1].ID
		}
		if !slices.Equal(names, []string{"Bo", "Émile", "Zoë"}) {
			t.Error(names)
		}
		if some, err := h.Members(t.Context(), by, store.NewPersonID(), 2); err != nil || len(some) != 2 || some[0].Name != "Bo" {
			t.Errorf("after somebody who left it goes on with %v %v", some, err)
		}
		_, err := h.Members(t.Context(), Actor{Space: h.space}, "", 2)
		wantKind(t, err, fault.Forbidden)
	})
}

// TestACrowdHidesNobody: those who were there before a crowd came are found whatever the crowd calls itself.
func TestACrowdHidesNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Zoë")
		by := h.who(in.Token)
		h.clock.Add(24 * time.Hour)
		h.joinWithCard("Aaa")
		h.joinWithCard("Aab")
		if first, err := h.Longest(t.Context(), by, 1); err != nil || len(first) != 1 || first[0].Name != "Zoë" {
			t.Error(first, err)
		}
		_, err := h.Longest(t.Context(), Actor{Space: h.space}, 1)
		wantKind(t, err, fault.Forbidden)
	})
}

func TestLastUseIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var token string
		err := h.db.Write(t.Context(), func(tx *store.Tx) error {
			path, err := h.Invite(tx, Operator(), Invitation{Space: h.space, Name: "Guest", Role: Steward, Uses: 3, Expires: morning.Add(24 * time.Hour)})
			token = path[strings.LastIndexByte(path, '/')+1:]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		const n = 6
		done := make(chan error, n)
		for range n {
			go func() {
				offer, err := h.OfferCard(t.Context(), h.space, "there", "")
				if err == nil {
					_, err = h.EnterWithCard(t.Context(), h.space, offer.Code, Keys{}, false, h.Invited(h.space, token))
				}
				done <- err
			}()
		}
		in := 0
		for range n {
			switch err := <-done; {
			case err == nil:
				in++
			case fault.KindOf(err) != fault.NotFound:
				t.Error(err)
			}
		}
		if in != 3 {
			t.Errorf("%d came in by an invitation for 3", in)
		}
	})
}

func TestErasedIsGone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		code, in := h.joinWithCard("Ana")
		by := h.who(in.Token)
		if err := h.db.Write(t.Context(), func(tx *store.Tx) error { return Erase(tx, by.Persona) }); err != nil {
			t.Fatal(err)
		}
		_, _, err := h.Who(t.Context(), h.space, in.Token)
		wantKind(t, err, fault.NotFound)
		_, err = h.SignInWithCard(t.Context(), h.space, "there", code, false)
		wantKind(t, err, fault.Invalid)
	})
}
