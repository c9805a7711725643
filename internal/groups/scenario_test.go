package groups

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// act is an operation that takes an actor, and one way to ask for it. It is asked for with things that are not there, or are
// harmless: what counts is whether the person is let through to them.
type act struct {
	method string
	ask    func(ctx context.Context, v *scenario, by people.Actor) error
}

// acts are all of them, in a person's words.
func acts(t *testing.T) map[string]act {
	t.Helper()
	all := map[string]act{}
	for _, some := range []map[string]act{doorActs, roleActs, lifeActs, careActs, safetyActs, moveActs, bodyActs} {
		for name, a := range some {
			if all[name].method != "" {
				t.Fatal("there are two acts in the same words: ", name)
			}
			all[name] = a
		}
	}
	return all
}

// noUnless turns a plain answer into a refusal.
func noUnless(may bool, err error) error {
	if err == nil && !may {
		err = fault.New(fault.Forbidden, "", nil)
	}
	return err
}

// guestOnly: what is nobody's but a guest's is not there for others.
func guestOnly(by people.Actor, err error) error {
	if err != nil && !by.Guest {
		err = fault.New(fault.Forbidden, "", nil)
	}
	return err
}

// opens asks for a listing that is not there; who may is told so.
func opens(ctx context.Context, v *scenario, by people.Actor) error {
	_, err := v.Open(ctx, by, Opening{Listing: "x", Pack: "open-circle"})
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// leaves leaves as the words say, or tries it and takes it back where that would be done.
func (s *scenario) leaves(ctx context.Context, by people.Actor, leave func(context.Context, people.Actor) error) error {
	if by.Persona == "" || by.Space != s.space {
		return leave(ctx, by)
	}
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		if err := s.leave(tx, by); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// permitted says whether somebody was let through: what they asked for may still be missing, or be decided otherwise.
func permitted(by people.Actor, err error) bool {
	switch fault.KindOf(err) {
	case fault.Forbidden:
		return false
	case fault.NotFound: // a stranger to the space is told that there is none
		return by.Persona != ""
	}
	return true
}

// scenario is a village with somebody in every position. Ana and Hadi removed Rita, who appealed, and vouched for Mo, who lost
// every way in. Somebody has left a note that they did too, for whom nobody vouches.
type scenario struct {
	*village
	actors   map[string]people.Actor
	recovery string // Mo's
}

func newScenario(v *village) *scenario {
	v.t.Helper()
	s := &scenario{v, map[string]people.Actor{}, ""}
	ana := v.founds("Ana")
	for role, name := range map[people.Role]string{"host": "Hadi", "door": "Noor", "coordinator": "Cora", "": "Mo"} {
		by := v.founds(name)
		if err := v.LayDown(v.t.Context(), by, Founder); err != nil {
			v.t.Fatal(err)
		}
		if role != "" {
			if err := v.serves(ana, role, by); err != nil {
				v.t.Fatal(err)
			}
		}
		s.actors[name] = by
	}
	s.actors["Ana"] = ana
	s.actors["Gus"] = v.guest(ana, "Gus")
	s.actors["Rita"] = v.invited(ana, "Rita")
	s.actors["Rafa"] = v.speaks(v.invited(ana, "Rafa"))
	left := v.invited(ana, "Leo")
	if err := v.Leave(v.t.Context(), left); err != nil {
		v.t.Fatal(err)
	}
	s.actors["Leo"] = people.Actor{} // no session of a former member holds
	for name, by := range s.actors {
		if by.Persona != "" && !by.Guest {
			s.actors[name] = v.again(by)
		}
	}
	s.troubled()
	s.actors["Sam"] = people.Actor{}
	s.actors["Dora"] = people.Actor{Space: v.space, Kind: Kind}
	s.actors["Stella"] = people.Actor{Space: store.NewPersonID(), Kind: people.Clearinghouse, Persona: store.NewPersonID(), Roles: []people.Role{people.Steward}}
	s.actors["the operator"] = people.Operator()
	return s
}

// troubled lets happen what nobody hopes for.
func (s *scenario) troubled() {
	s.t.Helper()
	s.vouch()
	s.removes(s.actors["Ana"], s.actors["Hadi"], s.actors["Rita"], 30)
	s.actors["Rita"] = s.later(s.actors["Rita"])
	if err := s.AppealRemoval(s.t.Context(), s.actors["Rita"], "Please look again."); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.Lose(s.t.Context(), s.space, "there", "It is me. My bag is gone."); err != nil {
		s.t.Fatal(err)
	}
}

// invited is somebody who came in by a link.
func (v *village) invited(by people.Actor, name string) people.Actor {
	v.t.Helper()
	path, err := v.Invite(v.t.Context(), by, 1, 7)
	if err != nil {
		v.t.Fatal(err)
	}
	who, err := v.comes(name, Way{Space: v.space, Invitation: path[strings.LastIndex(path, "/")+1:]}, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	return who
}

// speaks lets somebody hold a role that speaks for the group elsewhere.
func (v *village) speaks(who people.Actor) people.Actor {
	v.t.Helper()
	err := v.db.Write(v.t.Context(), func(tx *store.Tx) error {
		return putRole(tx, v.space, 90, RoleKind{Role: "speaks", Name: "Speaks for us", May: []pack.Permission{pack.Represent}, Seats: 1, TermDays: 90})
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return v.mayLeave(who, "speaks")
}

// guest is somebody who came in by an invitation for guests.
func (v *village) guest(by people.Actor, name string) people.Actor {
	v.t.Helper()
	path, err := v.InviteGuest(v.t.Context(), by, "Speaks about sleep", 30, []Sight{SeesMembers})
	if err != nil {
		v.t.Fatal(err)
	}
	guest, err := v.comes(name, Way{Space: v.space, Invitation: path[strings.LastIndex(path, "/")+1:]}, 1)
	if err != nil || !guest.Guest {
		v.t.Fatal(guest, err)
	}
	return guest
}

// lines are who may do what. Who is not named may not.
const lines = `
Ana, a founder: every member's, everybody's in a role, the greeter's, the inviter's, the writer's, the recorder's, the protector's, the lister's, who vouched's
Hadi, a host: every member's, everybody's in a role, the writer's, the protector's, who vouched's
Noor, a greeter: every member's, everybody's in a role, the greeter's, the inviter's, the judge's
Cora, a coordinator: every member's, everybody's in a role, the recorder's, the lister's, the carrier's, the judge's
Rafa, who represents the group: every member's, everybody's in a role, the representative's, the judge's
Mo, a member who lost every way in: every member's, theirs who lost everything
Gus, a guest: the guest's
Rita, who is removed: the removed one's
Leo, who left: nobody's
Sam, a stranger: nobody's
Dora, a stranger at the door: nobody's
Stella, a steward of the clearinghouse: the steward's
the operator, on the machine: the steward's, the machine's
`

// bundles are the acts that go together.
var bundles = map[string]string{
	"every member's": `looks into the group, reads how they stand, reads the agreement, reads an agreed version, reads earlier versions, accepts the agreement,
		reads what they accepted, reads the record, reads the roles, lays down a role, reads who is to serve, takes on a role, declines a role, objects to an offer,
		reads how long we wait, reads what waits for a second, joins in a change of a role, takes a change back, reads what the group is told,
		reads what they are asked, reads open questions, asks are you there, says they are here, asks to open a seat, joins in opening a seat,
		reads what is handed on, hands a role on, lists the guests, leaves, leaves words behind, reads all about them,
		reads the plan, takes a task on, sets a day for a task, ticks a task, adds a place, checks a place, drops a place, reads how it ends, takes an end back,
		reads how they go along, offers to go along, goes along no more, reads their first days, picks a companion, parts from a companion,
		reads their protection, ends their protection, tells a story, reads the stories, takes a story back, takes a removal back,
		reads where a move stands, takes a step back, reads where the group is now, reads what came from outside,
		reads what the group belongs to, reads what belongs to it, reads how to come, reads the board, says they are a self-helper, reads the staff,
		asks to end the time of staff, joins in ending the time of one, lets the staff go on, reads the services, reads what is offered`,
	"everybody's in a role": `reads who is removed`,
	"the greeter's": `reads notes at the door, answers a knock, records somebody present, reads who has no way in, makes a card for somebody,
		hands somebody a card`,
	"the inviter's": `invites somebody, lists the links, ends a link, invites a guest, ends a guest's time, invites staff`,
	"the writer's":  `changes the agreement, sets the door, says how many are self-helpers`,
	"the recorder's": `fills a role, ends who speaks for the group, reads whether they may fill, changes a role, takes a role away, sets how long we wait, names the group, shows the group,
		says what it is for, notes an adviser, says goodbye, asks the stewards, words the flyer, says that they meet, has the group listed, lets the group rest,
		lets it meet again, proposes an end, joins in ending, lets it go on`,
	"the protector's": `begins a removal, joins in a removal, reads removals begun, reads who is asked often, takes a story down,
		reads who lost their ways in, vouches, vouches too`,
	"who vouched's":              `makes a new card for whom they vouched, keeps a new card for whom they vouched, stops a new card`,
	"theirs who lost everything": `reads that a new card is made for them, stops a new card`,
	"the judge's":                `decides an appeal, joins in deciding an appeal`,
	"the lister's": `says how to come, says that it belongs, writes a service down, drops a service, offers a text, drops a text, suggests packs,
		reads what can be opened below, opens a space below, reads what is suggested`,
	"the representative's": `says that it belongs, sends a delegate, ends who speaks for the group, reads what can be opened below, opens a space below, reads what is suggested`,
	"the carrier's":        `asks to move, asks to stay, joins in moving, packs the group up, carries the group away`,
	"the guest's": `reads the agreement, reads an agreed version, accepts the agreement, reads what they accepted, looks into a guest's room, leaves,
		leaves words behind, reads all about them, reads where the group is now`,
	"the removed one's": `reads their own removal, answers their removal, appeals, leaves, leaves words behind, reads all about them, reads where the group is now`,
	"the steward's": `opens a group, asks whether there is a group, starts a group, reads which groups listed themselves, reads the wishes,
		answers who wishes, shows a wish, hides a wish, reads which groups ask for help, answers who asks for help,
		reads what groups that form say, lets it stand, reads whether something waits, reads what is suggested`,
	"the machine's": `brings a group in`,
	"nobody's":      ``,
}

// harmless is asked of everybody: it reads nothing but what the asker brought along.
var harmless = []string{"reads what they accepted"}

// exempt are operations that take an actor and are nobody's request.
var exempt = map[string]string{
	"Roots":   "the directory asks, in its own transaction, which listings an actor keeps: a no is an empty answer",
	"Changed": "the directory tells what it let an actor change, to be recorded",
}

func list(text string) []string {
	return strings.FieldsFunc(strings.Join(strings.Fields(text), " "), func(r rune) bool { return r == ',' })
}

// TestScenarios reads each line in its person's voice, and asks everything of everybody.
func TestScenarios(t *testing.T) {
	acts := acts(t)
	each(t, func(t *testing.T, v *village) {
		s := newScenario(v)
		seen := map[string]bool{}
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			who, has, _ := strings.Cut(strings.TrimSpace(line), ": ")
			name, _, _ := strings.Cut(who, ", ")
			by, ok := s.actors[name]
			if !ok {
				t.Fatal("nobody is called ", name)
			}
			seen[name] = true
			var may []string
			for _, bundle := range list(has) {
				named, ok := bundles[strings.TrimSpace(bundle)]
				if !ok {
					t.Fatal("nothing is ", bundle)
				}
				for _, act := range list(named) {
					may = append(may, strings.TrimSpace(act))
				}
			}
			for act, a := range acts {
				if slices.Contains(harmless, act) {
					continue
				}
				err := a.ask(t.Context(), s, by)
				if by.Space != "" && by.Space != v.space && fault.KindOf(err) == fault.NotFound && !slices.Contains(may, act) {
					continue // in their space there is no group
				}
				if got, want := permitted(by, err), slices.Contains(may, act); got != want {
					t.Errorf("%s, %s: %v (%v), want %v", who, act, got, err, want)
				}
			}
		}
		for name := range s.actors {
			if !seen[name] {
				t.Errorf("%s has no line", name)
			}
		}
	})
}

// TestMembersOfAnotherGroupReachNothingHere: what is asked for by its id is looked for in the asker's own space.
func TestMembersOfAnotherGroupReachNothingHere(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		here := newScenario(v)
		coordinator := v.needing(here.actors["Ana"], pack.Roles)
		eve := v.elsewhere("Eve")
		cora := here.actors["Cora"].Persona
		wantKind(t, v.Fill(ctx, eve, coordinator.Role, cora, ByHands), fault.NotFound)
		wantKind(t, v.AskIfThere(ctx, eve, coordinator.Role, cora), fault.NotFound)
		wantKind(t, v.OpenSeat(ctx, eve, coordinator.Role, cora), fault.NotFound)
		guests, err := v.Guests(ctx, here.actors["Ana"])
		if err != nil || len(guests) != 1 {
			t.Fatal(guests, err)
		}
		wantKind(t, v.EndGuest(ctx, eve, guests[0].ID), fault.NotFound)
		if err := v.Fill(ctx, here.actors["Ana"], "host", here.actors["Mo"].Persona, Volunteered); err != nil {
			t.Fatal(err)
		}
		coming, err := v.Fillings(ctx, here.actors["Ana"])
		if err != nil || len(coming) != 1 {
			t.Fatal(coming, err)
		}
		wantKind(t, v.Object(ctx, eve, coming[0].ID), fault.NotFound)
		wantKind(t, v.TakeOn(ctx, eve, coming[0].ID), fault.NotFound)
	})
}

// TestWhatWaitsIsItsOwnGroups: whoever may do everything in another group finds none of what waits, hurts or is told here.
func TestWhatWaitsIsItsOwnGroups(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		ctx := t.Context()
		here := newScenario(v)
		ana, noor, mo, rita := here.actors["Ana"], here.actors["Noor"], here.actors["Mo"], here.actors["Rita"]
		begun := v.begins(ana, mo, 30)
		for _, err := range []error{
			v.AddPlace(ctx, ana, "The library"), v.Tell(ctx, ana, Telling{Text: "I came in spring.", Agreed: true}), v.OfferCompany(ctx, ana),
			v.ProposeClosing(ctx, ana, Farewell{LastDay: v.today().AddDays(soonestClosing)}), v.AskToMove(ctx, here.actors["Cora"], v.movePlan()),
			v.Witness(ctx, ana, "Wil", true), v.BeginDecision(ctx, noor, rita.Persona, Return, "Yes."),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		all := here.waits()
		if len(all) != 7 {
			t.Fatal(all)
		}
		eve := v.elsewhere("Eve")
		for what, err := range map[string]error{
			"a removal":      v.JoinRemoval(ctx, eve, begun),
			"taking it back": v.DropRemoval(ctx, eve, begun),
			"removing":       v.BeginRemoval(ctx, eve, mo.Persona, "x", v.today().AddDays(9)),
			"an appeal":      v.BeginDecision(ctx, eve, rita.Persona, Return, "x"),
			"its decision":   v.JoinDecision(ctx, eve, rita.Persona, Return, all[appealAct(Return)]),
			"an end":         v.JoinClosing(ctx, eve, all[actClose]),
			"a move":         v.JoinStep(ctx, eve, Away, all[string(Away)]),
			"a vouch":        v.VouchFor(ctx, eve, mo.Persona, ""),
			"a new card":     v.PrepareRecovery(ctx, eve, here.recovery, "x", people.Keys{}),
			"stopping it":    v.StopRecovery(ctx, eve, here.recovery),
			"a place":        v.DropPlace(ctx, eve, all["place"]),
			"its checks":     v.CheckPlace(ctx, eve, all["place"], nil),
			"a story":        v.TakeDown(ctx, eve, all["story"], "x"),
			"its words":      v.Untell(ctx, eve, all["story"]),
			"a companion":    v.Pick(ctx, eve, ana.Persona),
			"a meeting":      v.SetJoining(ctx, eve, Joining{Meeting: v.listing, Words: "x"}),
		} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, _, err := v.OfferCard(ctx, eve, all["witnessed"], "there")
		wantKind(t, err, fault.NotFound)
		_, _, err = v.OfferRecovery(ctx, eve, here.recovery, "there")
		wantKind(t, err, fault.NotFound)
	})
}

// waits are ids of what is here, by what it is.
func (s *scenario) waits() map[string]string {
	s.t.Helper()
	type one struct{ what, id string }
	scan := func(r store.Row) (o one, err error) {
		err = r.Scan(&o.what, &o.id)
		return o, err
	}
	ids := map[string]string{}
	err := s.db.Read(s.t.Context(), func(tx *store.Tx) error {
		all, err := store.Collect(tx, scan, `SELECT act, id FROM joint_act UNION SELECT 'place', id FROM plan_place UNION SELECT 'story', id FROM story
			UNION SELECT 'witnessed', id FROM persona WHERE witnessed`)
		for _, o := range all {
			ids[o.what] = o.id
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids
}

// elsewhere is a founder of another group who holds a role there that may take it to another server.
func (v *village) elsewhere(name string) people.Actor {
	v.t.Helper()
	l, err := v.dir.Add(v.t.Context(), people.Operator(), sampleGroup("Another"))
	if err != nil {
		v.t.Fatal(err)
	}
	other := *v
	other.space, other.founder = v.open(l.ID, "grief-and-family")
	return other.mayLeave(other.founds(name), "coordinator")
}

// TestEveryOperationIsAsked finds an exported operation with an actor that the scenarios do not ask for.
func TestEveryOperationIsAsked(t *testing.T) {
	acts := acts(t)
	var asked []string
	for _, a := range acts {
		asked = append(asked, a.method)
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() || !takesActor(f) {
				continue
			}
			found++
			if !slices.Contains(asked, f.Name.Name) && exempt[f.Name.Name] == "" {
				t.Errorf("who may do %s? It has no act in the scenarios", f.Name.Name)
			}
		}
	}
	if found < len(acts)+len(exempt) {
		t.Errorf("only %d operations were found", found)
	}
}

func takesActor(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		s, ok := p.Type.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Actor"
	})
}
