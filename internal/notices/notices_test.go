package notices

import (
	"bytes"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kith/internal/clock"
	"kith/internal/fault"
	"kith/internal/jobs"
	"kith/internal/message"
	"kith/internal/notices/noticestest"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// A Tuesday, before noon.
var morning = time.Date(2026, 11, 24, 10, 30, 0, 0, time.UTC)

// rig is two spaces with one persona each, both of one person, and where notices go.
type rig struct {
	*Notices
	t      *testing.T
	clock  *clock.Manual
	log    *bytes.Buffer
	mails  *noticestest.MailServer
	pushes *noticestest.PushService
	mari   people.Actor // in one group
	wren   people.Actor // the same person in another
}

func each(t *testing.T, f func(t *testing.T, r *rig)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { f(t, newRig(t, db)) })
}

func newRig(t *testing.T, db *store.DB) *rig {
	t.Helper()
	c, log := clock.At(morning), new(bytes.Buffer)
	out := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	words, err := message.Load(message.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, clock: c, log: log, mails: noticestest.NewMailServer(t), pushes: noticestest.NewPushService(t)}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(r.mails.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Notices = New(Options{DB: db, Clock: c, Log: out, Queue: jobs.New(db, c, out), Keys: keys, Words: words, BaseURL: "https://kith.example", Client: r.pushes.Client,
		Mail: &Mail{Server: r.mails.Address, From: "post@kith.example", Name: r.mails.Name, PasswordFile: password, Roots: r.mails.Roots}})
	if err := r.Mail.Check(); err != nil {
		t.Fatal(err)
	}
	p, err := people.New(people.Options{DB: db, Clock: c, BaseURL: r.BaseURL})
	if err != nil {
		t.Fatal(err)
	}
	r.mari, r.wren = r.persona(p, "Marigold"), r.persona(p, "Wren")
	return r
}

func (r *rig) persona(p *people.People, name string) (by people.Actor) {
	r.t.Helper()
	err := r.DB.Write(r.t.Context(), func(tx *store.Tx) error {
		space, err := p.NewSpace(tx, "group", "")
		if err != nil {
			return err
		}
		by = people.Actor{Space: space.ID, Kind: "group", Persona: store.NewPersonID(), Name: name}
		return p.Create(tx, by.Persona, space.ID, people.Self{Name: name})
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return by
}

// works does every job that is due.
func (r *rig) works() {
	r.t.Helper()
	if _, err := r.Queue.Work(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// tells has somebody told, and does what is due.
func (r *rig) tells(by people.Actor, kinds ...Kind) {
	r.t.Helper()
	for _, kind := range kinds {
		if err := r.DB.Write(r.t.Context(), func(tx *store.Tx) error { return Tell(tx, by.Space, kind, by.Persona) }); err != nil {
			r.t.Fatal(err)
		}
	}
	r.works()
}

var code = regexp.MustCompile(`[0-9]{4} [0-9]{4}`)

// by gives somebody an address, and types in the code that comes.
func (r *rig) byMail(by people.Actor, address string) {
	r.t.Helper()
	r.must(r.SetMail(r.t.Context(), by, address, "en", "UTC"))
	r.works()
	all := r.mails.Mails()
	if len(all) == 0 {
		r.t.Fatal("no code came: ", r.log)
	}
	r.must(r.Confirm(r.t.Context(), by, code.FindString(all[len(all)-1].Body)))
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// chooses changes some of what somebody chose.
func (r *rig) chooses(by people.Actor, change func(*Choices)) {
	r.t.Helper()
	now, err := r.Of(r.t.Context(), by)
	r.must(err)
	change(&now.Choices)
	r.must(r.Choose(r.t.Context(), by, now.Choices))
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("error %v, want %v", err, kind)
	}
}

func TestAMailSaysNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace = AtOnce })
		r.tells(r.mari, Door, Agreement)
		all := r.mails.Mails()
		if len(all) != 2 {
			t.Fatalf("%d mails", len(all))
		}
		host, err := os.Hostname()
		r.must(err)
		for _, one := range all {
			if one.From != "post@kith.example" || one.To != "mari@example.org" || one.Hello != "kith.example" {
				t.Errorf("%+v", one)
			}
			for _, telling := range []string{r.mari.Space, r.mari.Persona, "Marigold", "group", "door", "agreement", "go-mail", "@" + host, "/g/"} {
				if strings.Contains(one.Raw, telling) {
					t.Errorf("the mail says %q:\n%s", telling, one.Raw)
				}
			}
		}
		notice := all[1]
		if got := notice.Header.Get("Subject"); got != "There is something new for you" {
			t.Error(got)
		}
		end := strings.Trim(notice.Header.Get("List-Unsubscribe"), "<>")
		if !strings.HasPrefix(end, "https://kith.example/notices/end/") || notice.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Error(notice.Header)
		}
		if !strings.Contains(strings.ReplaceAll(notice.Body, "=\r\n", ""), end) {
			t.Error("no way to end it in the text:", notice.Body)
		}
	})
}

