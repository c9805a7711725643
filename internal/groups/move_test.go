package groups

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/archive"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

const day = 24 * time.Hour

// mayLeave lets somebody hold a role that may take the group elsewhere.
func (v *village) mayLeave(who people.Actor, role people.Role) people.Actor {
	v.t.Helper()
	err := v.db.Write(v.t.Context(), func(tx *store.Tx) error {
		return v.persons.Hold(tx, people.Term{Persona: who.Persona, Role: role, How: ByHands}, 365, "")
	})
	if err != nil {
		v.t.Fatal(err)
	}
	who.Roles = append(who.Roles, role)
	return who
}

// leavers are the roles of a pack that may take the group elsewhere.
func leavers(t *testing.T, id string) (roles []people.Role) {
	t.Helper()
	p, _ := pack.Find(id)
	for _, r := range p.Roles {
		if r.Holds(pack.Leave) {
			roles = append(roles, people.Role(r.ID))
		}
	}
	if len(roles) < 2 {
		t.Fatal("too few roles may leave: ", roles)
	}
	return roles
}

func (v *village) movePlan() MovePlan {
	return MovePlan{Address: "https://new.example", Decided: v.today(), How: "By a show of hands.", Notice: 14, Keep: 365, Shown: true}
}

// waiting is the step that waits, by its id.
func (v *village) waiting(by people.Actor, step Step) string {
	v.t.Helper()
	m, err := v.Move(v.t.Context(), by)
	if err != nil {
		v.t.Fatal(err)
	}
	i := slices.IndexFunc(m.Waits, func(s MoveStep) bool { return s.Step == step })
	if i < 0 {
		v.t.Fatalf("%s does not wait: %+v", step, m)
	}
	return m.Waits[i].ID
}

