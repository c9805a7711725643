package main

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/internal/app"
	"kith/internal/directory/index"
)

// TestKilledImportLeavesOldOrNew kills an import that adds, changes and retires at random moments, many times. What is
// public afterwards is all of the old state or all of the new one, and the next import goes through.
func TestKilledImportLeavesOldOrNew(t *testing.T) {
	const size, times = 3000, 25
	dir := t.TempDir()
	before := filepath.Join(dir, "before")
	if got := kith(t, []string{"KITH_DATA=" + before}, strings.NewReader(guide(size, "Old")), "import", "--source", "feed", "-"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	feed := filepath.Join(dir, "new.json")
	next := strings.Replace(guide(size+500, "New"), `"slug":"m-7"`, `"slug":"other"`, 1)
	if err := os.WriteFile(feed, []byte(next), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := killAfter(t, before, filepath.Join(dir, "whole"), feed, time.Hour)
	if old, new := names(t, filepath.Join(dir, "whole")); old != 0 || new != size+500 {
		t.Fatalf("an undisturbed import leaves %d old and %d new", old, new)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	seen := map[bool]int{}
	for i := range times {
		data := filepath.Join(dir, "killed")
		killAfter(t, before, data, feed, time.Duration(rng.Int64N(int64(whole))))
		old, new := names(t, data)
		if !(old == size && new == 0 || old == 0 && new == size+500) {
			t.Fatalf("kill %d leaves %d old and %d new", i, old, new)
		}
		seen[new > 0]++
		if i%5 == 0 {
			again := []string{"KITH_DATA=" + data, "KITH_TEST_NOW=" + time.Now().Add(time.Hour).Format(time.RFC3339)}
			if got := kith(t, again, nil, "import", "--source", "feed", feed); got.code != exitOK {
				t.Fatalf("importing again after kill %d: %+v", i, got)
			}
			if old, new := names(t, data); old != 0 || new != size+500 {
				t.Fatalf("importing again after kill %d leaves %d old and %d new", i, old, new)
			}
		}
	}
	t.Logf("of %d kills %d left the old state and %d the new one", times, seen[false], seen[true])
}

// killAfter copies a data folder and imports feed there in a process that is killed after a while, or says how long the
// undisturbed import took.
func killAfter(t *testing.T, from, to, feed string, wait time.Duration) time.Duration {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "import", "--source", "feed", feed)
	cmd.Env = append(os.Environ(), "KITH_DATA="+to)
	cmd.Stderr = io.Discard
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(wait, func() { cmd.Process.Kill() })
	defer timer.Stop()
	cmd.Wait()
	return time.Since(start)
}

// names counts the public meetings by which feed named them.
func names(t *testing.T, data string) (old, new int) {
	t.Helper()
	c := app.Defaults()
	c.Data = data
	a, err := app.Open(context.Background(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Directory.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Directory.Index().All(func(e *index.Entry) bool {
		if strings.HasPrefix(e.Name, "Old ") {
			old++
		} else if strings.HasPrefix(e.Name, "New ") {
			new++
		}
		return true
	})
	return old, new
}