func TestTheWayIsInAMailOnlyWhereItWasChosen(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace, c.Link, c.Lang = AtOnce, true, "es" })
		r.tells(r.mari, Role)
		all := r.mails.Mails()
		if last := all[len(all)-1]; !strings.Contains(strings.ReplaceAll(last.Body, "=\r\n", ""), "https://kith.example/g/"+r.mari.Space+"/") || !strings.Contains(last.Body, "Hay algo nuevo") {
			t.Error(last.Body)
		}
	})
}

func TestNothingIsSentBeforeTheCode(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.must(r.SetMail(t.Context(), r.mari, " mari@example.org ", "en", "UTC"))
		r.tells(r.mari, Door)
		all := r.mails.Mails()
		if len(all) != 1 || !strings.Contains(all[0].Header.Get("Subject"), "code") || all[0].Header.Get("List-Unsubscribe") != "" {
			t.Fatal(all)
		}
		sent := code.FindString(all[0].Body)
		wrong := "0000 0000"
		if sent == wrong {
			wrong = "1111 1111"
		}
		wantKind(t, r.Confirm(t.Context(), r.mari, wrong), fault.Invalid)
		wantKind(t, r.Confirm(t.Context(), r.mari, ""), fault.Invalid)
		wantKind(t, r.Confirm(t.Context(), r.wren, sent), fault.NotFound)
		r.must(r.Confirm(t.Context(), r.mari, sent))
		wantKind(t, r.Confirm(t.Context(), r.mari, sent), fault.Conflict)
		if now, err := r.Of(t.Context(), r.mari); err != nil || now.Means != ByMail || !now.Confirmed {
			t.Error(now, err)
		}
	})
}

func TestACodeIsGuessedInVain(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.must(r.SetMail(t.Context(), r.mari, "mari@example.org", "en", "UTC"))
		r.works()
		sent := code.FindString(r.mails.Mails()[0].Body)
		for range mostSlips {
			wantKind(t, r.Confirm(t.Context(), r.mari, "1"), fault.Invalid)
		}
		wantKind(t, r.Confirm(t.Context(), r.mari, sent), fault.Conflict)
		r.must(r.SetMail(t.Context(), r.mari, "mari@example.org", "en", "UTC"))
		r.works()
		r.clock.Add(48 * time.Hour)
		wantKind(t, r.Confirm(t.Context(), r.mari, code.FindString(r.mails.Mails()[1].Body)), fault.Conflict) // too old
	})
}

func TestNobodyIsFloodedWithCodes(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for range mostCodes {
			r.must(r.SetMail(t.Context(), r.mari, "victim@example.org", "en", "UTC"))
			r.works()
		}
		wantKind(t, r.SetMail(t.Context(), r.mari, "victim@example.org", "en", "UTC"), fault.TooMany)
		r.must(r.Remove(t.Context(), r.mari))
		wantKind(t, r.SetMail(t.Context(), r.mari, "victim@example.org", "en", "UTC"), fault.TooMany)
		r.must(r.SetMail(t.Context(), r.wren, "victim@example.org", "en", "UTC")) // is not told that it does not go out
		r.works()
		if n := len(r.mails.Mails()); n != mostToOne {
			t.Errorf("%d codes", n)
		}
		r.clock.Add(24 * time.Hour)
		r.must(r.SetMail(t.Context(), r.mari, "victim@example.org", "en", "UTC"))
		if r.works(); len(r.mails.Mails()) != mostToOne+1 {
			t.Error("none on the next day")
		}
	})
}

