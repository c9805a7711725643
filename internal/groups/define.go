package groups

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// actRole is a change of what a role may do, as an act that takes two.
const actRole = "role"

// RoleChange is a change of a role that waits for a second member.
type RoleChange struct {
	ID    string
	By    string // the name of who began it
	Mine  bool   // the actor did
	May   bool   // the actor may join in
	Fresh bool   // the role is new
	Was   RoleKind
	Now   RoleKind
}

// Define adds a role (with an empty id), or changes one. Terms that run keep their end. Roles with the permission "roles"
// may. What gives power or takes it away waits for a second member who may (waits is then true), so that nobody alone makes
// themself or others mighty: for another holder of "roles", or any member where there is none; only who is alone in a group
// need not wait. Invalid names the inputs that cannot be; Conflict when too few needed roles would hold a permission that
// the group cannot do without, when a change of this role waits already, or when there are thirty roles; NotFound when
// there is no such role or it was retired.
func (g *Groups) Define(ctx context.Context, by people.Actor, kind RoleKind) (waits bool, err error) {
	kind, err = kind.proper()
	if err != nil {
		return false, err
	}
	kind.Retired = false
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		waits, err = g.define(tx, by, kind)
		return err
	})
	return waits, err
}

// Retire takes a role away: nobody is chosen for it any more, and whoever holds it keeps their term. Who may, and errors,
// are as for Define.
func (g *Groups) Retire(ctx context.Context, by people.Actor, role people.Role) (waits bool, err error) {
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Roles); err != nil {
			return err
		}
		kind, err := kindOf(tx, by.Space, role)
		if err != nil {
			return err
		}
		kind.Retired = true
		waits, err = g.define(tx, by, kind)
		return err
	})
	return waits, err
}

func (g *Groups) define(tx *store.Tx, by people.Actor, kind RoleKind) (waits bool, err error) {
	if _, err := mayDo(tx, by, pack.Roles); err != nil {
		return false, err
	}
	kinds, err := kindsOf(tx, by.Space)
	if err != nil {
		return false, err
	}
	was, err := named(kinds, kind.Role)
	if err != nil {
		return false, err
	}
	if was.Role == "" {
		kind.Role = people.Role(store.NewPersonID())
	}
	if err := fits(kinds, kind); err != nil {
		return false, err
	}
	if pending, err := g.joints(tx, by.Space, actRole); err != nil || slices.ContainsFunc(pending, func(j joint) bool { return j.subject == string(kind.Role) }) {
		return false, orWaits(err)
	}
	alone, err := g.alone(tx, by.Space)
	if err != nil || alone || !powerful(was, kind) {
		return false, orElse(err, func() error { return g.carryOut(tx, by, "", was, kind) })
	}
	takes, err := g.seconds(tx, by.Space)
	if err != nil {
		return false, err
	}
	draft, err := json.Marshal(kind)
	if err == nil {
		_, err = g.propose(tx, by, actRole, string(kind.Role), string(draft), takes)
	}
	return true, err
}

func orWaits(err error) error {
	if err == nil {
		err = fault.New(fault.Conflict, "joint.waits", nil)
	}
	return err
}

