package groups

import (
	"encoding/json"
	"slices"

	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
	"kith/internal/people"
)

// suitable checks what only a group knows: that there is one, with its agreement and its roles, and that nobody comes in with a
// role or a permission that is none of a group's.
func suitable(a *archive.Archive) error {
	if len(a.Rows["persona"]) == 0 || len(a.Rows["group_space"]) != 1 {
		return archive.Broken("the group")
	}
	for _, check := range []func(*archive.Archive) error{fitsGroup, fitsRoles, fitsAgreement, fitsGuests, fitsPlan} {
		if err := check(a); err != nil {
			return err
		}
	}
	return nil
}

// value reads one value of a row by the name of its column.
func value[T any](table string, row []any, name string) T {
	return row[archive.Place(table, name)].(T)
}

func fitsGroup(a *archive.Archive) error {
	group := a.Rows["group_space"][0]
	door, life := pack.Door(value[string]("group_space", group, "door")), Life(value[string]("group_space", group, "state"))
	if !slices.Contains([]pack.Door{pack.Open, pack.Ask, pack.Invitation}, door) || !slices.Contains([]Life{Forming, Meeting, Paused, Closing}, life) {
		return archive.Broken("the group")
	}
	object, silent := value[int64]("group_space", group, "object_days"), value[int64]("group_space", group, "silent_days")
	if object < leastObject || object > mostObject || silent < leastSilent || silent > mostSilent {
		return archive.Broken("the group")
	}
	if (life == Closing) != (len(a.Rows["farewell"]) == 1) {
		return archive.Broken("how the group ends")
	}
	return nil
}

// fitsRoles wants each term to be in a role that the group has, and each role to let do what a group's role can. A steward is
// no role of a group: whoever held it would be let in to the listings.
func fitsRoles(a *archive.Archive) error {
	kinds := map[string]bool{}
	for _, row := range a.Rows["role_kind"] {
		var may []pack.Permission
		if err := json.Unmarshal([]byte(value[string]("role_kind", row, "may")), &may); err != nil {
			return archive.Broken("a role")
		}
		role := value[string]("role_kind", row, "role")
		unknown := slices.ContainsFunc(may, func(p pack.Permission) bool { return !slices.Contains(pack.Permissions(), p) })
		if unknown || people.Role(role) == people.Steward {
			return archive.Broken("a role")
		}
		kinds[role] = true
	}
	for _, table := range []string{"role", "filling", "role_question", "handed_on"} {
		for _, row := range a.Rows[table] {
			if !kinds[value[string](table, row, "role")] {
				return archive.Broken("a term in a role")
			}
		}
	}
	return nil
}

// fitsGuests wants a guest to be one in both places, until the same day: whoever ends a guest's time ends no member, and
// nobody but a guest is there for a while.
func fitsGuests(a *archive.Archive) error {
	ends := map[string]int64{}
	for _, row := range a.Rows["persona"] {
		id, until, guest := value[string]("persona", row, "id"), value[int64]("persona", row, "until"), value[bool]("persona", row, "guest")
		if guest != (until != 0) {
			return archive.Broken("a guest")
		}
		if guest {
			ends[id] = until
		}
	}
	if len(a.Rows["guest"]) != len(ends) {
		return archive.Broken("a guest")
	}
	for _, row := range a.Rows["guest"] {
		var sees []Sight
		err := json.Unmarshal([]byte(value[string]("guest", row, "sees")), &sees)
		unknown := slices.ContainsFunc(sees, func(s Sight) bool { return !slices.Contains(Sights(), s) })
		if err != nil || unknown || ends[value[string]("guest", row, "persona_id")] != value[int64]("guest", row, "until") {
			return archive.Broken("a guest")
		}
	}
	return nil
}

// fitsPlan wants what stands in a plan to be what a group here could have planned.
func fitsPlan(a *archive.Archive) error {
	for _, row := range a.Rows["plan"] {
		need := Need{
			Concern: value[string]("plan", row, "concern"), Words: value[string]("plan", row, "words"), Attend: value[string]("plan", row, "attend"),
			Country: value[string]("plan", row, "country"), Cell: value[string]("plan", row, "cell"),
		}
		if need == (Need{}) {
			continue
		}
		need.Lang = value[string]("group_space", a.Rows["group_space"][0], "lang")
		if same, err := need.proper(); err != nil || same != need {
			return archive.Broken("the plan")
		}
	}
	for _, row := range a.Rows["plan_task"] {
		task := Task(value[string]("plan_task", row, "task"))
		known := false
		for _, t := range Tasks() {
			known = known || t.Task == task
		}
		if !known {
			return archive.Broken("a task")
		}
	}
	for _, row := range a.Rows["plan_place"] {
		var good []string
		err := json.Unmarshal([]byte(value[string]("plan_place", row, "good")), &good)
		if err != nil || slices.ContainsFunc(good, func(one string) bool { return !slices.Contains(PlaceChecks(), one) }) {
			return archive.Broken("a place")
		}
	}
	return nil
}

// fitsAgreement wants every version from the first to the one that holds, each with clauses.
func fitsAgreement(a *archive.Archive) error {
	agreed := value[int64]("group_space", a.Rows["group_space"][0], "agreed")
	if int64(len(a.Rows["agreement"])) != agreed || agreed < 1 {
		return archive.Broken("the agreement")
	}
	for _, row := range a.Rows["agreement"] {
		if v := value[int64]("agreement", row, "version"); v < 1 || v > agreed {
			return archive.Broken("the agreement")
		}
	}
	for _, row := range a.Rows["clause"] {
		known := slices.Contains(pack.Kinds(), pack.Kind(value[string]("clause", row, "kind")))
		if v := value[int64]("clause", row, "version"); v < 1 || v > agreed || !known {
			return archive.Broken("a clause")
		}
	}
	for _, row := range a.Rows["acceptance"] {
		if value[int64]("acceptance", row, "version") > agreed {
			return archive.Broken("what a member accepted")
		}
	}
	return nil
}