func TestWhatIsNoAddress(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for _, typed := range []string{"", "mari", "@example.org", "Mari <mari@example.org>", "a@b\r\nBcc: c@d", "a@b, c@d", strings.Repeat("a", 250) + "@b.cd"} {
			wantKind(t, r.SetMail(t.Context(), r.mari, typed, "en", "UTC"), fault.Invalid)
		}
		b := r.pushes.Browser(t)
		good := Subscription{b.Endpoint, b.P256dh, b.Auth}
		for name, s := range map[string]Subscription{
			"plain": {strings.Replace(b.Endpoint, "https", "http", 1), b.P256dh, b.Auth}, "no host": {"https:///push", b.P256dh, b.Auth},
			"a password": {"https://a:b@push.example/", b.P256dh, b.Auth}, "another scheme": {"file:///etc/passwd", b.P256dh, b.Auth},
			"no point": {b.Endpoint, text64(65), b.Auth}, "a short secret": {b.Endpoint, b.P256dh, "AAAA"}, "nothing": {}, "too long": {b.Endpoint + strings.Repeat("x", 1100), b.P256dh, b.Auth},
		} {
			if err := r.SetPush(t.Context(), r.mari, s, "en", "UTC"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		r.must(r.SetPush(t.Context(), r.mari, good, "en", "UTC"))
		wantKind(t, r.SetMail(t.Context(), people.Actor{}, "mari@example.org", "en", "UTC"), fault.NotFound)
	})
}

func text64(n int) string { return strings.Repeat("A", n*4/3) }

func TestAPushSaysNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		b := r.pushes.Browser(t)
		r.must(r.SetPush(t.Context(), r.mari, Subscription{b.Endpoint, b.P256dh, b.Auth}, "en", "America/Bogota"))
		r.works()
		all := r.pushes.Pushes()
		if len(all) != 1 {
			t.Fatal("no code came: ", r.log)
		}
		r.must(r.Confirm(t.Context(), r.mari, code.FindString(all[0].Text)))
		r.chooses(r.mari, func(c *Choices) {
			if c.Zone != "America/Bogota" {
				t.Error("the browser's zone is not kept:", c.Zone)
			}
			c.Pace, c.From, c.To = AtOnce, 0, 0
		})
		r.tells(r.mari, Joint)
		all = r.pushes.Pushes()
		if len(all) != 2 || all[1].Text != `{"text":"There is something new for you","open":false}` || all[1].Sub != "https://kith.example" {
			t.Fatal(all)
		}
		if all[0].Size != all[1].Size {
			t.Error("the size of a push tells what it is:", all[0].Size, all[1].Size)
		}
	})
}

func TestManyEventsAreOneNotice(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace = AtOnce })
		r.tells(r.mari, Door, Door, Agreement, Role, Joint)
		r.tells(r.mari, Door)
		if n := len(r.mails.Mails()) - 1; n != 1 {
			t.Errorf("%d notices within the hour", n)
		}
		r.clock.Set(morning.Add(30 * time.Minute)) // the next hour
		r.works()
		if n := len(r.mails.Mails()) - 1; n != 2 {
			t.Errorf("%d notices after the hour", n)
		}
	})
}

func TestOnlyWhatWasChosen(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace, c.Kinds = AtOnce, []Kind{Role} })
		r.tells(r.mari, Door, Agreement, Joint)
		r.tells(r.wren, Role) // gave no contact
		if n := len(r.mails.Mails()) - 1; n != 0 {
			t.Errorf("%d notices", n)
		}
		r.tells(r.mari, Role)
		if n := len(r.mails.Mails()) - 1; n != 1 {
			t.Errorf("%d notices", n)
		}
		now, err := r.Of(t.Context(), r.mari)
		r.must(err)
		for name, change := range map[string]func(*Choices){
			"kind": func(c *Choices) { c.Kinds = []Kind{"gossip"} }, "pace": func(c *Choices) { c.Pace = "always" }, "hour": func(c *Choices) { c.To = 24 },
			"zone": func(c *Choices) { c.Zone = "Local" }, "no zone": func(c *Choices) { c.Zone = "../../etc/passwd" }, "empty zone": func(c *Choices) { c.Zone = "" },
		} {
			wrong := now.Choices
			change(&wrong)
			if err := r.Choose(t.Context(), r.mari, wrong); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		wantKind(t, r.Choose(t.Context(), r.wren, now.Choices), fault.NotFound)
	})
}

func TestADigestWaitsForItsHour(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.clock.Set(time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC))
		r.tells(r.mari, Door)
		if n := len(r.mails.Mails()) - 1; n != 0 {
			t.Fatal("sent before its hour")
		}
		r.clock.Set(time.Date(2026, 11, 25, 9, 5, 0, 0, time.UTC))
		r.tells(r.mari, Agreement)
		r.tells(r.mari, Agreement)
		if n := len(r.mails.Mails()) - 1; n != 1 {
			t.Errorf("%d notices", n)
		}
	})
}