// orElse goes on where nothing went wrong.
func orElse(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// named finds the role that is to be changed; none for an empty id. NotFound when there is none that can be.
func named(kinds []RoleKind, role people.Role) (RoleKind, error) {
	if role == "" {
		return RoleKind{}, nil
	}
	i := slices.IndexFunc(kinds, func(k RoleKind) bool { return k.Role == role })
	if i < 0 || kinds[i].Retired || role == Founder {
		return RoleKind{}, fault.New(fault.NotFound, "", nil)
	}
	return kinds[i], nil
}

// powerful says whether a change gives power or takes it: what a role may do, who can come to hold it and for how long, that
// the group can do without it, that it is gone.
func powerful(was, now RoleKind) bool {
	may := func(k RoleKind) []pack.Permission { return slices.Sorted(slices.Values(k.May)) }
	if !slices.Equal(may(was), may(now)) || was.Board != now.Board {
		return true
	}
	return (now.Board || len(now.May) > 0) && (now.Retired || now.Needed != was.Needed || now.Seats != was.Seats ||
		now.TermDays != was.TermDays || now.GapDays != was.GapDays || now.NeededDays != was.NeededDays)
}

// fits refuses a change after which a group could lock itself out, or could not be overlooked.
func fits(kinds []RoleKind, kind RoleKind) error {
	after := slices.Clone(kinds)
	if i := slices.IndexFunc(after, func(k RoleKind) bool { return k.Role == kind.Role }); i >= 0 {
		after[i] = kind
	} else {
		after = append(after, kind)
	}
	after = slices.DeleteFunc(after, func(k RoleKind) bool { return k.Retired || k.Role == Founder })
	if len(after) > pack.MaxRoles {
		return fault.New(fault.Conflict, "role.many", map[string]any{"most": pack.MaxRoles})
	}
	for _, p := range pack.Permissions() {
		if needs := pack.Holders(p); holding(after, p) < min(needs, holding(kinds, p)) {
			return fault.New(fault.Conflict, "role.holders."+string(p), map[string]any{"n": needs})
		}
	}
	return nil
}

// holding counts the needed roles that hold a permission.
func holding(kinds []RoleKind, p pack.Permission) (n int) {
	for _, k := range kinds {
		if k.Needed && !k.Retired && slices.Contains(k.May, p) {
			n++
		}
	}
	return n
}

// alone says whether a group has one member who can come in, and has nobody to ask.
func (g *Groups) alone(tx *store.Tx, space string) (bool, error) {
	n, err := g.countActive(tx, space)
	return n == 1, err
}

// seconds is what it takes to join in a change of a role: the permission "roles" where two hold it, else nothing.
func (g *Groups) seconds(tx *store.Tx, space string) (pack.Permission, error) {
	kinds, err := kindsOf(tx, space)
	if err != nil {
		return "", err
	}
	terms, err := g.people.Terms(tx, space)
	held := map[string]bool{}
	for _, k := range kinds {
		for _, t := range terms[k.Role] {
			if slices.Contains(k.May, pack.Roles) {
				held[t.Persona] = true
			}
		}
	}
	if len(held) < 2 {
		return "", err
	}
	return pack.Roles, err
}

// carryOut writes a change and tells the group.
func (g *Groups) carryOut(tx *store.Tx, by people.Actor, with string, was, kind RoleKind) error {
	place, err := store.Scalar[int](tx.QueryRow(`SELECT COALESCE(MAX(place), 0) + 1 FROM role_kind WHERE space_id = $1`, by.Space))
	if err != nil {
		return err
	}
	if !holds(kind, pack.Represent) {
		if err := g.recallRole(tx, by.Space, kind.Role); err != nil {
			return err
		}
	}
	if err := putRole(tx, by.Space, place, kind); err != nil {
		return err
	}
	if !slices.Equal(was.Checklist, kind.Checklist) { // what was ticked was another list
		if _, err := tx.Exec(`DELETE FROM handed_on WHERE space_id = $1 AND role = $2`, by.Space, string(kind.Role)); err != nil {
			return err
		}
	}
	if kind.Retired {
		if err := g.emptyFillings(tx, by.Space, kind.Role); err != nil {
			return err
		}
	}
	act := "role_changed"
	switch {
	case was.Role == "":
		act = "role_added"
	case kind.Retired:
		act = "role_retired"
	}
	r := Recorded{Act: act, By: by.Persona, With: with, Words: kind.Name}
	if with != "" {
		r.Act, r.By, r.With = act+"_together", with, by.Persona
	}
	return g.note(tx, by.Space, r)
}

// RoleChanges lists the changes of roles that wait for a second member, the oldest first. Members only.
func (g *Groups) RoleChanges(ctx context.Context, by people.Actor) (all []RoleChange, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = g.roleChanges(tx, by)
		return err
	})
	return all, err
}

