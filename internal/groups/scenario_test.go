package groups

import (
	"context"
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

// asked is one thing that somebody asks the program to do for them.
type asked func(ctx context.Context, v *village, by people.Actor) error

// acts are the operations that take an actor, in a person's words. Each is asked for with things that are not there, or are
// harmless: what counts is whether the person is let through to them.
var acts = map[string]struct {
	method string
	ask    asked
}{
	"looks into the group": {"Group", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Group(ctx, by); return err }},
	"reads how they stand": {"Standing", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Standing(ctx, by)
		return err
	}},
	"reads the agreement": {"Agreement", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Agreement(ctx, by)
		return err
	}},
	"reads an agreed version": {"AgreementAt", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.AgreementAt(ctx, by, 1)
		return err
	}},
	"reads earlier versions": {"Versions", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Versions(ctx, by, 0)
		return err
	}},
	"changes the agreement": {"Change", func(ctx context.Context, v *village, by people.Actor) error {
		return v.Change(ctx, by, 99, []Clause{{pack.KindPurpose, "x"}})
	}},
	"accepts the agreement": {"Accept", func(ctx context.Context, v *village, by people.Actor) error { return v.Accept(ctx, by, 1) }},
	"reads what they accepted": {"Accepted", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Accepted(ctx, by)
		return err
	}},
	"sets the door": {"SetDoor", func(ctx context.Context, v *village, by people.Actor) error { return v.SetDoor(ctx, by, pack.Ask, "") }},
	"invites somebody": {"Invite", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Invite(ctx, by, 1, 1)
		return err
	}},
	"lists the links": {"Invitations", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Invitations(ctx, by)
		return err
	}},
	"ends a link":             {"EndInvitation", func(ctx context.Context, v *village, by people.Actor) error { return v.EndInvitation(ctx, by, "x") }},
	"reads notes at the door": {"Knocks", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Knocks(ctx, by); return err }},
	"answers a knock": {"Answer", func(ctx context.Context, v *village, by people.Actor) error {
		return v.Answer(ctx, by, "x", Declined, "")
	}},
	"reads the record": {"Record", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Record(ctx, by, 0)
		return err
	}},
	"reads the roles": {"Roles", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Roles(ctx, by); return err }},
	"fills a role": {"Fill", func(ctx context.Context, v *village, by people.Actor) error {
		return v.Fill(ctx, by, "x", "x", ByHands)
	}},
	"reads whether they may fill": {"MayFill", func(ctx context.Context, v *village, by people.Actor) error { return noUnless(v.MayFill(ctx, by)) }},
	"lays down a role":            {"LayDown", func(ctx context.Context, v *village, by people.Actor) error { return v.LayDown(ctx, by, "x") }},
	"reads who is to serve": {"Fillings", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Fillings(ctx, by)
		return err
	}},
	"takes on a role":        {"TakeOn", func(ctx context.Context, v *village, by people.Actor) error { return v.TakeOn(ctx, by, "x") }},
	"declines a role":        {"Decline", func(ctx context.Context, v *village, by people.Actor) error { return v.Decline(ctx, by, "x") }},
	"objects to an offer":    {"Object", func(ctx context.Context, v *village, by people.Actor) error { return v.Object(ctx, by, "x") }},
	"reads how long we wait": {"Spans", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Spans(ctx, by); return err }},
	"sets how long we wait":  {"SetSpans", func(ctx context.Context, v *village, by people.Actor) error { return v.SetSpans(ctx, by, Spans{7, 30}) }},
	"changes a role": {"Define", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Define(ctx, by, RoleKind{Role: "x", Name: "x", Does: "x", Seats: 1, TermDays: 1})
		return err
	}},
	"takes a role away": {"Retire", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Retire(ctx, by, "x")
		return err
	}},
	"reads what waits for a second": {"RoleChanges", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.RoleChanges(ctx, by)
		return err
	}},
	"joins in a change of a role": {"JoinRoleChange", func(ctx context.Context, v *village, by people.Actor) error { return v.JoinRoleChange(ctx, by, "x") }},
	"takes a change back": {"TakeBackRoleChange", func(ctx context.Context, v *village, by people.Actor) error {
		return v.TakeBackRoleChange(ctx, by, "x")
	}},
	"reads what the group is told": {"Facts", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Facts(ctx, by); return err }},
	"reads what they are asked":    {"Calls", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Calls(ctx, by); return err }},
	"reads open questions": {"Questions", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Questions(ctx, by)
		return err
	}},
	"asks are you there":      {"AskIfThere", func(ctx context.Context, v *village, by people.Actor) error { return v.AskIfThere(ctx, by, "x", "x") }},
	"says they are here":      {"Here", func(ctx context.Context, v *village, by people.Actor) error { return v.Here(ctx, by) }},
	"asks to open a seat":     {"OpenSeat", func(ctx context.Context, v *village, by people.Actor) error { return v.OpenSeat(ctx, by, "x", "x") }},
	"joins in opening a seat": {"JoinOpenSeat", func(ctx context.Context, v *village, by people.Actor) error { return v.JoinOpenSeat(ctx, by, "x") }},
	"reads what is handed on": {"Handovers", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Handovers(ctx, by)
		return err
	}},
	"hands a role on": {"HandOn", func(ctx context.Context, v *village, by people.Actor) error { return v.HandOn(ctx, by, "x", nil) }},
	"invites a guest": {"InviteGuest", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.InviteGuest(ctx, by, "x", 9, nil)
		return err
	}},
	"lists the guests":    {"Guests", func(ctx context.Context, v *village, by people.Actor) error { _, err := v.Guests(ctx, by); return err }},
	"ends a guest's time": {"EndGuest", func(ctx context.Context, v *village, by people.Actor) error { return v.EndGuest(ctx, by, "x") }},
	"looks into a guest's room": {"GuestRoom", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.GuestRoom(ctx, by)
		return guestOnly(by, err)
	}},
	"opens a group": {"Open", opens},
	"asks whether there is a group": {"Has", func(ctx context.Context, v *village, by people.Actor) error {
		_, err := v.Has(ctx, by, "x")
		return err
	}},
	"leaves": {"Leave", leaves},
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
func opens(ctx context.Context, v *village, by people.Actor) error {
	_, err := v.Open(ctx, by, Opening{Listing: "x", Pack: "open-circle"})
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// leaves tries it and takes it back.
func leaves(ctx context.Context, v *village, by people.Actor) error {
	if by.Persona == "" || by.Space != v.space {
		return v.Leave(ctx, by)
	}
	return v.db.Read(ctx, func(tx *store.Tx) error { _, err := admitted(tx, by); return err })
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

// scenario is a village with somebody in every position. Who is to be added, such as somebody who was removed, is one line.
type scenario struct {
	*village
	actors map[string]people.Actor
}

func newScenario(v *village) *scenario {
	v.t.Helper()
	s := &scenario{v, map[string]people.Actor{}}
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
	path, err := v.Invite(v.t.Context(), ana, 1, 7)
	if err != nil {
		v.t.Fatal(err)
	}
	left, err := v.comes("Leo", Way{Space: v.space, Invitation: path[strings.LastIndex(path, "/")+1:]}, 1)
	if err == nil {
		err = v.Leave(v.t.Context(), left)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	s.actors["Leo"] = people.Actor{} // no session of a former member holds
	for name, by := range s.actors {
		if by.Persona != "" && !by.Guest {
			s.actors[name] = v.again(by)
		}
	}
	s.actors["Sam"] = people.Actor{}
	s.actors["Stella"] = people.Actor{Space: store.NewPersonID(), Kind: people.Clearinghouse, Persona: store.NewPersonID(), Roles: []people.Role{people.Steward}}
	s.actors["the operator"] = people.Operator()
	return s
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
Ana, a founder: every member's, the greeter's, the inviter's, the writer's, the recorder's
Hadi, a host: every member's, the writer's
Noor, a greeter: every member's, the greeter's, the inviter's
Cora, a coordinator: every member's, the recorder's
Mo, a member: every member's
Gus, a guest: the guest's
Leo, who left: nobody's
Sam, a stranger: nobody's
Stella, a steward of the clearinghouse: the steward's
the operator, on the machine: the steward's
`

// bundles are the acts that go together.
var bundles = map[string]string{
	"every member's": `looks into the group, reads how they stand, reads the agreement, reads an agreed version, reads earlier versions, accepts the agreement,
		reads what they accepted, reads the record, reads the roles, lays down a role, reads who is to serve, takes on a role, declines a role, objects to an offer,
		reads how long we wait, reads what waits for a second, joins in a change of a role, takes a change back, reads what the group is told,
		reads what they are asked, reads open questions, asks are you there, says they are here, asks to open a seat, joins in opening a seat,
		reads what is handed on, hands a role on, lists the guests, leaves`,
	"the greeter's":  `reads notes at the door, answers a knock`,
	"the inviter's":  `invites somebody, lists the links, ends a link, invites a guest, ends a guest's time`,
	"the writer's":   `changes the agreement, sets the door`,
	"the recorder's": `fills a role, reads whether they may fill, changes a role, takes a role away, sets how long we wait`,
	"the guest's":    `reads the agreement, reads an agreed version, accepts the agreement, reads what they accepted, looks into a guest's room, leaves`,
	"the steward's":  `opens a group, asks whether there is a group`,
	"nobody's":       ``,
}

// harmless is asked of everybody: it reads nothing but what the asker brought along.
var harmless = []string{"reads what they accepted"}

func list(text string) []string {
	return strings.FieldsFunc(strings.Join(strings.Fields(text), " "), func(r rune) bool { return r == ',' })
}

// TestScenarios reads each line in its person's voice, and asks everything of everybody.
func TestScenarios(t *testing.T) {
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
				for _, act := range list(bundles[strings.TrimSpace(bundle)]) {
					may = append(may, strings.TrimSpace(act))
				}
			}
			for act, a := range acts {
				if slices.Contains(harmless, act) {
					continue
				}
				err := a.ask(t.Context(), v, by)
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
		other := *v
		l, err := v.dir.Add(ctx, people.Operator(), sampleGroup("Another"))
		if err != nil {
			t.Fatal(err)
		}
		other.space, other.founder = v.open(l.ID, "grief-and-family")
		eve := other.founds("Eve")
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

// TestEveryOperationIsAsked finds an exported operation with an actor that the scenarios do not ask for.
func TestEveryOperationIsAsked(t *testing.T) {
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
			if !slices.Contains(asked, f.Name.Name) {
				t.Errorf("who may do %s? It has no act in the scenarios", f.Name.Name)
			}
		}
	}
	if found < len(acts)-1 {
		t.Errorf("only %d operations were found", found)
	}
}

func takesActor(f *ast.FuncDecl) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		s, ok := p.Type.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Actor"
	})
}
