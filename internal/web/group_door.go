package web

import (
	"net/http"
	"strconv"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// toDoor leads from a group's listing to its door.
func (s *server) toDoor(w http.ResponseWriter, r *http.Request) error {
	whole, err := s.Directory.Public(r.Context(), directory.KindGroup, r.PathValue("slug"))
	if err != nil {
		return err
	}
	group, err := s.Groups.Of(r.Context(), whole.Listing.ID)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", private)
	return seeOther(w, r, "/g/"+group.Space+"/door")
}

// door is what a group says to somebody who may come in, or ask.
func (s *server) door(w http.ResponseWriter, r *http.Request) error {
	return s.showDoor(w, r, http.StatusOK, templates.Arrival{})
}

func (s *server) showDoor(w http.ResponseWriter, r *http.Request, status int, in templates.Arrival) error {
	way, path := wayOf(r)
	d, err := s.Groups.Doorway(r.Context(), way)
	if err != nil {
		return err
	}
	page := s.doorPage(r, "")
	in.Path, in.Passkeys, in.Shared, in.Label = path, s.People.Passkeys(), shared(r), people.DefaultLabel
	in.Version = strconv.Itoa(d.Agreement.Version)
	out := templates.Door{Name: d.Group.Name, Welcome: d.Group.Welcome, Lang: d.Group.Lang, Clauses: clauses(page, d.Agreement.Clauses),
		Enter: d.Enter, Asks: way.Invitation == "" && way.Knock == "" && way.Wish == "", Entry: in, Stories: storiesOf(d.Stories)}
	if d.Guest.ID != "" {
		out.Guest = guestLine(page, d.Guest)
	}
	return s.render(w, r, status, templates.DoorPage(page, out))
}

// clauses are those of an agreement with a heading each.
func clauses(p templates.Page, all []groups.Clause) (out []templates.Clause) {
	for _, c := range all {
		out = append(out, templates.Clause{Kind: string(c.Kind), Heading: p.Say("clause." + string(c.Kind)), Text: c.Text})
	}
	return out
}

// selfOf is what somebody writes of themselves.
func selfOf(r *http.Request) people.Self {
	return people.Self{Name: r.PostFormValue("name"), Pronouns: r.PostFormValue("pronouns"), Line: r.PostFormValue("line")}
}

// groupEntry reads who wants to come into a group. What cannot be kept is said before a passkey or a code is made.
func (s *server) groupEntry(r *http.Request, way groups.Way, path string) (arrival, error) {
	self, version := selfOf(r), r.PostFormValue("version")
	n, _ := strconv.Atoi(version) // what is no number is no version that holds
	e := arrival{
		path: path, admit: s.Groups.Admission(way, self, n), refuse: s.entryRefused,
		carry: []templates.Carried{{Name: "name", Value: self.Name}, {Name: "pronouns", Value: self.Pronouns}, {Name: "line", Value: self.Line}, {Name: "version", Value: version}},
	}
	d, err := s.Groups.Doorway(r.Context(), way)
	switch {
	case err != nil:
		return e, err
	case !d.Enter:
		return e, fault.New(fault.NotFound, "", nil)
	case d.Agreement.Version != n:
		return e, fault.New(fault.Conflict, "agreement.changed_meanwhile", nil)
	}
	return e, self.Check()
}

// entryRefused shows the door again with what is wrong, and all that was written.
func (s *server) entryRefused(w http.ResponseWriter, r *http.Request, err error) error {
	words, kind, self := s.spoken(r).words, fault.KindOf(err), selfOf(r)
	in := templates.Arrival{Self: templates.Persona{Name: self.Name, Pronouns: self.Pronouns, Line: self.Line},
		NameError: wrong(words, err, "name"), PronounsError: wrong(words, err, "pronouns"), LineError: wrong(words, err, "line")}
	if in.NameError+in.PronounsError+in.LineError == "" {
		in.Error = explain(words, kind, err)
	}
	return s.showDoor(w, r, statuses[kind], in)
}

// knock leaves a note for the greeters, and leads to the page on which the answer will stand.
func (s *server) knock(w http.ResponseWriter, r *http.Request) error {
	space, note, joins := r.PathValue("space"), r.PostFormValue("note"), r.PostFormValue("joins") != ""
	secret, err := s.Groups.Knock(r.Context(), space, s.from(r), joins, note)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		return s.showDoor(w, r, statuses[kind], templates.Arrival{Note: note, Asks: joins, NoteError: firstWrong(s.spoken(r).words, kind, err)})
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, "/g/"+space+"/knock/"+secret)
}

