package groups

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

const (
	mostGuestDays  = 365
	mostGuests     = 20 // of one group at a time
	longestPurpose = 300
	guestLink      = 14 // days for coming in by the invitation
	mostNames      = 500
)

// Sight is something of a group that a guest can be let see, beside the agreement and their own invitation.
type Sight string

// What an invitation can name.
const (
	SeesMembers  Sight = "members"  // the members' names
	SeesMeetings Sight = "meetings" // when the group meets next
)

// Sights are all of them.
func Sights() []Sight { return []Sight{SeesMembers, SeesMeetings} }

// Guest is somebody from outside, for a purpose and until a day: a professional, a speaker. A professional who shares the
// problem is no guest but a member.
type Guest struct {
	ID      string
	Persona string // empty: has not come in yet
	Name    string
	Purpose string
	Sees    []Sight
	Until   schedule.Date // the last day
	Staff   bool          // works for the organisation
}

// kind is what the record calls them.
func (one Guest) kind() string {
	if one.Staff {
		return "staff"
	}
	return "guest"
}

func (one Guest) tooMany() error {
	if one.Staff {
		return fault.New(fault.Conflict, "staff.many", map[string]any{"most": mostGuests})
	}
	return fault.New(fault.Conflict, "guest.many", map[string]any{"most": mostGuests})
}

// GuestRoom is all that a guest sees.
type GuestRoom struct {
	Guest
	Group   string // its name
	Lang    string // BCP 47: of its agreement
	Slug    string // of its listing, where they may see when it meets; else empty
	Agreed  int    // version of the agreement that holds
	Members []people.Persona
}

// InviteGuest makes a link by which one person can come in as a guest, within fourteen days, and gives its path. They see
// what sees names until their last day, days from today, and then the persona ends by itself. Roles with the permission
// "invite" may. Invalid names "purpose", "days" and "sees"; Conflict when a group has twenty guests.
func (g *Groups) InviteGuest(ctx context.Context, by people.Actor, purpose string, days int, sees []Sight) (path string, err error) {
	return g.inviteOne(ctx, by, Guest{Purpose: purpose, Sees: sees}, days, mostGuestDays)
}

// inviteOne invites a guest, or one of the staff.
func (g *Groups) inviteOne(ctx context.Context, by people.Actor, guest Guest, days, mostDays int) (path string, err error) {
	guest.Purpose, err = properPurpose(guest.Purpose, days, mostDays, guest.Sees)
	if err != nil {
		return "", err
	}
	guest.ID, guest.Until = store.NewPersonID(), g.today().AddDays(days)
	err = g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Invite); err != nil {
			return err
		}
		if guest.Staff {
			if _, err := insideOrganisation(tx, by); err != nil {
				return err
			}
		}
		if err := g.forgetInvited(tx); err != nil {
			return err
		}
		have, err := g.guests(tx, by.Space)
		if err != nil {
			return err
		}
		have = slices.DeleteFunc(have, func(one Guest) bool { return one.Staff != guest.Staff })
		if len(have) >= mostGuests {
			return guest.tooMany()
		}
		path, err = g.inviteGuest(tx, by, guest, days)
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: guest.kind() + "_invited", By: by.Persona, Words: guest.Purpose})
	})
	return path, err
}

func properPurpose(purpose string, days, mostDays int, sees []Sight) (string, error) {
	var wrong fault.Problems
	purpose = oneLine(purpose)
	if purpose == "" {
		wrong.Add("purpose", "guest.purpose.missing", nil)
	}
	if len([]rune(purpose)) > longestPurpose {
		wrong.Add("purpose", "persona.long", map[string]any{"most": longestPurpose})
	}
	if days < 1 || days > mostDays {
		wrong.Add("days", "guest.days.bounds", map[string]any{"most": mostDays})
	}
	if slices.ContainsFunc(sees, func(s Sight) bool { return !slices.Contains(Sights(), s) }) {
		wrong.Add("sees", "role.may.unknown", nil)
	}
	return purpose, wrong.Err()
}