func TestWhatDoesNotArrive(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace, c.From, c.To = AtOnce, 0, 0 })
		r.mails.Refuse(450) // for now
		r.tells(r.mari, Door)
		if now, err := r.Of(t.Context(), r.mari); err != nil || now.Broken {
			t.Error("given up at once:", now, err)
		}
		r.mails.Refuse(0)
		r.clock.Add(time.Minute)
		r.works()
		if n := len(r.mails.Mails()) - 1; n != 1 {
			t.Errorf("%d notices", n)
		}
		r.mails.Refuse(550) // for good
		r.clock.Add(time.Hour)
		r.tells(r.mari, Door)
		if now, err := r.Of(t.Context(), r.mari); err != nil || !now.Broken {
			t.Error("not marked:", now, err)
		}
		r.mails.Refuse(0)
		r.clock.Add(time.Hour)
		if r.tells(r.mari, Door); len(r.mails.Mails())-1 != 1 {
			t.Error("sent to what does not work")
		}
		if r.byMail(r.mari, "mari@example.net"); len(r.mails.Mails())-1 != 2 {
			t.Error("no new code")
		}
		if now, err := r.Of(t.Context(), r.mari); err != nil || now.Broken || now.Pace != AtOnce {
			t.Error("the new contact:", now, err)
		}
	})
}

func TestAServerThatNeverAnswers(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace, c.From, c.To = AtOnce, 0, 0 })
		r.Mail.Server = "127.0.0.1:1"
		r.tells(r.mari, Door)
		for range 12 {
			r.clock.Add(7 * time.Hour)
			r.works()
		}
		if now, err := r.Of(t.Context(), r.mari); err != nil || !now.Broken {
			t.Error(now, err)
		}
		if dead, err := jobs.Given(t.Context(), r.DB); err != nil || len(dead) != 0 {
			t.Error("a job for the doctor instead of a mark on the page:", dead, err)
		}
	})
}

func TestABrowserThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		b := r.pushes.Browser(t)
		r.must(r.SetPush(t.Context(), r.mari, Subscription{b.Endpoint, b.P256dh, b.Auth}, "en", "UTC"))
		r.works()
		r.must(r.Confirm(t.Context(), r.mari, code.FindString(r.pushes.Pushes()[0].Text)))
		r.chooses(r.mari, func(c *Choices) { c.Pace, c.From, c.To = AtOnce, 0, 0 })
		r.pushes.Answer(http.StatusServiceUnavailable)
		r.tells(r.mari, Door)
		if now, _ := r.Of(t.Context(), r.mari); now.Broken {
			t.Error("given up at once")
		}
		r.pushes.Answer(http.StatusGone)
		r.clock.Add(time.Minute)
		r.works()
		if now, err := r.Of(t.Context(), r.mari); err != nil || !now.Broken {
			t.Error(now, err)
		}
	})
}

func TestEndingByTheLinkInAMail(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.chooses(r.mari, func(c *Choices) { c.Pace = AtOnce })
		r.tells(r.mari, Door)
		all := r.mails.Mails()
		_, token, _ := strings.Cut(strings.Trim(all[1].Header.Get("List-Unsubscribe"), "<>"), EndPath)
		r.must(r.End(t.Context(), "of nobody"))
		if now, _ := r.Of(t.Context(), r.mari); now.Means == "" {
			t.Fatal("ended by another link")
		}
		for range 2 {
			r.must(r.End(t.Context(), token))
		}
		if now, err := r.Of(t.Context(), r.mari); err != nil || now.Means != "" {
			t.Error(now, err)
		}
	})
}

