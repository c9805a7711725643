package groups

import (
	"testing"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/people"
	"kith/internal/sealed"
	"kith/internal/store"
)

// TestAnArchiveThatWantsMore: what was put into an archive by a stranger's hand changes nothing.
func TestAnArchiveThatWantsMore(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, _ := v.packedUp()
		set := func(table, column string, value any) func(*archive.Archive) {
			return func(a *archive.Archive) { a.Rows[table][0][archive.Place(table, column)] = value }
		}
		adds := func(table string, row ...any) func(*archive.Archive) {
			return func(a *archive.Archive) { a.Rows[table] = append(a.Rows[table], row) }
		}
		for name, change := range map[string]func(*archive.Archive){
			"a steward's role":         set("role_kind", "role", string(people.Steward)),
			"a term as a steward":      set("role", "role", string(people.Steward)),
			"a permission of its own":  set("role_kind", "may", `["everything"]`),
			"a door of its own":        set("group_space", "door", "none"),
			"a life of its own":        set("group_space", "state", "gone"),
			"an agreement ahead":       set("group_space", "agreed", int64(7)),
			"a clause of no agreement": set("clause", "version", int64(9)),
			"a clause of no kind":      set("clause", "kind", "curse"),
			"a version ahead":          set("acceptance", "version", int64(3)),
			"a name of no letters":     set("persona", "name", "\u200b"),
			"a name turned round":      set("persona", "name", "a\u202eb"),
			"a time to object":         set("group_space", "object_days", int64(0)),
			"a time to be silent":      set("group_space", "silent_days", int64(3000)),
			"an end without a word":    set("group_space", "state", string(Closing)),
			"a filling of no role":     adds("filling", store.NewPersonID(), "king", ana.Persona, ByHands, "", int64(v.today()), int64(v.today()), false),
			"a member who ends":        set("persona", "until", int64(v.today())),
			"a guest without a time":   set("persona", "guest", true),
			"a member ended as guest":  adds("guest", ana.Persona, store.NewPersonID(), "Ends", `[]`, int64(v.today()), ""),
			"a plan about nothing":     adds("plan", int64(v.today()), "no_such_thing", "", "online", "US", "", "", "", int64(0), int64(0), ""),
			"a plan with a point":      adds("plan", int64(v.today()), "grief", "", "in_person", "", "37.80,-122.27", "", "", int64(0), int64(0), ""),
			"a task of its own":        adds("plan_task", "revenge", "", int64(v.today()), int64(0)),
			"a place with more":        adds("plan_place", store.NewPersonID(), "Here", `["secret"]`),
			"keys of nobody":           set("persona", "public_keys", "AQID"),
			"keys of somebody else":    set("persona", "public_keys", keysOf(t, v.space, store.NewPersonID(), sealed.Card).Public),
			"keys of another space":    set("persona", "public_keys", keysOf(t, store.NewPersonID(), ana.Persona, sealed.Card).Public),
			"wrapped keys alone":       set("credential", "wrapped_keys", keysOf(t, v.space, ana.Persona, sealed.Card).Wrapped),
			"a card like a passkey": func(a *archive.Archive) {
				k := keysOf(t, v.space, ana.Persona, sealed.PRF)
				for _, row := range a.Rows["persona"] {
					if row[0] == ana.Persona {
						row[archive.Place("persona", "public_keys")] = k.Public
					}
				}
				set("credential", "wrapped_keys", k.Wrapped)(a)
			},
			"nobody in it": func(a *archive.Archive) { a.Rows["persona"] = nil },
			"two groups": func(a *archive.Archive) {
				a.Rows["group_space"] = append(a.Rows["group_space"], a.Rows["group_space"][0])
			},
			"no agreement": func(a *archive.Archive) { a.Rows["agreement"], a.Rows["clause"] = nil, nil },
		} {
			to := elsewhere(t, v.db.Engine(), v)
			a := v.carried(ana)
			change(a)
			if err := to.Bring(t.Context(), people.Operator(), Bringing{Archive: a, Listing: unlisted}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			to.holdsOnly()
		}
	})
}

// TestAnArchiveTakesNothingOfOthers: a persona, a card or a note that is somebody's here already is nobody else's.
func TestAnArchiveTakesNothingOfOthers(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana, _ := v.packedUp()
		for _, table := range []string{"persona", "credential"} {
			a := v.carried(ana)
			a.Manifest.Space = store.NewPersonID()
			if table == "credential" {
				a = v.renamed(a)
			}
			if err := v.Bring(t.Context(), people.Operator(), Bringing{Archive: a, Listing: unlisted}); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", table, err)
			}
			if _, err := v.Doorway(t.Context(), Way{Space: a.Manifest.Space}); fault.KindOf(err) != fault.NotFound {
				t.Error("it is there: ", err)
			}
		}
	})
}

// renamed gives every persona of an archive another id.
func (v *village) renamed(a *archive.Archive) *archive.Archive {
	names := map[any]string{}
	for _, row := range a.Rows["persona"] {
		names[row[0]] = store.NewPersonID()
	}
	for _, rows := range a.Rows {
		for _, row := range rows {
			for i, value := range row {
				if other, ok := names[value]; ok {
					row[i] = other
				}
			}
		}
	}
	return a
}
