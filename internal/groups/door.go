package groups

import (
	"context"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/store"
)

// Way is what somebody stands at the door with: nothing, the secret of an invitation, of a knock, or of a wish.
type Way struct {
	Space      string
	Invitation string
	Knock      string
	Wish       string
}

// Doorway is what a group says at its door to somebody who may come in, or ask.
type Doorway struct {
	Group     Group
	Agreement Agreement
	Stories   []Story // a few that members let strangers read
	Enter     bool    // may come in as they are; else may ask
	Guest     Guest   // whom the invitation is for; the zero Guest where it makes members
}

// Doorway reads what the door says. NotFound when there is no such group, when it opens to invitations alone and there is
// none, or when the invitation or the knock does not hold.
func (g *Groups) Doorway(ctx context.Context, way Way) (d Doorway, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		d, err = g.doorway(tx, way)
		return err
	})
	return d, err
}

func (g *Groups) doorway(tx *store.Tx, way Way) (d Doorway, err error) {
	if d.Group, err = doorOf(tx, way.Space); err != nil {
		return d, err
	}
	if d.Enter, err = g.mayEnter(tx, d.Group, way); err != nil {
		return d, err
	}
	if d.Stories, err = storiesAtDoor(tx, way.Space); err != nil {
		return d, err
	}
	if d.Agreement, err = agreementOf(tx, way.Space, d.Group.Agreed); err != nil || way.Invitation == "" {
		return d, err
	}
	i, err := g.people.InvitationWith(tx, way.Space, way.Invitation)
	if err == nil && i.Role == people.Guest {
		d.Guest, err = g.invitedAs(tx, i.ID)
	}
	return d, err
}

func (g *Groups) mayEnter(tx *store.Tx, group Group, way Way) (bool, error) {
	switch {
	case way.Invitation != "":
		_, err := g.people.InvitationWith(tx, way.Space, way.Invitation)
		return true, err
	case way.Knock != "":
		k, err := g.knockOf(tx, way)
		return k.State == Welcome, err
	case way.Wish != "":
		_, err := g.called(tx, way)
		return true, err
	case group.Door == pack.Invitation:
		return false, fault.New(fault.NotFound, "", nil)
	}
	return group.Door == pack.Open, nil
}

// Admission lets a newcomer in who comes by a way and accepts a version of the agreement. Conflict when the agreement
// changed while they read it; NotFound when the way does not hold any more.
func (g *Groups) Admission(way Way, self people.Self, version int) people.Admission {
	return func(tx *store.Tx, persona string) error {
		group, err := doorOf(tx, way.Space)
		if err != nil {
			return err
		}
		if group.Agreed != version {
			return fault.New(fault.Conflict, "agreement.changed_meanwhile", nil)
		}
		by, err := g.use(tx, group, way)
		if err != nil {
			return err
		}
		if err := g.people.Create(tx, persona, way.Space, self); err != nil {
			return err
		}
		if err := g.welcome(tx, persona, by); err != nil {
			return err
		}
		if err := g.stands(tx, way, persona); err != nil {
			return err
		}
		return accept(tx, persona, version)
	}
}

// welcome gives a newcomer what the invitation brings with it: a role, or a guest's end.
func (g *Groups) welcome(tx *store.Tx, persona string, by people.Invitation) error {
	switch by.Role {
	case "":
		return nil
	case people.Guest:
		return g.arrive(tx, by.Space, persona, by.ID)
	}
	kind, err := kindOf(tx, by.Space, by.Role)
	if err != nil {
		return err
	}
	return g.people.Hold(tx, people.Term{Persona: persona, Role: by.Role, How: people.Invited}, kind.TermDays, "")
}

// use takes one use from what somebody comes with, and gives the invitation where it is one.
func (g *Groups) use(tx *store.Tx, group Group, way Way) (i people.Invitation, err error) {
	if way.Invitation != "" {
		return g.people.UseInvitation(tx, way.Space, way.Invitation)
	}
	enter, err := g.mayEnter(tx, group, way)
	if err != nil {
		return i, err
	}
	if !enter {
		return i, fault.New(fault.NotFound, "", nil)
	}
	if way.Knock != "" {
		return i, g.forgetKnock(tx, way)
	}
	if way.Wish != "" {
		return people.Invitation{Space: way.Space, Role: Founder}, g.comeByWish(tx, way)
	}
	return i, nil
}

// SetDoor chooses the door and what newcomers are told. Roles with the permission "agreement" may; it says who may come in.
func (g *Groups) SetDoor(ctx context.Context, by people.Actor, door pack.Door, welcome string) error {
	if door != pack.Open && door != pack.Ask && door != pack.Invitation {
		return fault.New(fault.Invalid, "", nil)
	}
	welcome, err := shortText("welcome", welcome, longestClause)
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Agreement)
		if err != nil {
			return err
		}
		if group.Kind == OrganisationKind && door != pack.Invitation { // delegates are sent
			return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "door", Key: "organisation.door"}}}
		}
		if _, err := tx.Exec(`UPDATE group_space SET door = $2, welcome = $3 WHERE space_id = $1`, by.Space, string(door), welcome); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "door_" + string(door), By: by.Persona})
	})
}

// Invite makes a link by which up to uses people can come in until some days from now, and gives its path. Roles with the
// permission "invite" may. Conflict when there are fifty that can still be used.
func (g *Groups) Invite(ctx context.Context, by people.Actor, uses, days int) (path string, err error) {
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		group, err := mayDo(tx, by, pack.Invite)
		if err != nil {
			return err
		}
		if days > mostInviteDays {
			return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: "days", Key: "invitation.long", Values: map[string]any{"most": mostInviteDays}}}}
		}
		have, err := g.people.Invitations(tx, by.Space)
		if err != nil {
			return err
		}
		if len(have) >= mostInvitations {
			return fault.New(fault.Conflict, "invitation.many", map[string]any{"most": mostInvitations})
		}
		path, err = g.people.Invite(tx, by, people.Invitation{Space: group.Space, Uses: uses, Expires: g.clock.Now().Add(time.Duration(days) * 24 * time.Hour)})
		return err
	})
	return path, err
}

const (
	mostInviteDays  = 90
	mostInvitations = 50 // of one group at a time
)

// Invitations lists those that can still be used. Roles with the permission "invite" may.
func (g *Groups) Invitations(ctx context.Context, by people.Actor) (all []people.Invitation, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Invite); err != nil {
			return err
		}
		all, err = g.people.Invitations(tx, by.Space)
		return err
	})
	return all, err
}

// EndInvitation makes a link useless. Roles with the permission "invite" may.
func (g *Groups) EndInvitation(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Invite); err != nil {
			return err
		}
		if err := g.people.EndInvitation(tx, by.Space, id); err != nil {
			return err
		}
		return g.forgetInvited(tx) // a guest's goes with it
	})
}
