package web

import (
	"errors"
	"net/http"
	"slices"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/web/templates"
)

// room is the frame of the pages in a group's space, and what the visitor may do there.
type room struct {
	page     templates.Page
	desk     templates.Desk
	group    groups.Group
	allow    []pack.Permission
	me       people.Persona
	accepted int // version of the agreement
}

func (o room) may(what pack.Permission) bool { return slices.Contains(o.allow, what) }

// room begins a page of a group. NotFound in a space that is none.
func (s *server) room(r *http.Request, v visit, here string) (o room, err error) {
	if v.by.Guest {
		return s.guestRoom(r, v, here)
	}
	standing, err := s.Groups.Standing(r.Context(), v.by)
	if err != nil {
		return o, err
	}
	o.group, o.allow, o.me, o.accepted = standing.Group, standing.May, standing.Me, standing.Accepted
	o.page = s.spacePage(r, s.spoken(r).words.Say("room."+here))
	o.page.Section = templates.Room
	o.desk = templates.Desk{Base: v.base(), Name: v.by.Name, Here: here, Group: o.group.Name, Body: o.group.Kind == groups.OrganisationKind}
	o.desk.Replacing, err = s.replacing(r, v)
	return o, err
}

// firstWrong is the sentence for the first thing that is wrong, or for the whole.
func firstWrong(words *message.Words, kind fault.Kind, err error) string {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return words.Fill(f.Fields[0].Key, f.Fields[0].Values)
	}
	return explain(words, kind, err)
}