// TestErasedWithThePersona: nothing of a contact is left, nor of what was still to be sent.
func TestErasedWithThePersona(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.clock.Set(morning.Add(4 * time.Hour))
		r.tells(r.mari, Door) // waits for tomorrow
		r.must(r.DB.Write(t.Context(), func(tx *store.Tx) error { return Erase(tx, r.mari.Persona) }))
		for _, table := range []string{"contact", "job"} {
			var n int
			err := r.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
				n, err = store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM ` + table))
				return err
			})
			if err != nil || n != 0 {
				t.Errorf("%d rows in %s (%v)", n, table, err)
			}
		}
		r.clock.Add(20 * time.Hour)
		if r.works(); len(r.mails.Mails()) != 1 {
			t.Error("sent to somebody who left")
		}
	})
}

// TestTheSameAddressTwice: neither the database nor the mails tell that two personas are one person.
func TestTheSameAddressTwice(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		for _, by := range []people.Actor{r.mari, r.wren} {
			r.byMail(by, "mari@example.org")
			r.chooses(by, func(c *Choices) { c.Pace, c.Zone, c.From, c.To = AtOnce, "Antarctica/Troll", 3, 4 })
			r.tells(by, Door)
		}
		type kept struct{ sealed, ending string }
		var all []kept
		err := r.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
			all, err = store.Collect(tx, func(r store.Row) (k kept, err error) { err = r.Scan(&k.sealed, &k.ending); return k, err }, `SELECT sealed, ending FROM contact`)
			return err
		})
		r.must(err)
		if len(all) != 2 || all[0].ending == all[1].ending || len(all[0].sealed) != len(all[1].sealed) {
			t.Fatal(all)
		}
		for i := range len(all[0].sealed) - 8 {
			if strings.Contains(all[1].sealed, all[0].sealed[i:i+8]) {
				t.Fatal("the two have something in common")
			}
		}
		mails := r.mails.Mails()
		common := words(mails[1].Raw)
		for word := range words(mails[3].Raw) {
			if common[word] && (len(word) >= 20 && !strings.Contains("content-transfer-encoding: quoted-printable list-unsubscribe=one-click list-unsubscribe-post: https://kith.example/notices/end/", strings.ToLower(word))) {
				t.Errorf("both mails have %q", word)
			}
		}
	})
}

// words are the words of a mail, which folded lines do not cut.
func words(raw string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ReplaceAll(raw, "=\r\n", ""), func(r rune) bool { return strings.ContainsRune(" \r\n<>/@;", r) }) {
		all[word] = true
	}
	return all
}

func TestTheKeyStandsOutside(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		if closed, all, err := Unreadable(t.Context(), r.DB, r.Keys); closed != 0 || all != 1 || err != nil {
			t.Error(closed, all, err)
		}
		other, err := MakeKeys(t.TempDir())
		r.must(err)
		if closed, all, err := Unreadable(t.Context(), r.DB, other); closed != 1 || all != 1 || err != nil {
			t.Error(closed, all, err)
		}
		r.Keys = other
		if now, err := r.Of(t.Context(), r.mari); err != nil || !now.Closed || now.Means != "" {
			t.Error(now, err)
		}
		if r.tells(r.mari, Door); len(r.mails.Mails()) != 1 {
			t.Error("sent")
		}
		r.byMail(r.mari, "mari@example.org") // given anew
		if now, err := r.Of(t.Context(), r.mari); err != nil || now.Closed || !now.Confirmed {
			t.Error(now, err)
		}
	})
}

// TestARowOfAnotherOpensNothing: a sealed contact that is put into another persona's row is not theirs.
func TestARowOfAnotherOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		r.must(r.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE contact SET persona_id = $1, space_id = $2`, r.wren.Persona, r.wren.Space)
			return err
		}))
		if now, err := r.Of(t.Context(), r.wren); err != nil || !now.Closed {
			t.Error(now, err)
		}
	})
}

// TestTheLogNamesNobody: whatever fails, no address, endpoint, code or token gets into the log.
func TestTheLogNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.byMail(r.mari, "mari@example.org")
		b := r.pushes.Browser(t)
		r.must(r.SetPush(t.Context(), r.wren, Subscription{b.Endpoint, b.P256dh, b.Auth}, "en", "UTC"))
		r.works()
		r.must(r.Confirm(t.Context(), r.wren, code.FindString(r.pushes.Pushes()[0].Text)))
		for _, by := range []people.Actor{r.mari, r.wren} {
			r.chooses(by, func(c *Choices) { c.Pace, c.From, c.To = AtOnce, 0, 0 })
		}
		r.mails.Refuse(451)
		r.pushes.Answer(http.StatusInternalServerError)
		r.tells(r.mari, Door)
		r.tells(r.wren, Door)
		r.Mail.PasswordFile += "-gone"
		r.pushes.Client.Transport = http.NewFileTransport(http.Dir(t.TempDir()))
		for range 12 {
			r.clock.Add(7 * time.Hour)
			r.works()
		}
		if r.log.Len() == 0 {
			t.Error("nothing was logged at all")
		}
		for _, by := range []people.Actor{r.mari, r.wren} {
			c, err := r.read(t.Context(), by.Space, by.Persona)
			r.must(err)
			for _, secret := range []string{"mari@", "example.org", b.Endpoint, strings.TrimPrefix(b.Endpoint, "https://"), b.Auth, b.P256dh, c.Token, by.Persona, by.Space, "127.0.0.1", r.mails.Password} {
				if strings.Contains(r.log.String(), secret) {
					t.Errorf("the log has %q:\n%s", secret, r.log)
				}
			}
		}
	})
}
