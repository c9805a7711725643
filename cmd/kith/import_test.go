package main

import (
	"encoding/csv"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/app"
	"kith/internal/directory"
	"kith/internal/store"
)

func TestReportHasTheRowsOfEverySource(t *testing.T) {
	home, dir := []string{"KITH_DATA=" + t.TempDir()}, t.TempDir()
	var args []string
	for _, name := range []string{"first.json", "second.json", "third.json"} {
		file := filepath.Join(dir, name)
		text := guide(5, "X")
		if name != "second.json" { // in which nothing is wrong
			text = strings.Replace(text, `"time":"06:00"`, `"time":"quarter past"`, 1)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	report := filepath.Join(dir, "report.csv")
	if got := kith(t, home, nil, append([]string{"import", "--report", report}, args...)...); got.code != exitSkipped {
		t.Fatalf("%+v", got)
	}
	f, err := os.Open(report)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var of []string
	for _, row := range rows[1:] {
		of = append(of, row[0])
		if !strings.Contains(strings.Join(row, " "), "quarter past") {
			t.Errorf("%q", row)
		}
	}
	if strings.Join(of, " ") != "first.json third.json" {
		t.Errorf("rows of %v", of)
	}
	if info, err := os.Stat(report); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the report: %v, %v", info.Mode(), err)
	}
}

// withoutHistory runs something while the table of what was before is not there, so that no listing can be changed.
func withoutHistory(t *testing.T, home []string, run func()) {
	t.Helper()
	c, err := app.Read("", func(name string) string {
		for _, pair := range home {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	rename := func(from, to string) {
		db, err := store.Open(t.Context(), store.Options{Dir: c.Data, URL: c.Database, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`ALTER TABLE ` + from + ` RENAME TO ` + to)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rename("change", "elsewhere")
	defer rename("elsewhere", "change")
	run()
}

func TestImportThatCouldNotBeSettledSaysWhatIsTrue(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		if got := kith(t, home, strings.NewReader(guide(9, "Old")), "import", "--source", "feed", "-"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		var got outcome
		withoutHistory(t, home, func() {
			got = kith(t, home, strings.NewReader(guide(9, "New")), "import", "--json", "--source", "feed", "-")
		})
		if got.code != exitFailed || strings.Contains(got.stderr, "Nothing was changed") || !strings.Contains(got.stderr, "decided and kept") {
			t.Fatalf("%+v", got)
		}
		if !strings.Contains(got.stdout, `"changed":9`) {
			t.Errorf("%s", got.stdout)
		}
		if out := kith(t, home, nil, "export", "--format", "csv"); strings.Count(out.stdout, "\n") != 10 || strings.Contains(out.stdout, "Old ") {
			t.Errorf("the next start did not finish it: %s", out.stdout)
		}
	})
}

func TestSourceIsReadAgainNoMoreOftenThanAllowed(t *testing.T) {
	server := httptest.NewServer(&publisher{text: guide(3, "X")})
	defer server.Close()
	data := t.TempDir()
	if got := kith(t, []string{"KITH_DATA=" + data}, nil, "import", "--source", "feed", "--allow-private", "--refresh", "30s", server.URL); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	c := app.Defaults()
	c.Data = data
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if s, err := a.Directory.SourceNamed(t.Context(), "feed"); err != nil || s.RefreshEvery != directory.LeastRefresh {
		t.Errorf("every %d minutes, %v", s.RefreshEvery, err)
	}
}

func TestFlagIsStrongerThanTheEnvironmentAndThatThanTheFile(t *testing.T) {
	of := map[string]string{}
	for _, name := range []string{"file", "environment", "flag"} {
		of[name] = filepath.Join(t.TempDir(), name)
	}
	file := filepath.Join(t.TempDir(), "kith.toml")
	if err := os.WriteFile(file, []byte("data = '"+of["file"]+"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		strongest string
		home      []string
		args      []string
	}{
		{"file", []string{"KITH_DATA=", "KITH_CONFIG="}, []string{"--config", file}},
		{"file", []string{"KITH_DATA=", "KITH_CONFIG=" + file}, nil},
		{"environment", []string{"KITH_DATA=" + of["environment"]}, []string{"--config", file}},
		{"flag", []string{"KITH_DATA=" + of["environment"]}, []string{"--config", file, "--data", of["flag"]}},
	} {
		for _, folder := range of {
			os.RemoveAll(folder)
		}
		if got := kith(t, c.home, nil, append([]string{"export", "--format", "csv"}, c.args...)...); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		for name, folder := range of {
			if _, err := os.Stat(folder); (err == nil) != (name == c.strongest) {
				t.Errorf("%v: the data is where the %s says: %v", c.args, name, err == nil)
			}
		}
	}
}

func TestUnknownSettingIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kith.toml")
	if err := os.WriteFile(file, []byte("lissen = 'localhost:1'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"serve", "import", "export", "backup", "steward", "doctor"} {
		args := map[string][]string{"import": {"x.json"}, "backup": {"x.db"}, "steward": {"add", "Ada"}}[command]
		got := kith(t, nil, nil, append([]string{command, "--config", file}, args...)...)
		if got.code != exitFailed || !strings.Contains(got.stdout+got.stderr, `"lissen"`) {
			t.Errorf("%s: %+v", command, got)
		}
	}
}
