// Package notices tells a member outside Kith that there is something new for them, by mail or by their browser's push
// service, and says nothing else: not the group, not the name, not what happened. Whoever wants none is never asked.
package notices

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"kith/internal/clock"
	"kith/internal/jobs"
	"kith/internal/message"
	"kith/internal/schedule"
	"kith/internal/store"
)

// Kind is what a notice is for. It is chosen by, never told in one.
type Kind string

// The kinds.
const (
	Door      Kind = "door"      // somebody is at the door
	Joint     Kind = "joint"     // an act waits for a second member
	Role      Kind = "role"      // a role ends soon
	Agreement Kind = "agreement" // the agreement changed
)

// Kinds are all of them, in the order in which they are shown.
func Kinds() []Kind { return []Kind{Door, Joint, Role, Agreement} }

// Names of the jobs. That something happened is sorted for each persona; then all that it wanted is one notice.
const (
	sortJob = "notice.sort."
	sendJob = "notice.send"
	codeJob = "notice.code"
)

// Tell has personas of a space told that there is something new for them, once the transaction is committed: those that gave
// a contact, confirmed it and want such notices. It is for operations, which know whom it concerns.
func Tell(tx *store.Tx, space string, kind Kind, personas ...string) error {
	return tell(tx, space, kind, func(persona string) bool { return slices.Contains(personas, persona) })
}

func tell(tx *store.Tx, space string, kind Kind, whom func(persona string) bool) error {
	reachable, err := store.Collect(tx, store.Scalar[string], `SELECT persona_id FROM contact WHERE space_id = $1`, space)
	if err != nil {
		return err
	}
	var all []jobs.Job
	for _, persona := range reachable {
		if whom(persona) {
			all = append(all, jobs.Job{Kind: sortJob + string(kind), Space: space, Subject: persona})
		}
	}
	return jobs.Enqueue(tx, all...)
}

// TellAll is Tell for everybody in a space but some, such as who did it.
func TellAll(tx *store.Tx, space string, kind Kind, but ...string) error {
	return tell(tx, space, kind, func(persona string) bool { return !slices.Contains(but, persona) })
}

// Erase takes away how a persona was told, and what it was still to be told. It is for operations, which decide who may.
func Erase(tx *store.Tx, persona string) error {
	if _, err := tx.Exec(`DELETE FROM contact WHERE persona_id = $1`, persona); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM job WHERE subject = $1`, persona)
	return err
}

// Options are what Notices is built from.
type Options struct {
	DB    *store.DB
	Clock clock.Clock
	Log   *slog.Logger
	Queue *jobs.Queue
	Keys  Keys
	Words *message.Catalogue
	Mail  *Mail // nil: no mail is sent
	// BaseURL is where browsers reach this server. Without HTTPS a browser gives no push, but for localhost.
	BaseURL string
	// Client reaches push services. It must not reach into the own network: where they are, a browser says.
	Client *http.Client
}

// Notices is who is told of what, and how. It is safe for use by several goroutines.
type Notices struct {
	Options
	codes *tally // asked for by one persona
	sent  *tally // codes sent to one address
}

// How many codes a persona may ask for in a day, and how many are sent to one address whoever asks.
const (
	mostCodes  = 5
	mostToOne  = 5
	safePrefix = "https://"
)

// New makes the notices of an open database, and lets the queue send them.
func New(o Options) *Notices {
	n := &Notices{Options: o, codes: newTally(o.Clock, mostCodes), sent: newTally(o.Clock, mostToOne)}
	for _, kind := range Kinds() {
		o.Queue.Handle(sortJob+string(kind), n.sort(kind))
	}
	o.Queue.Handle(sendJob, n.send)
	o.Queue.Handle(codeJob, n.sendCode)
	return n
}

// ByMail says whether this server can send mail.
func (n *Notices) ByMail() bool { return n.Mail != nil }

// ByPush says whether browsers can give push at this server's address.
func (n *Notices) ByPush() bool {
	return strings.HasPrefix(n.BaseURL, safePrefix) || strings.HasPrefix(n.BaseURL, "http://localhost:") || n.BaseURL == "http://localhost"
}

// PushKey is the public key of this server that a browser gives push for: a point of P-256 in base64url (RFC 8292).
func (n *Notices) PushKey() string { return n.Keys.pushPublic() }

func (n *Notices) today() schedule.Date { return schedule.DateOf(n.Clock.Now().UTC().Date()) }
