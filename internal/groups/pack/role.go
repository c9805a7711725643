package pack

import "slices"

// Role is a job in the group. Every holding of it ends.
type Role struct {
	ID         string       `json:"id"` // lower case, parted by hyphens; one in its pack
	Name       Text         `json:"name"`
	Does       Text         `json:"does"` // what one does who has it, in a sentence or two
	May        []Permission `json:"may"`
	Board      bool         `json:"board,omitempty"` // of an organisation: who holds it is on its board
	Seats      int          `json:"seats"`           // how many have it at a time
	TermDays   int          `json:"term_days"`
	GapDays    int          `json:"gap_days,omitempty"`    // after a term, before serving in it again
	NeededDays int          `json:"needed_days,omitempty"` // of membership beforehand, or since the group began if that is less
	Needed     bool         `json:"needed,omitempty"`      // the group cannot do without
	Checklist  []Text       `json:"checklist"`             // for handing it over, point by point
}

// Holds says whether the role carries a permission.
func (r Role) Holds(p Permission) bool { return slices.Contains(r.May, p) }

// Permission is one thing that a role may let its holder do in the program. A role may also be work without any.
type Permission string

// The permissions.
const (
	Greet     Permission = "greet"     // answer the door
	Invite    Permission = "invite"    // make links that let people in
	Agreement Permission = "agreement" // bring in a change of the agreement that the group decided
	Listing   Permission = "listing"   // edit the group's own listing
	Roles     Permission = "roles"     // record that a role was filled, and change what roles there are
	Protect   Permission = "protect"   // remove somebody for a time; vouch for who lost every way in; each together with a second holder
	Represent Permission = "represent" // speak for the group in its organisation
	Leave     Permission = "leave"     // take the group to another server, together with a second holder
)

// Permissions lists the permissions.
func Permissions() []Permission {
	return []Permission{Greet, Invite, Agreement, Listing, Roles, Protect, Represent, Leave}
}

// Holders is how many needed roles must hold a permission. Two, where one role alone could lock the others out or an act
// takes a second person; only needed roles count, because one that may stay empty protects nobody.
func Holders(p Permission) int {
	switch p {
	case Roles, Protect, Leave:
		return 2
	case Represent:
		return 0
	}
	return 1
}
