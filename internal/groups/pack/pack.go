// Package pack holds what a new group starts from: its words, door, roles that end, and the clauses of its agreement. A
// group takes the pack that is nearest to it and changes what it likes. Packs are data (data/*.json, embedded; the format
// stands in doc/packs.md), written for Kith: no fellowship's own literature is in them. The package is pure and safe for
// concurrent use.
package pack

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Pack is what a group starts from. Nothing in it binds: once a group has taken it, every part is the group's own.
type Pack struct {
	ID            string        `json:"id"` // lower case, parted by hyphens; never changes
	For           For           `json:"for,omitempty"`
	Name          Text          `json:"name"`
	About         Text          `json:"about"` // for a founder who chooses: what kind of group it suits
	Words         map[Word]Text `json:"words"`
	Door          Door          `json:"door"`
	RetentionDays int           `json:"retention_days"` // how long talk is kept
	Sessions      int           `json:"sessions,omitempty"`
	Formats       []string      `json:"formats"` // codes of vocabulary.FacetFormat
	Professionals Professionals `json:"professionals"`
	Roles         []Role        `json:"roles"`
	Clauses       []Clause      `json:"clauses"` // one of each kind, in the order of Kinds
}

// For is what begins with a pack.
type For string

// A pack is for groups unless it says that it is for what groups belong to.
const (
	ForGroup        For = ""
	ForOrganisation For = "organisation"
)

// Word is a thing that every group has its own word for.
type Word string

// The words. A pack has all of them, in the singular, as they stand in the middle of a sentence.
const (
	Companion   Word = "companion"   // who walks with another, one to one: sponsor, mentor, buddy
	Newcomer    Word = "newcomer"    // somebody at their first meetings
	Meeting     Word = "meeting"     // a coming together: meeting, session, call
	Facilitator Word = "facilitator" // who runs a meeting: facilitator, host, guide
	Milestone   Word = "milestone"   // what a member may celebrate: anniversary, goal
	Group       Word = "group"       // the group itself: home group, circle, network
)

// Words lists the words.
func Words() []Word {
	return []Word{Companion, Newcomer, Meeting, Facilitator, Milestone, Group}
}

// Door is how somebody becomes a member.
type Door string

// The doors.
const (
	Open       Door = "open"       // whoever accepts the agreement is in
	Ask        Door = "ask"        // a note to the greeters, who answer
	Invitation Door = "invitation" // by a member's link only
)

// Professionals is the most that a professional does in the group. The clause of the same name says it in words. A
// professional who shares the problem is simply a member.
type Professionals string

// What a professional may do, from nothing to most.
const (
	NoProfessional Professionals = "none"
	Adviser        Professionals = "adviser"   // advises while the group forms, then says goodbye
	Speaker        Professionals = "speaker"   // comes to a meeting to speak, by invitation
	Moderator      Professionals = "moderator" // leads a meeting now and then, by invitation
	Host           Professionals = "host"      // an institution lends the place
)

// All lists the packs that come with Kith, by ID. They share their memory with every other caller: copy before changing.
func All() []Pack { return builtin() }

// AllFor lists those of them that are for a group, or for an organisation.
func AllFor(what For) (some []Pack) {
	for _, p := range builtin() {
		if p.For == what {
			some = append(some, p)
		}
	}
	return some
}

// Find gives the pack with an ID.
func Find(id string) (Pack, bool) {
	for _, p := range builtin() {
		if p.ID == id {
			return p, true
		}
	}
	return Pack{}, false
}

//go:embed data/*.json
var files embed.FS

// builtin reads the embedded packs once. They are part of the program: a fault in them is ours, and a test finds it.
var builtin = sync.OnceValue(func() []Pack {
	packs, err := load(files)
	if err != nil {
		panic(err)
	}
	return packs
})

// load reads data/*.json. A file is named after its pack.
func load(from fs.FS) ([]Pack, error) {
	names, err := fs.Glob(from, "data/*.json")
	if err != nil {
		return nil, err
	}
	var packs []Pack
	for _, name := range names {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		p, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if p.ID != strings.TrimSuffix(path.Base(name), ".json") {
			return nil, fmt.Errorf("%s: /id: %q is not the file's name", name, p.ID)
		}
		packs = append(packs, p)
	}
	return packs, nil
}
