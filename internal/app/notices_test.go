package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/notices"
	"kith/internal/notices/noticestest"
)

func TestMailSettings(t *testing.T) {
	good := "server = \"mail.example:587\"\nfrom = \"post@example.org\"\n"
	for name, c := range map[string]struct{ text, wrong string }{
		"good":             {good, ""},
		"unknown":          {good + "port = 25\n", "mail.port"},
		"no server":        {"from = \"post@example.org\"\n", "mail server"},
		"no sender":        {"server = \"mail.example:587\"\n", "come from"},
		"a name in it":     {"server = \"mail.example:587\"\nfrom = \"Kith <post@example.org>\"\n", "come from"},
		"half an account":  {good + "name = \"kith\"\n", "belong together"},
		"in the open":      {good + "security = \"none\"\n", "unprotected"},
		"on this machine":  {"server = \"127.0.0.1:25\"\nfrom = \"post@example.org\"\nsecurity = \"none\"\n", ""},
		"another security": {good + "security = \"ssl3\"\n", "ssl3"},
	} {
		read, err := Read(settings(t, "[mail]\n"+c.text), environment())
		if err == nil {
			err = read.Check()
		}
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if none, err := Read(settings(t, ""), environment()); err != nil || none.Mail != nil {
		t.Error(none.Mail, err)
	}
}

// saidOf is what the doctor says of something.
func saidOf(t *testing.T, a *App, mail bool, subject string) (f Finding) {
	t.Helper()
	for _, one := range a.Examine(t.Context(), mail) {
		if one.Subject == subject {
			return one
		}
	}
	return f
}

func TestDoctorLooksAtKeysAndMail(t *testing.T) {
	c := Defaults()
	c.Data = filepath.Join(t.TempDir(), "data")
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	files := notices.KeyFiles(c.Data)
	if said := saidOf(t, a, false, "keys"); !said.OK {
		t.Error("before the first start:", said)
	}
	if _, err := os.Stat(files[0]); err == nil {
		t.Error("the doctor made a key")
	}
	if _, err := notices.MakeKeys(c.Data); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(file, info, err)
		}
	}
	before, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := notices.MakeKeys(c.Data); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(files[0]); err != nil || !bytes.Equal(before, after) {
		t.Error("a second start made another key", err)
	}
	if err := os.Chmod(files[1], 0o644); err != nil {
		t.Fatal(err)
	}
	if said := saidOf(t, a, false, "keys"); said.OK || !strings.Contains(said.Words, "chmod 600 "+files[1]) {
		t.Error(said)
	}

	m := noticestest.NewMailServer(t)
	password := filepath.Join(c.Data, "password")
	if err := os.WriteFile(password, []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.Config.Mail = &notices.Mail{Server: m.Address, From: "post@example.org", Name: m.Name, PasswordFile: password, Roots: m.Roots}
	if said := saidOf(t, a, false, "mail server"); said != (Finding{}) {
		t.Error("asked without being told to:", said)
	}
	if said := saidOf(t, a, true, "mail server"); said.OK || said.Words == "" || strings.Contains(said.Words, m.Password) {
		t.Error(said)
	}
	if err := os.WriteFile(password, []byte(m.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := saidOf(t, a, true, "mail server"); !said.OK {
		t.Error(said)
	}
	if n := len(m.Mails()); n != 0 {
		t.Error("the doctor sent a mail")
	}
}

// TestBackupHasNoKey: a copy of the database and what can be read in it are two things.
func TestBackupHasNoKey(t *testing.T) {
	c := Defaults()
	c.Data = filepath.Join(t.TempDir(), "data")
	a, err := Open(context.Background(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := notices.MakeKeys(c.Data); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := a.DB.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range notices.KeyFiles(c.Data) {
		key, err := os.ReadFile(file)
		if err != nil || bytes.Contains(text, bytes.TrimSpace(key)) {
			t.Error(fmt.Sprint(file, " is in the copy"), err)
		}
	}
}
