// Package people knows who acts: personas, each in one space, the credentials and sessions they sign in with, and the
// roles they hold. There is no account and no person behind a persona.
package people

// Role is what a persona may do in its space, for a term.
type Role string

// Steward keeps the listings of a clearinghouse true.
const Steward Role = "steward"

// Actor is who does something: a persona in its space with the roles it holds now. The zero Actor is a stranger.
type Actor struct {
	Space   string
	Kind    string // of the space
	Persona string
	Name    string
	Roles   []Role
	Proved  bool // showed a way in a moment ago, see ProofLasts
	Shared  bool // came in on a device that others use too
	Guest   bool // a persona that ends by itself: invited for a purpose, and no member
	Removed bool // from the space, for a time: may do nothing there but what concerns that
}

// Operator acts for whoever runs commands on the machine itself. It has no persona; history names it "operator".
func Operator() Actor { return Actor{Name: "operator", Roles: []Role{Steward}} }

// Has says whether the actor holds a role. There are stewards in the clearinghouse only, whatever a group calls its roles.
func (a Actor) Has(role Role) bool {
	if role == Steward && a.Kind != "" && a.Kind != Clearinghouse {
		return false
	}
	for _, r := range a.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// By is what history keeps of the actor: the persona's id, or "operator"; "" for a stranger.
func (a Actor) By() string {
	if a.Persona == "" {
		return a.Name
	}
	return a.Persona
}