func (g *Groups) inviteGuest(tx *store.Tx, by people.Actor, guest Guest, days int) (path string, err error) {
	ends := g.clock.Now().AddDate(0, 0, min(days, guestLink))
	path, invitation, err := g.people.InviteAs(tx, by, people.Invitation{Space: by.Space, Role: people.Guest, Uses: 1, Expires: ends})
	if err != nil {
		return "", err
	}
	sees, err := json.Marshal(guest.Sees)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO guest (id, space_id, invitation_id, persona_id, purpose, sees, until, by_persona, staff) VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8)`,
		guest.ID, by.Space, invitation, guest.Purpose, string(sees), int64(guest.Until), by.Persona, guest.Staff)
	return path, err
}

const guestColumns = `g.id, g.persona_id, COALESCE(p.name, ''), g.purpose, g.sees, g.until, g.staff FROM guest g LEFT JOIN persona p ON p.id = g.persona_id`

func scanGuest(r store.Row) (one Guest, err error) {
	var sees string
	if err = r.Scan(&one.ID, &one.Persona, &one.Name, &one.Purpose, &sees, &one.Until, &one.Staff); err != nil {
		return one, err
	}
	return one, json.Unmarshal([]byte(sees), &one.Sees)
}

func (g *Groups) guests(tx *store.Tx, space string) ([]Guest, error) {
	return store.Collect(tx, scanGuest, `SELECT `+guestColumns+` WHERE g.space_id = $1 AND g.until >= $2 ORDER BY g.until, g.id`, space, int64(g.today()))
}

// Guests lists who is a guest of the actor's group, or invited as one, whose time ends first in front. Members only: every
// one of them sees who is there from outside.
func (g *Groups) Guests(ctx context.Context, by people.Actor) (all []Guest, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := inside(tx, by); err != nil {
			return err
		}
		all, err = g.guests(tx, by.Space)
		return err
	})
	return all, err
}

// EndGuest ends a guest's time now, or takes back the invitation of who has not come yet. Roles with the permission "invite"
// may. NotFound when there is no such guest; Conflict for staff who came, whose time the board ends (EndStaff).
func (g *Groups) EndGuest(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mayDo(tx, by, pack.Invite); err != nil {
			return err
		}
		one, err := scanGuest(tx.QueryRow(`SELECT `+guestColumns+` WHERE g.id = $1 AND g.space_id = $2`, id, by.Space))
		if err != nil {
			return err
		}
		if one.Staff && one.Persona != "" {
			return fault.New(fault.Conflict, "staff.board", nil)
		}
		if err := g.note(tx, by.Space, Recorded{Act: one.kind() + "_ended", By: by.Persona, Words: one.Purpose}); err != nil {
			return err
		}
		if one.Persona != "" {
			return g.takeOut(tx, one.Persona)
		}
		if _, err := tx.Exec(`DELETE FROM invitation WHERE id = (SELECT invitation_id FROM guest WHERE id = $1)`, id); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM guest WHERE id = $1`, id)
		return err
	})
}

// takeOut erases a persona and every trace of who it was.
func (g *Groups) takeOut(tx *store.Tx, persona string) error {
	if err := g.recallAll(tx, persona); err != nil {
		return err
	}
	if err := forgetTraces(tx, persona); err != nil {
		return err
	}
	return people.Erase(tx, persona)
}

// GuestRoom reads what the actor sees as a guest. Guests only: NotFound for others.
func (g *Groups) GuestRoom(ctx context.Context, by people.Actor) (room GuestRoom, err error) {
	if !by.Guest {
		return room, fault.New(fault.NotFound, "", nil)
	}
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		group, err := admitted(tx, by)
		if err != nil {
			return err
		}
		one, err := scanGuest(tx.QueryRow(`SELECT `+guestColumns+` WHERE g.persona_id = $1`, by.Persona))
		if err != nil {
			return err
		}
		room = GuestRoom{Guest: one, Group: group.Name, Lang: group.Lang, Agreed: group.Agreed}
		if slices.Contains(one.Sees, SeesMeetings) {
			room.Slug = group.Slug
		}
		if slices.Contains(one.Sees, SeesMembers) {
			room.Members, err = g.people.Everybody(tx, by.Space, mostNames)
		}
		return err
	})
	return room, err
}

// invitedAs is the guest that an invitation is for. NotFound when it is none for a guest, or their last day has passed.
func (g *Groups) invitedAs(tx *store.Tx, invitation string) (Guest, error) {
	return scanGuest(tx.QueryRow(`SELECT `+guestColumns+` WHERE g.invitation_id = $1 AND g.persona_id = '' AND g.until >= $2`, invitation, int64(g.today())))
}

// arrive makes a persona that was just created a guest.
func (g *Groups) arrive(tx *store.Tx, space, persona, invitation string) error {
	one, err := g.invitedAs(tx, invitation)
	if err != nil {
		return err
	}
	if err := g.people.EndOn(tx, persona, one.Until, true); err != nil {
		return err
	}
	if one.Staff {
		if err := g.people.AsStaff(tx, persona); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`UPDATE guest SET persona_id = $2 WHERE id = $1`, one.ID, persona); err != nil {
		return err
	}
	return g.note(tx, space, Recorded{Act: one.kind() + "_came", About: persona, Words: one.Purpose})
}

// forgetInvited deletes guests whose last day passed, and those who did not come by their link while it held.
func (g *Groups) forgetInvited(tx *store.Tx) error { return forgetInvited(tx, g.clock.Now()) }

func forgetInvited(tx *store.Tx, now time.Time) error {
	_, err := tx.Exec(`DELETE FROM guest WHERE persona_id = '' AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.id = guest.invitation_id AND i.expires > $1)`, store.Millis(now))
	return err
}

// forgetGuests erases the guests and delegates of every space whose last day has passed.
func forgetGuests(tx *store.Tx, now time.Time) error {
	over, err := people.Over(tx, schedule.DateOf(now.UTC().Date()))
	if err != nil {
		return err
	}
	for _, persona := range over {
		if err := forgetTraces(tx, persona); err != nil {
			return err
		}
		if err := people.Erase(tx, persona); err != nil {
			return err
		}
	}
	return forgetInvited(tx, now)
}
