package web

import (
	"net/http"
	"strconv"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

const (
	mostMembers    = 100 // on one page
	mostCandidates = 500 // in a list to choose from
)

// groupHome is the first page of a group: what it asks of the member now, when it meets, who does what.
func (s *server) groupHome(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "home")
	if err != nil {
		return err
	}
	protection, err := s.Groups.Protection(r.Context(), v.by)
	if err != nil {
		return err
	}
	room.page.Islands = append(room.page.Islands, "keep")
	out := templates.GroupHome{
		Keep: !v.by.Shared,
		Me:   personaOf(room.page, room.me), Forming: room.group.Life == groups.Forming, Welcome: room.group.Welcome, Lang: room.group.Lang, AgreementChanged: room.accepted < room.group.Agreed,
		New: protection.Holds && room.group.Kind == groups.Kind && !v.by.Has(groups.Founder), // delegates come to work
	}
	if out.Appeals, err = s.appealsWaiting(r, v, room.page); err != nil {
		return err
	}
	if room.may(pack.Protect) {
		all, vouches, err := s.Groups.Recoveries(r.Context(), v.by)
		if err != nil {
			return err
		}
		out.Lost = len(all) + len(vouches)
	}
	if room.may(pack.Greet) {
		waiting, err := s.Groups.Knocks(r.Context(), v.by)
		if err != nil {
			return err
		}
		out.Waiting = len(waiting)
	}
	if room.desk.Body {
		b, err := s.Groups.Board(r.Context(), v.by)
		if err != nil {
			return err
		}
		out.BoardBelow = boardBelow(room.page, b)
	}
	if out.Moving, err = s.moveNotice(r, v, room.page); err != nil {
		return err
	}
	if err := s.nextMeetings(r, v, room, &out); err != nil {
		return err
	}
	if err := s.roleCalls(r, v, room.page, &out); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.GroupHomePage(room.page, room.desk, out))
}

// nextMeetings adds what the directory says of the group: where its listing is, and when it meets.
func (s *server) nextMeetings(r *http.Request, v visit, room room, out *templates.GroupHome) (err error) {
	whole, err := s.publicGroup(r, room.group.Slug)
	if err != nil || whole == nil {
		return err
	}
	out.Listing, out.Meetings = s.meetingsOf(r, whole)
	return s.listingWaits(r, v, room, whole, out)
}

// publicGroup is what the directory says of a group; nil where it is not public now.
func (s *server) publicGroup(r *http.Request, slug string) (*directory.Whole, error) {
	if slug == "" {
		return nil, nil
	}
	whole, err := s.Directory.Public(r.Context(), directory.KindGroup, slug)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &whole, err
}

// meetingsOf is where the listing of a group is, and when it meets.
func (s *server) meetingsOf(r *http.Request, whole *directory.Whole) (path string, meetings []templates.Row) {
	t := s.teller(s.page(r, ""))
	return "/groups/" + whole.Listing.Slug, s.sisters(&t, whole.Below)
}

func personaOf(p templates.Page, one people.Persona) templates.Persona {
	out := templates.Persona{ID: one.ID, Name: one.Name, Pronouns: one.Pronouns, Line: one.Line, Joined: p.Words.Date(dayTime(one.Joined)), Mark: templates.MarkOf(one.ID)}
	if one.Guest {
		out.Guest = p.Say("guest.tag", "date", p.Words.Date(dayTime(one.Until)))
		if one.Staff {
			out.Guest = p.Say("staff.tag", "date", p.Words.Date(dayTime(one.Until)))
		}
	}
	return out
}

// members lists who is here, to those who are here.
func (s *server) members(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "members")
	if err != nil {
		return err
	}
	all, err := s.People.Members(r.Context(), v.by, r.URL.Query().Get("after"), mostMembers+1)
	if err != nil {
		return err
	}
	out := templates.Members{}
	if len(all) > mostMembers {
		all = all[:mostMembers]
		out.After = all[mostMembers-1].ID
	}
	for _, one := range all {
		out.All = append(out.All, personaOf(room.page, one))
	}
	return s.render(w, r, http.StatusOK, templates.MembersPage(room.page, room.desk, out))
}

// record is what happened in the group, what is kept here and for how long.
func (s *server) record(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "record")
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(r.URL.Query().Get("before")) // what is no number asks for the latest
	acts, err := s.Groups.Record(r.Context(), v.by, before)
	if err != nil {
		return err
	}
	out := templates.Record{}
	for _, a := range acts {
		out.Acts = append(out.Acts, actLine(room.page, a))
		out.Before = a.Number
	}
	return s.render(w, r, http.StatusOK, templates.RecordPage(room.page, room.desk, out))
}

// actLine says what happened in a sentence.
func actLine(p templates.Page, a groups.Recorded) templates.Act {
	name := func(one string) string {
		if one == "" {
			return p.Say("record.former")
		}
		return one
	}
	line := templates.Act{Day: p.Words.Date(dayTime(a.Day)), Outside: a.Outside, Words: a.Words}
	until := ""
	if day, err := schedule.ParseDate(a.Words); a.Act == "removed" && err == nil {
		line.Words, until = "", p.Words.Date(dayTime(day))
	}
	line.Text = p.Say("record.act."+a.Act, "by", name(a.By), "with", name(a.With), "about", name(a.About), "until", until)
	return line
}