// knocked is the page of somebody who waits at the door. Who is welcome comes in from here.
func (s *server) knocked(w http.ResponseWriter, r *http.Request) error {
	way, path := wayOf(r)
	k, err := s.Groups.Knocked(r.Context(), way)
	if err == nil && k.Note == "" { // the group took it along
		return s.knockedAway(w, r, way)
	}
	if err != nil {
		return err
	}
	if k.State == groups.Welcome {
		return s.showDoor(w, r, http.StatusOK, templates.Arrival{Answer: k.Answer})
	}
	page := s.doorPage(r, "")
	return s.render(w, r, http.StatusOK, templates.KnockedPage(page, templates.Knocked{
		Path: path, Link: s.origin(r) + path, Joins: k.Joins, Note: k.Note, State: string(k.State), Answer: k.Answer,
	}))
}

// withdraw takes a knock back.
func (s *server) withdraw(w http.ResponseWriter, r *http.Request) error {
	way, _ := wayOf(r)
	if err := s.Groups.Withdraw(r.Context(), way); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

// entrance is the door seen from inside: who waits, the links that let people in, how the door stands.
func (s *server) entrance(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showEntrance(w, r, v, http.StatusOK, templates.Entrance{})
}

func (s *server) showEntrance(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Entrance) error {
	room, err := s.room(r, v, "entrance")
	if err != nil {
		return err
	}
	out.Door, out.Welcome = string(room.group.Door), room.group.Welcome
	for _, door := range []pack.Door{pack.Open, pack.Ask, pack.Invitation} {
		out.Doors = append(out.Doors, templates.Option{Value: string(door), Label: room.page.Say("door." + string(door))})
	}
	if out.MayGreet = room.may(pack.Greet); out.MayGreet {
		waiting, err := s.Groups.Knocks(r.Context(), v.by)
		if err != nil {
			return err
		}
		for _, k := range waiting {
			out.Knocks = append(out.Knocks, templates.Knock{ID: k.ID, Joins: k.Joins, Note: k.Note, Day: room.page.Words.Date(dayTime(k.Day))})
		}
	}
	if out.MayGreet {
		if out.Witness.Waiting, err = s.witnessed(r, v); err != nil {
			return err
		}
	}
	out.Protects = room.may(pack.Protect)
	if out.MayInvite = room.may(pack.Invite); out.MayInvite {
		links, err := s.Groups.Invitations(r.Context(), v.by)
		if err != nil {
			return err
		}
		for _, i := range links {
			line := templates.InvitationLine{ID: i.ID, Uses: room.page.Count("invitation.left", i.Uses), Until: room.page.Words.Date(i.Expires)}
			switch i.Role {
			case groups.Founder:
				line.Role = room.page.Say("founder.name")
			case people.Guest:
				line.Role = room.page.Say("guest.name")
			}
			out.Links = append(out.Links, line)
		}
	}
	if out.Safety, err = s.safety(r, v, room); err != nil {
		return err
	}
	out.Lang = room.group.Lang
	if out.MayChange = room.may(pack.Agreement); out.MayChange {
		if out.Exposed, err = s.exposedWords(r, v, room); err != nil {
			return err
		}
	}
	return s.render(w, r, status, templates.EntrancePage(room.page, room.desk, out))
}

// setDoor chooses how the door stands.
func (s *server) setDoor(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.SetDoor(r.Context(), v.by, pack.Door(r.PostFormValue("door")), r.PostFormValue("welcome"))
	return s.entranceDone(w, r, v, err)
}

// inviteToGroup makes a link that lets people in, and shows it once.
func (s *server) inviteToGroup(w http.ResponseWriter, r *http.Request, v visit) error {
	uses, _ := strconv.Atoi(r.PostFormValue("uses")) // what is no number is out of bounds
	days, _ := strconv.Atoi(r.PostFormValue("days"))
	path, err := s.Groups.Invite(r.Context(), v.by, uses, days)
	if err != nil {
		return s.entranceDone(w, r, v, err)
	}
	link := s.origin(r) + path
	image, err := drawCode(link)
	if err != nil {
		return err
	}
	return s.showEntrance(w, r, v, http.StatusOK, templates.Entrance{Link: link, Image: image})
}

// endInvitation makes a link useless.
func (s *server) endInvitation(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.entranceDone(w, r, v, s.Groups.EndInvitation(r.Context(), v.by, r.PostFormValue("id")))
}

// answerKnock answers somebody at the door.
func (s *server) answerKnock(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.Groups.Answer(r.Context(), v.by, r.PostFormValue("id"), groups.State(r.PostFormValue("state")), r.PostFormValue("answer"))
	return s.entranceDone(w, r, v, err)
}

// entranceDone goes back to the door seen from inside, or says there what was wrong.
func (s *server) entranceDone(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/entrance")
	case kind == fault.Invalid, kind == fault.Conflict:
		return s.showEntrance(w, r, v, statuses[kind], templates.Entrance{Error: firstWrong(s.spoken(r).words, kind, err),
			Answer: r.PostFormValue("answer"), Answered: r.PostFormValue("id")})
	}
	return err
}