// packedUp is a group of two, Ana with a card and Ben with a passkey alone, that is packed up.
func (v *village) packedUp() (ana, ben people.Actor) {
	v.t.Helper()
	ctx := v.t.Context()
	roles := leavers(v.t, "grief-and-family")
	ana, ben = v.mayLeave(v.founds("Ana"), roles[0]), v.mayLeave(v.founds("Ben"), roles[1])
	err := v.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE credential SET kind = 'passkey', public_key = 'a key' WHERE persona_id = $1`, ben.Persona)
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	if err := v.AskToMove(ctx, ana, v.movePlan()); err != nil {
		v.t.Fatal(err)
	}
	if err := v.JoinStep(ctx, ben, Away, v.waiting(ben, Away)); err != nil {
		v.t.Fatal(err)
	}
	v.clock.Add(14 * day)
	if err := v.PackUp(ctx, ana); err != nil {
		v.t.Fatal(err)
	}
	return ana, ben
}

// TestMovingTakesTwoAndTime: one alone moves nothing, and members are told first.
func TestMovingTakesTwoAndTime(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx, roles := t.Context(), leavers(t, "grief-and-family")
		ana, ben, cleo := v.mayLeave(v.founds("Ana"), roles[0]), v.mayLeave(v.founds("Ben"), roles[1]), v.founds("Cleo")
		wantKind(t, v.AskToMove(ctx, cleo, v.movePlan()), fault.Forbidden) // a founder may not
		wantKind(t, v.AskToMove(ctx, people.Actor{}, v.movePlan()), fault.NotFound)
		wantKind(t, v.PackUp(ctx, ana), fault.Conflict)
		if err := v.AskToMove(ctx, ana, v.movePlan()); err != nil {
			t.Fatal(err)
		}
		id := v.waiting(cleo, Away)
		wantKind(t, v.JoinStep(ctx, ana, Away, id), fault.Conflict)
		wantKind(t, v.JoinStep(ctx, cleo, Away, id), fault.Forbidden)
		if err := v.JoinStep(ctx, ben, Away, id); err != nil {
			t.Fatal(err)
		}
		m, err := v.Move(ctx, cleo)
		if err != nil || m.Going != Announced || m.Ready != v.today().AddDays(14) || m.Address != "https://new.example" {
			t.Errorf("%+v %v", m, err)
		}
		acts, err := v.Record(ctx, cleo, 0)
		if err != nil || acts[0].Act != "move_decided" || acts[0].By != "Ana" || acts[0].With != "Ben" || !strings.Contains(acts[0].Words, "By a show of hands.") {
			t.Error(acts, err)
		}
		wantKind(t, v.PackUp(ctx, ana), fault.Conflict) // too early
		_, _, err = v.Carry(ctx, ana, "https://old.example")
		wantKind(t, err, fault.Conflict)
		v.clock.Add(14 * day)
		wantKind(t, v.PackUp(ctx, cleo), fault.Forbidden)
		if err := v.Changeable(ctx, v.space); err != nil {
			t.Error(err)
		}
		if err := v.PackUp(ctx, ana); err != nil {
			t.Fatal(err)
		}
		wantKind(t, v.Changeable(ctx, v.space), fault.Conflict)
		if err := v.PackUp(ctx, ben); err != nil {
			t.Error("it is packed up already, so the other can take it too: ", err)
		}
		_, _, err = v.Carry(ctx, cleo, "https://old.example")
		wantKind(t, err, fault.Forbidden)
		long := ana
		long.Proved = false
		_, _, err = v.Carry(ctx, long, "https://old.example") // a device that was left open
		wantKind(t, err, fault.Forbidden)

		// It stays after all.
		if err := v.AskStep(ctx, ben, Stay); err != nil {
			t.Fatal(err)
		}
		if err := v.JoinStep(ctx, ana, Stay, v.waiting(ana, Stay)); err != nil {
			t.Fatal(err)
		}
		if err := v.Changeable(ctx, v.space); err != nil {
			t.Error(err)
		}
		wantKind(t, v.AskStep(ctx, ana, Arrived), fault.Conflict)
	})
}

func TestPlansThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ana := v.mayLeave(v.founds("Ana"), leavers(t, "grief-and-family")[0])
		for name, change := range map[string]func(*MovePlan){
			"no host":        func(p *MovePlan) { p.Address = "https://" },
			"plain":          func(p *MovePlan) { p.Address = "http://new.example" },
			"a path":         func(p *MovePlan) { p.Address = "https://new.example/x" },
			"a password":     func(p *MovePlan) { p.Address = "https://a:b@new.example" },
			"a script":       func(p *MovePlan) { p.Address = "javascript:alert(1)" },
			"tomorrow":       func(p *MovePlan) { p.Decided = v.today() + 1 },
			"no decision":    func(p *MovePlan) { p.How = " " },
			"told too late":  func(p *MovePlan) { p.Notice = leastNotice - 1 },
			"too long ahead": func(p *MovePlan) { p.Notice = mostNotice + 1 },
			"for ever":       func(p *MovePlan) { p.Keep = mostShown + 1 },
		} {
			p := v.movePlan()
			change(&p)
			if err := v.AskToMove(t.Context(), ana, p); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// elsewhere is another server.
func elsewhere(t *testing.T, engine store.Engine, v *village) *village {
	t.Helper()
	db := storetest.New(t, engine)
	p, err := people.New(people.Options{DB: db, Clock: v.clock, BaseURL: "https://new.example"})
	if err != nil {
		t.Fatal(err)
	}
	return &village{Groups: New(db, v.clock, p), t: t, db: db, clock: v.clock, persons: p, space: v.space}
}

func unlisted(*store.Tx) (string, error) { return "", nil }

// carried is the archive of a packed-up group, through its file.
func (v *village) carried(by people.Actor) *archive.Archive {
	v.t.Helper()
	a, group, err := v.Carry(v.t.Context(), by, "https://old.example")
	if err != nil {
		v.t.Fatal(err)
	}
	if group.Name != "Tuesday grief" {
		v.t.Error(group)
	}
	pass := people.NewPassphrase()
	var file bytes.Buffer
	if err := a.Write(&file, pass); err != nil {
		v.t.Fatal(err)
	}
	if strings.Contains(file.String(), "By a show of hands.") {
		v.t.Error("the file can be read without its passphrase")
	}
	a, err = archive.Read(&file, pass)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

// TestAGroupMoves goes from one server to another and back to nothing at the first.
func TestAGroupMoves(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		seeker, err := v.Knock(ctx, v.space, "there", true, "May I come?")
		if err != nil {
			t.Fatal(err)
		}
		ana, ben := v.packedUp()
		way, err := v.Elsewhere(ctx, ben)
		if err != nil || way.Secret == "" {
			t.Fatal(way, err)
		}
		if with, err := v.Elsewhere(ctx, ana); err != nil || with.Secret != "" {
			t.Error("a card works on: ", with, err)
		}
		a := v.carried(ana)
		to := elsewhere(t, v.db.Engine(), v)
		b := Bringing{Archive: a, Listing: unlisted, DryRun: true}
		wantKind(t, to.Bring(ctx, ana, b), fault.Forbidden)
		if err := to.Bring(ctx, people.Operator(), b); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Doorway(ctx, Way{Space: v.space}); fault.KindOf(err) != fault.NotFound {
			t.Error("a dry run keeps nothing: ", err)
		}
		b.DryRun = false
		if err := to.Bring(ctx, people.Operator(), b); err != nil {
			t.Fatal(err)
		}
		wantKind(t, to.Bring(ctx, people.Operator(), b), fault.Conflict)

		// Ana is who she was, in her role, and reads where the group came from.
		acts, err := to.Record(ctx, ana, 0)
		if err != nil || acts[0].Act != "move_arrived" || !acts[0].Outside || acts[0].Words != "https://old.example" || acts[1].Act != "move_packed" || acts[1].By != "Ana" {
			t.Error(acts, err)
		}
		members, err := to.persons.Members(ctx, ana, "", 9)
		if err != nil || len(members) != 2 || members[0].Name != "Ana" || members[0].ID != ana.Persona {
			t.Error(members, err)
		}
		if _, err := to.Knocked(ctx, Way{Space: v.space, Knock: seeker}); err != nil {
			t.Error("the seeker's page: ", err)
		}

		// Ben comes in once, by his own way.
		comer, err := to.Comer(ctx, v.space, way.Secret)
		if err != nil || comer.Persona != ben.Persona || comer.Self.Name != "Ben" {
			t.Fatal(comer, err)
		}
		come := func(persona string) (people.SignedIn, error) {
			offer, err := to.persons.OfferReturn(ctx, v.space, persona, "there", "")
			if err != nil {
				t.Fatal(err)
			}
			return to.persons.EnterWithCard(ctx, v.space, offer.Code, people.Keys{}, false, to.Return(v.space, way.Secret))
		}
		if _, err := come(ana.Persona); fault.KindOf(err) != fault.NotFound {
			t.Error("a way is its own member's alone: ", err)
		}
		in, err := come(ben.Persona)
		if err != nil {
			t.Fatal(err)
		}
		if who, _, err := to.persons.Who(ctx, v.space, in.Token); err != nil || who.Persona != ben.Persona || len(who.Roles) != len(ben.Roles) {
			t.Error(who, err)
		}
		if _, err := come(ben.Persona); fault.KindOf(err) != fault.NotFound {
			t.Error("a way opens once: ", err)
		}

		// The old place keeps the way and nothing else.
		wantKind(t, v.AskStep(ctx, ana, Arrived), fault.Conflict) // others can still stay
		v.clock.Add(leastStill * day)
		if err := v.AskStep(ctx, ana, Arrived); err != nil {
			t.Fatal(err)
		}
		if err := v.JoinStep(ctx, ben, Arrived, v.waiting(ben, Arrived)); err != nil {
			t.Fatal(err)
		}
		v.holdsOnly("space", "persona", "credential", "session", "moving_way", "departure", "knock")
		if _, err := v.Doorway(ctx, Way{Space: v.space}); fault.KindOf(err) != fault.NotFound {
			t.Error("a stranger learns of it: ", err)
		}
		if way, err = v.Elsewhere(ctx, ben); err != nil || way.Going != Gone || way.Secret == "" || way.How != "" {
			t.Error(way, err)
		}
		if address, err := v.KnockedElsewhere(ctx, Way{Space: v.space, Knock: seeker}); err != nil || address != "https://new.example" {
			t.Error(address, err)
		}
		if _, err := v.KnockedElsewhere(ctx, Way{Space: v.space, Knock: "other"}); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		if address, err := v.ListedElsewhere(ctx, v.listing); err != nil || address != "https://new.example/g/"+v.space+"/door" {
			t.Error(address, err)
		}
		v.clock.Add(366 * day)
		if err := EndMoves(ctx, v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		v.holdsOnly()
	})
}

// holdsOnly looks for what is left of the village's space, in every table, and for words of its members.
func (v *village) holdsOnly(tables ...string) {
	v.t.Helper()
	all := peopled(v.t, v.db)
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) error {
		for table, columns := range all {
			of := "space_id = $1"
			switch {
			case table == "space":
				of = "id = $1"
			case !slices.Contains(columns, "space_id"):
				of = belongingOf(table, false).of
			}
			n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM `+table+` WHERE `+of, v.space))
			if err != nil {
				return err
			}
			if n > 0 && !slices.Contains(tables, table) {
				v.t.Errorf("%d rows are left in %s", n, table)
			}
		}
		said, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM persona WHERE space_id = $1 AND (name || line || pronouns || likeness || public_keys <> '' OR removed > 0)`, v.space))
		if err == nil && said > 0 {
			v.t.Error("what members said of themselves is left")
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// TestWhatIsForgottenAboutIsErased: nobody says that the group arrived.
func TestWhatIsForgottenAboutIsErased(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, ben := v.packedUp()
		v.clock.Add(stillDays * day)
		if err := EndMoves(t.Context(), v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Group(t.Context(), ben); err != nil {
			t.Error("its last day has not passed: ", err)
		}
		v.clock.Add(day)
		if err := EndMoves(t.Context(), v.db, v.clock); err != nil {
			t.Fatal(err)
		}
		v.holdsOnly("space", "persona", "credential", "session", "moving_way", "departure", "knock")
	})
}

// peopled gives the columns of every table that holds something of a space or a persona.
func peopled(t *testing.T, db *store.DB) map[string][]string {
	t.Helper()
	query := `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`
	if db.Engine() == store.SQLite {
		query = `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	}
	all := map[string][]string{}
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		scan := func(r store.Row) (c [2]string, err error) {
			err = r.Scan(&c[0], &c[1])
			return c, err
		}
		columns, err := store.Collect(tx, scan, query)
		for _, c := range columns {
			all[c[0]] = append(all[c[0]], c[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(all, func(table string, columns []string) bool {
		return table != "space" && !slices.Contains(columns, "space_id") && !slices.Contains(columns, "persona_id") && !slices.Contains(columns, "credential_id")
	})
	return all
}

// TestEverythingOfAGroupIsCarriedOrNamed: a table or a column that holds something of a space goes along, or a reason says
// why not.
func TestEverythingOfAGroupIsCarriedOrNamed(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		all := peopled(t, v.db)
		delete(all, "space") // its id and its age stand in the manifest
		known := map[string]bool{}
		for _, left := range archive.LeftOut() {
			known[left.Name] = true
			if left.Why == "" || left.Spaced != slices.Contains(all[left.Name], "space_id") {
				t.Errorf("%+v", left)
			}
		}
		for _, c := range archive.Tables() {
			known[c.Name] = true
			if c.Spaced != slices.Contains(all[c.Name], "space_id") {
				t.Errorf("%s: Spaced is %v", c.Name, c.Spaced)
			}
			for _, column := range all[c.Name] {
				named := archive.LeftBehind()[c.Name+"."+column] != "" || column == "space_id"
				if carried := archive.Place(c.Name, column) >= 0; carried == named {
					t.Errorf("%s.%s is carried: %v, named as left behind: %v", c.Name, column, carried, named)
				}
			}
		}
		for table := range all {
			if !known[table] {
				t.Errorf("%s is neither carried nor named as left out", table)
			}
		}
		for table := range known {
			if all[table] == nil {
				t.Errorf("there is no table %s", table)
			}
		}
	})
}
