package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/groups/archive"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// groupFile is the file of a group of one, with a listing of one meeting.
func groupFile(t *testing.T, words string) string {
	t.Helper()
	ana, day := store.NewPersonID(), int64(schedule.DateOf(2026, 11, 20))
	a := &archive.Archive{
		Manifest: archive.Manifest{Version: archive.Version, Space: store.NewPersonID(), Began: schedule.Date(day), Made: schedule.Date(day), From: "https://old.example"},
		Rows: map[string][][]any{
			"persona":     {{ana, "Anabella", "", "", day, "", false, int64(0), int64(0), false}},
			"credential":  {{store.NewPersonID(), ana, people.Card, people.HashOf("a code"), "", "Kith", day, ""}},
			"group_space": {{"open-circle", "en", "ask", "", int64(1), "", "meeting", int64(7), int64(30)}},
			"role_kind":   {{"greeter", "Greeter", "", `["greet"]`, int64(2), int64(180), int64(0), int64(0), true, `[]`, int64(1), false}},
			"agreement":   {{int64(1), day, ""}},
			"clause":      {{int64(1), int64(0), "purpose", "We meet."}},
		},
		Listing: []byte(`{"kith":1}
{"group":{"id":"g1","name":"Secret circle"},"meeting":{"id":"m1","name":"Secret circle","schedule":{"repeats":"weekly","interval":1,"weekday":2,"start":"19:30","duration":60,"zone":"Europe/Berlin"},"attend":"online"}}
`),
	}
	var out bytes.Buffer
	if err := a.Write(&out, words); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "archive.kith")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAGroupIsImported: whoever runs the server is told numbers and nothing else.
func TestAGroupIsImported(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		words := people.NewPassphrase()
		file := groupFile(t, words)
		typed := strings.ToLower(strings.ReplaceAll(words, "-", " ")) + "\n"
		for _, c := range []struct {
			name  string
			code  int
			says  string
			env   []string
			stdin string
			args  []string
		}{
			{"other words", exitFailed, "does not open", []string{"KITH_PASSPHRASE=" + people.NewPassphrase()}, "", nil},
			{"no words", exitFailed, "", nil, "", nil},
			{"another kind", exitFailed, "kind kith", nil, "", []string{"--kind", "csv"}},
			{"a dry run", exitOK, "A group of 1", nil, typed, []string{"--dry-run"}},
			{"typed", exitOK, `{"source":"archive.kith","kind":"kith","read":1,"added":1,"changed":0,"unchanged":0,"retired":0,"skipped":0,"held":false,"warnings":[]}`, nil, typed, []string{"--json", "--kind", "kith"}},
			{"again", exitFailed, "here already", []string{"KITH_PASSPHRASE=" + words}, "", nil},
		} {
			got := kith(t, append(home, c.env...), strings.NewReader(c.stdin), append(append([]string{"import"}, c.args...), file)...)
			if said := got.stdout + got.stderr; got.code != c.code || !strings.Contains(said, c.says) || strings.Contains(said, "Anabella") || strings.Contains(said, "Secret") {
				t.Errorf("%s: exit %d\n%s", c.name, got.code, said)
			}
		}
		doctor := kith(t, home, nil, "doctor", "--json")
		if strings.Contains(doctor.stdout, "Secret") || strings.Contains(doctor.stdout, "Anabella") || strings.Contains(doctor.stdout, "group") {
			t.Errorf("the doctor tells of a space: %s", doctor.stdout)
		}
	})
}