func (g *Groups) roleChanges(tx *store.Tx, by people.Actor) (all []RoleChange, err error) {
	waiting, err := g.joints(tx, by.Space, actRole)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	takes, err := g.seconds(tx, by.Space)
	if err != nil {
		return nil, err
	}
	may := g.personaMay(tx, by.Space, by.Persona, takes)
	if may != nil && fault.KindOf(may) != fault.Forbidden {
		return nil, may
	}
	for _, j := range waiting {
		one, err := g.roleChange(tx, by, j)
		if err != nil {
			return nil, err
		}
		if one.May = may == nil && !one.Mine; one.May {
			err = g.mustBeKnown(tx, by, j, takes)
			one.May = err == nil
		}
		if fault.KindOf(err) != fault.Forbidden && err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (g *Groups) roleChange(tx *store.Tx, by people.Actor, j joint) (RoleChange, error) {
	c := RoleChange{ID: j.id, Mine: j.by == by.Persona}
	if err := json.Unmarshal([]byte(j.words), &c.Now); err != nil {
		return c, err
	}
	who, err := g.people.Member(tx, by.Space, j.by)
	if err != nil {
		return c, err
	}
	c.By = who.Name
	c.Was, err = kindOf(tx, by.Space, c.Now.Role)
	if c.Fresh = fault.KindOf(err) == fault.NotFound && err != nil; c.Fresh {
		err = nil
	}
	return c, err
}

// JoinRoleChange carries out a change of a role that another member began. Roles with the permission "roles" may, or every
// member where only one holds it. Errors are as for Define; NotFound when it does not wait any more, Conflict when the actor
// began it.
func (g *Groups) JoinRoleChange(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		takes, err := g.seconds(tx, by.Space)
		if err != nil {
			return err
		}
		j, err := g.second(tx, by, actRole, id, takes)
		if err != nil {
			return err
		}
		if err := g.personaMay(tx, by.Space, j.by, pack.Roles); err != nil {
			return err
		}
		c, err := g.roleChange(tx, by, j)
		if err != nil {
			return err
		}
		kinds, err := kindsOf(tx, by.Space)
		if err != nil {
			return err
		}
		if err := fits(kinds, c.Now); err != nil {
			return err
		}
		return g.carryOut(tx, by, j.by, c.Was, c.Now)
	})
}

// TakeBackRoleChange ends the waiting of a change that the actor began. NotFound when there is none.
func (g *Groups) TakeBackRoleChange(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		return g.takeBack(tx, by, actRole, id)
	})
}

// proper is a role as it is kept. Invalid names the inputs that cannot be: "name", "does", "seats", "term", "gap",
// "membership", "checklist", "may".
func (k RoleKind) proper() (RoleKind, error) {
	var wrong fault.Problems
	k.Name, k.Does = oneLine(k.Name), oneLine(k.Does)
	for name, text := range map[string]string{"name": k.Name, "does": k.Does} {
		most := map[string]int{"name": pack.MaxName, "does": pack.MaxSentence}[name]
		if text == "" {
			wrong.Add(name, "role.missing", nil)
		}
		if utf8.RuneCountInString(text) > most {
			wrong.Add(name, "persona.long", map[string]any{"most": most})
		}
	}
	for _, one := range []struct {
		name           string
		n, least, most int
	}{{"seats", k.Seats, 1, pack.MaxSeats}, {"term", k.TermDays, 1, pack.MaxTerm}, {"gap", k.GapDays, 0, pack.MaxTerm}, {"membership", k.NeededDays, 0, pack.MaxTerm}} {
		if one.n < one.least || one.n > one.most {
			wrong.Add(one.name, "role.number", map[string]any{"least": one.least, "most": one.most})
		}
	}
	if slices.ContainsFunc(k.May, func(p pack.Permission) bool { return !slices.Contains(pack.Permissions(), p) }) {
		wrong.Add("may", "role.may.unknown", nil)
	}
	k.May = slices.Compact(slices.Sorted(slices.Values(k.May)))
	var points []string
	for _, point := range k.Checklist {
		if point = oneLine(point); point != "" {
			points = append(points, point)
		}
	}
	k.Checklist = points
	tooLong := func(point string) bool { return utf8.RuneCountInString(point) > pack.MaxSentence }
	if len(points) > pack.MaxPoints || slices.ContainsFunc(points, tooLong) {
		wrong.Add("checklist", "role.checklist.long", map[string]any{"n": pack.MaxPoints, "most": pack.MaxSentence})
	}
	return k, wrong.Err()
}

// oneLine is proper text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(proper(text)), " ") }
