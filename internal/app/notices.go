package app

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"kith/internal/feeds"
	"kith/internal/jobs"
	"kith/internal/message"
	"kith/internal/notices"
)

// pushTime is how long a push service may take to answer.
const pushTime = 20 * time.Second

// notices builds what tells members that there is something new, with keys that are made at the first start.
func (a *App) notices(words *message.Catalogue, base string) (*notices.Notices, error) {
	keys, err := notices.MakeKeys(a.Config.Data)
	if err != nil {
		return nil, err
	}
	return notices.New(notices.Options{DB: a.DB, Clock: a.Clock, Log: a.Log, Queue: a.jobs, Keys: keys, Words: words, Mail: a.Config.Mail,
		BaseURL: base, Client: feeds.PublicClient(pushTime)}), nil
}

// notices looks at the keys that contacts are encrypted with, and at the mail server's settings. It asks the server nothing.
func (e *examination) notices() {
	e.keys()
	switch m := e.app.Config.Mail; {
	case m == nil:
		e.good("mail", "none is set up: members can be told by their browsers only.")
	case m.Check() != nil:
		e.bad("mail", "%v.", m.Check())
	default:
		e.good("mail", "it goes out by %s, from %s. Whether the server answers: kith doctor --mail", m.Server, m.From)
	}
}

// Mail asks the mail server whether it answers and lets us in. Nothing is sent.
func (e *examination) mail() {
	m := e.app.Config.Mail
	if m == nil || m.Check() != nil {
		return
	}
	if err := m.Try(e.ctx); err != nil {
		e.bad("mail server", "%s cannot be used: %v.", m.Server, err)
		return
	}
	e.good("mail server", "%s answers and lets Kith in.", m.Server)
}

func (e *examination) keys() {
	folder := e.app.Config.Data
	keys, err := notices.ReadKeys(folder)
	if errors.Is(err, fs.ErrNotExist) {
		keys = notices.Keys{}
	} else if err != nil {
		e.bad("keys", "they cannot be read: %v.", err)
		return
	}
	if open := openFiles(notices.KeyFiles(folder)); len(open) > 0 {
		e.bad("keys", "others on this machine can read them. Say: chmod 600 %s", strings.Join(open, " "))
		return
	}
	closed, all, err := notices.Unreadable(e.ctx, e.app.DB, keys)
	switch {
	case err != nil:
		e.bad("keys", "what they open cannot be read: %v.", err)
	case closed > 0:
		e.bad("keys", "%d of %d contacts do not open with the key in %s. Put back the contact.key that belongs to this database; without it these members have to give their contact anew.",
			closed, all, folder)
	default:
		e.good("keys", "they open all %d contacts. They are in no backup: keep a copy where no backup is.", all)
	}
}

// openFiles are those that others on this machine can read.
func openFiles(files []string) (open []string) {
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
			open = append(open, file)
		}
	}
	return open
}

// dead looks at jobs that were given up.
func (e *examination) dead() {
	given, err := jobs.Given(e.ctx, e.app.DB)
	if err != nil {
		e.bad("jobs", "they cannot be read: %v.", err)
		return
	}
	if len(given) == 0 {
		e.good("jobs", "none was given up.")
		return
	}
	var kinds []string
	for _, one := range given {
		kinds = append(kinds, one.Kind)
	}
	e.bad("jobs", "some were given up in the last thirty days; the log says why: %s.", strings.Join(kinds, ", "))
}
