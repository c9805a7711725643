package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

// everyMeeting stands in an address for all meetings of a group.
const everyMeeting = "all"

// groupMeetings is when and where the group meets, with what only members are told.
func (s *server) groupMeetings(w http.ResponseWriter, r *http.Request, v visit) error {
	room, err := s.room(r, v, "meetings")
	if err != nil {
		return err
	}
	told, err := s.Groups.Joinings(r.Context(), v.by)
	if err != nil {
		return err
	}
	out := templates.GroupMeetings{ForAll: joiningOf(told[""]), Listed: room.group.Listing != ""}
	if room.may(pack.Listing) {
		out.Tell = v.base() + "/meetings/" + everyMeeting
	}
	above, err := s.Groups.Above(r.Context(), v.by)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	out.Above = above.Name
	whole, err := s.ownListing(r, v, room)
	switch {
	case fault.KindOf(err) == fault.NotFound: // not listed, or not public now
	case err != nil:
		return err
	default:
		if err := s.keeping(r, v, room, &whole, &out); err != nil {
			return err
		}
		s.comings(r, v, room, &whole, told, &out)
	}
	return s.render(w, r, http.StatusOK, templates.GroupMeetingsPage(room.page, room.desk, out))
}

// ownListing reads the group's listing: whole for who keeps it, as everybody sees it for the others.
func (s *server) ownListing(r *http.Request, v visit, room room) (directory.Whole, error) {
	switch {
	case room.group.Listing == "":
		return directory.Whole{}, fault.New(fault.NotFound, "", nil)
	case room.may(pack.Listing):
		return s.Directory.Look(r.Context(), v.by, room.group.Listing)
	}
	return s.Directory.Public(r.Context(), directory.KindGroup, room.group.Slug)
}

// keeping adds what those can do who keep the listing, and since when it is verified.
func (s *server) keeping(r *http.Request, v visit, room room, whole *directory.Whole, out *templates.GroupMeetings) error {
	out.Verified = verifiedInWords(room.page, whole)
	if whole.Listing.State == directory.Published {
		out.Public = "/groups/" + whole.Listing.Slug
	}
	if !room.may(pack.Listing) {
		return nil
	}
	out.Listing = v.base() + "/listings/" + whole.Listing.ID
	out.Confirm = out.Listing + "/confirm"
	out.Add = v.base() + "/add/venue" + around{group: whole.Listing.ID}.query()
	doubts, err := s.Directory.Doubts(r.Context(), v.by)
	out.Doubts = len(doubts)
	return err
}

// comings adds the meetings, the next one in front.
func (s *server) comings(r *http.Request, v visit, room room, whole *directory.Whole, told map[string]groups.Joining, out *templates.GroupMeetings) {
	var meetings []directory.Listing
	bySlug := map[string]directory.Listing{}
	for _, l := range whole.Below {
		if l.Kind == directory.KindMeeting && l.State != directory.Retired && l.MergedInto == "" {
			meetings = append(meetings, l)
			bySlug[l.Slug] = l
		}
	}
	t := s.teller(s.page(r, ""))
	for _, row := range s.sisters(&t, meetings) {
		l := bySlug[row.Slug]
		one := templates.GroupMeeting{Row: row, Joining: joiningOf(told[l.ID])}
		if l.State != directory.Published {
			one.State = room.page.Say("listing.state." + string(l.State))
		}
		if room.may(pack.Listing) {
			one.Href, one.Tell = v.base()+"/listings/"+l.ID, v.base()+"/meetings/"+l.ID
		}
		out.All = append(out.All, one)
	}
}

// verifiedInWords says when somebody last made sure of the group's listing.
func verifiedInWords(p templates.Page, whole *directory.Whole) string {
	if whole.Listing.VerifiedOn == 0 {
		return p.Say("meetings.unverified")
	}
	return p.Say("meetings.verified", "date", p.Words.Date(dayTime(whole.Listing.VerifiedOn)))
}

func joiningOf(j groups.Joining) templates.Joining {
	return templates.Joining{Place: j.Place, Link: j.Link, PassCode: j.PassCode, Words: j.Words}
}

// joiningForm asks what members are told about how to come.
func (s *server) joiningForm(w http.ResponseWriter, r *http.Request, v visit) error {
	told, err := s.Groups.Joinings(r.Context(), v.by)
	if err != nil {
		return err
	}
	return s.showJoining(w, r, v, told[meetingAsked(r)], nil)
}

// setJoining changes what members are told about how to come.
func (s *server) setJoining(w http.ResponseWriter, r *http.Request, v visit) error {
	j := groups.Joining{Meeting: meetingAsked(r), Place: r.PostFormValue("place"), Link: r.PostFormValue("link"),
		PassCode: r.PostFormValue("pass_code"), Words: r.PostFormValue("words")}
	err := s.Groups.SetJoining(r.Context(), v.by, j)
	if fault.KindOf(err) == fault.Invalid {
		return s.showJoining(w, r, v, j, err)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/meetings")
}

// meetingAsked is the meeting that the address names; empty: all of them.
func meetingAsked(r *http.Request) string {
	if id := r.PathValue("meeting"); id != everyMeeting {
		return id
	}
	return ""
}

func (s *server) showJoining(w http.ResponseWriter, r *http.Request, v visit, j groups.Joining, problem error) error {
	room, err := s.room(r, v, "meetings")
	if err != nil {
		return err
	}
	if !room.may(pack.Listing) {
		return fault.New(fault.Forbidden, "group.role_needed", nil)
	}
	f := templates.JoiningForm{Wrong: problem != nil}
	if id := meetingAsked(r); id != "" {
		whole, err := s.Directory.Look(r.Context(), v.by, id)
		if err != nil {
			return err
		}
		f.Name = whole.Listing.Content.Title()
	}
	problems := problemsByName(room.page.Words, problem)
	for _, in := range []templates.Input{
		{Name: "place", Kind: "textarea", Value: j.Place}, {Name: "link", Kind: "url", Value: j.Link},
		{Name: "pass_code", Value: j.PassCode}, {Name: "words", Kind: "textarea", Value: j.Words},
	} {
		in.Label, in.Error, in.Autocomplete = room.page.Say("joining."+in.Name), problems[in.Name], "off"
		f.Inputs = append(f.Inputs, in)
	}
	status := http.StatusOK
	if problem != nil {
		status = http.StatusBadRequest
	}
	return s.render(w, r, status, templates.JoiningPage(room.page, room.desk, f))
}

// listingWaits adds to the group's home what of its listing waits for somebody.
func (s *server) listingWaits(r *http.Request, v visit, room room, whole *directory.Whole, out *templates.GroupHome) error {
	if !room.may(pack.Listing) {
		return nil
	}
	since := schedule.DateOf(s.Clock.Now().UTC().Date()).AddDays(-directory.VerifiedDays)
	due, err := s.Directory.Unverified(r.Context(), since, whole.Listing.ID)
	if err != nil {
		return err
	}
	if len(due) > 0 {
		out.Unverified = verifiedInWords(room.page, whole)
	}
	doubts, err := s.Directory.Doubts(r.Context(), v.by)
	out.Doubts = len(doubts)
	return err
}
