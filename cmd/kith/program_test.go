package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kith/internal/app"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// program is the built binary, which the tests of this package start as an operator would.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "kith-program-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "kith")
		build := exec.Command("go", "build", "-o", program, ".")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// outcome is what a command came to.
type outcome struct {
	code           int
	stdout, stderr string
}

// kith runs a command to its end on a data folder.
func kith(t *testing.T, home []string, stdin io.Reader, args ...string) outcome {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), home...)
	cmd.Stdin = stdin
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// eachHome runs a test on a fresh installation of each kind, given as the environment of its commands.
func eachHome(t *testing.T, f func(t *testing.T, home []string)) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, engine)
			dir := o.Dir
			if dir == "" {
				dir = t.TempDir()
			}
			f(t, []string{"KITH_DATA=" + dir, "KITH_DATABASE=" + o.URL, "KITH_LISTEN=localhost:0", "KITH_TEST_NOW=2026-11-23T18:05:00Z"})
		})
	}
}

// serving starts the server and gives its address; it is stopped, and has to end well, when the test ends.
func serving(t *testing.T, home []string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, append([]string{"serve"}, args...)...)
	cmd.Env = append(os.Environ(), home...)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, log.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("the server said %q (%v)\n%s", line, err, log.String())
	}
	return address
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// guide is a Meeting Guide feed of n meetings whose names begin with word.
func guide(n int, word string) string {
	var rows []string
	for i := range n {
		rows = append(rows, fmt.Sprintf(`{"slug":"m-%d","name":"%s %d","day":%d,"time":"%02d:00","end_time":"%02d:00","timezone":"America/Los_Angeles",
			"types":["O","D"],"location":"Hall %d","formatted_address":"%d Main St, Oakland, CA 94607, USA","latitude":37.80,"longitude":-122.27}`,
			i, word, i, i%7, 6+i%12, 7+i%12, i%50, i%50))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func TestFromTheFirstCommandToAMeeting(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		got := kith(t, home, strings.NewReader(guide(30, "Harbour")), "import", "--json", "--source", "feed", "-")
		if got.code != exitOK || !strings.Contains(got.stdout, `"source":"feed","kind":"meeting-guide","read":30,"added":30,"changed":0,"unchanged":0,"retired":0,"skipped":0,"held":false,"warnings":[`) {
			t.Fatalf("%+v", got)
		}
		address := serving(t, home)
		status, body := get(t, address+"/search?near=Oakland&day=today")
		if status != 200 || !strings.Contains(body, `data-meeting="m-1"`) {
			t.Fatalf("%d\n%s", status, body)
		}
		if status, body := get(t, address+"/meetings/m-1"); status != 200 || !strings.Contains(body, "Harbour 1") {
			t.Fatalf("%d\n%s", status, body)
		}
	})
}

func TestWhatWasLookedForInVainIsWrittenDownAtTheEnd(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		for range 2 { // the second server adds to what the first one counted
			t.Run("served", func(t *testing.T) {
				address := serving(t, home)
				for range 3 {
					get(t, address+"/search?concern=grief&near=Oakland")
				}
			})
		}
		c := app.Config{Data: strings.TrimPrefix(home[0], "KITH_DATA="), Database: strings.TrimPrefix(home[1], "KITH_DATABASE=")}
		a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		needs, err := a.Directory.Needs(t.Context(), people.Operator())
		if err != nil || len(needs) != 1 || needs[0].Concern != "grief" || needs[0].Count != 6 {
			t.Errorf("%+v, %v", needs, err)
		}
	})
}

func TestServerSeesWhatACommandImports(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		address := serving(t, home)
		if got := kith(t, home, strings.NewReader(guide(5, "Later")), "import", "--source", "feed", "-"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		awaited(t, address+"/search?q=later", `data-count="5"`)
	})
}

func TestFlagsStandBeforeOrAfter(t *testing.T) {
	home := []string{"KITH_DATA=" + t.TempDir()}
	feed := filepath.Join(t.TempDir(), "feed.json")
	if err := os.WriteFile(feed, []byte(guide(3, "X")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", feed, "--json", "--dry-run"}, {"import", "--json", "--dry-run", feed}} {
		if got := kith(t, home, nil, args...); got.code != exitOK || !strings.Contains(got.stdout, `"source":"feed.json"`) {
			t.Fatalf("%v: %+v", args, got)
		}
	}
	if got := kith(t, home, nil, "import", feed, "--no-such-flag"); got.code != exitUsage {
		t.Fatalf("%+v", got)
	}
}

func TestOutcomesHaveTheirCodes(t *testing.T) {
	home := []string{"KITH_DATA=" + t.TempDir()}
	run := func(text string) outcome {
		return kith(t, home, strings.NewReader(text), "import", "--json", "--source", "feed", "-")
	}
	if got := run(guide(20, "X")); got.code != exitOK {
		t.Fatalf("all in: %+v", got)
	}
	bad := strings.Replace(guide(21, "X"), `"time":"06:00"`, `"time":"quarter past"`, 1)
	if got := run(bad); got.code != exitSkipped || !strings.Contains(got.stdout, `"skipped":1`) {
		t.Fatalf("one row bad: %+v", got)
	}
	if got := run(guide(3, "X")); got.code != exitHeld || !strings.Contains(got.stdout, `"held":true`) {
		t.Fatalf("shrunk: %+v", got)
	}
	if got := run(guide(20, "X")); got.code != exitFailed || !strings.Contains(got.stderr, "waits for a steward") {
		t.Fatalf("while one waits: %+v", got)
	}
	other := kith(t, home, strings.NewReader("this is nothing"), "import", "--source", "other", "-")
	if other.code != exitFailed || !strings.Contains(other.stderr, "Nothing was changed") {
		t.Fatalf("nothing usable: %+v", other)
	}
}

// publisher serves one feed that can be changed, with an ETag, and counts what it is asked.
type publisher struct {
	mu              sync.Mutex
	text            string
	asked, answered int
}

func (p *publisher) publish(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = text
}

// ServeHTTP answers with the feed, or with 304 when the asker has it already.
func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	tag := fmt.Sprintf("%q", fmt.Sprint(len(p.text), strings.Count(p.text, "New")))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p.answered++
	io.WriteString(w, p.text)
}

func (p *publisher) counts() (asked, answered int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked, p.answered
}

func TestAddressIsReadAgainOnlyWhenItChanged(t *testing.T) {
	p := &publisher{text: guide(12, "Old")}
	server := httptest.NewServer(p)
	defer server.Close()
	home := []string{"KITH_DATA=" + t.TempDir(), "KITH_LISTEN=localhost:0"}
	address := server.URL + "/feed?key=secret"
	if got := kith(t, home, nil, "import", address); got.code != exitFailed || !strings.Contains(got.stderr, "Nothing was changed") {
		t.Fatalf("a private address is read: %+v", got)
	}
	got := kith(t, home, nil, "import", "--json", "--allow-private", "--refresh", "24h", address)
	if got.code != exitOK || !strings.Contains(got.stdout, `"source":"`+server.URL+`/feed"`) {
		t.Fatalf("%+v", got)
	}
	again := kith(t, home, nil, "import", "--json", address)
	if asked, answered := p.counts(); again.code != exitOK || asked != 2 || answered != 1 || !strings.Contains(again.stdout, `"read":12,"added":0,"changed":0,"unchanged":12`) {
		t.Fatalf("asked %d times, answered %d: %+v", asked, answered, again)
	}
	p.publish(guide(12, "New"))
	at := serving(t, append(home, "KITH_TEST_NOW="+time.Now().Add(25*time.Hour).Format(time.RFC3339)))
	awaited(t, at+"/search?q=new", `data-count="12"`)
}

func TestArchiveOpensOnAnotherServer(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		if got := kith(t, home, nil, "sample", "add"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		archive := filepath.Join(t.TempDir(), "all.jsonl")
		if got := kith(t, home, nil, "export", "--format", "kith", "--sample", "--output", archive); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		if got := kith(t, home, nil, "export", "--output", archive); got.code != exitFailed {
			t.Fatalf("an export writes over a file: %+v", got)
		}
		other := []string{"KITH_DATA=" + t.TempDir(), "KITH_DATABASE="}
		in := kith(t, other, nil, "import", "--json", archive)
		if in.code != exitOK || !strings.Contains(in.stdout, `"kind":"kith","read":4116,"added":4116,`) {
			t.Fatalf("%+v", in)
		}
		there := kith(t, other, nil, "export", "--format", "meeting-guide")
		here := kith(t, home, nil, "export", "--format", "meeting-guide", "--sample")
		if n := strings.Count(there.stdout, `"slug":`); there.code != exitOK || n == 0 || n != strings.Count(here.stdout, `"slug":`) {
			t.Fatalf("%d meetings there, %d here", n, strings.Count(here.stdout, `"slug":`))
		}
		if none := kith(t, home, nil, "export", "--format", "csv"); none.code != exitOK || strings.Count(none.stdout, "\n") != 1 {
			t.Fatalf("the sample is in an export that nobody asked to have it in: %+v", none.stdout)
		}
	})
}

func TestBackupIsTakenWhileServingAndPutBack(t *testing.T) {
	home := []string{"KITH_DATA=" + t.TempDir(), "KITH_LISTEN=localhost:0"}
	copied := filepath.Join(t.TempDir(), "copy.db")
	t.Run("taken", func(t *testing.T) {
		address := serving(t, home)
		if got := kith(t, home, strings.NewReader(guide(40, "Before")), "import", "--source", "feed", "-"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		if got := kith(t, home, nil, "backup", copied); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		if got := kith(t, home, nil, "backup", copied); got.code != exitFailed || !strings.Contains(got.stderr, "there already") {
			t.Fatalf("a backup writes over a file: %+v", got)
		}
		if got := kith(t, home, nil, "restore", copied); got.code != exitFailed || !strings.Contains(got.stderr, "Stop Kith first") {
			t.Fatalf("a restore takes the database away under a server: %+v", got)
		}
		if got := kith(t, home, strings.NewReader(guide(40, "After")), "import", "--source", "feed", "-"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		awaited(t, address+"/search?q=after", `data-count="40"`)
	})
	if got := kith(t, home, nil, "restore", copied); got.code != exitOK || !strings.Contains(got.stderr, "40 public listings") {
		t.Fatalf("%+v", got)
	}
	address := serving(t, home)
	if _, body := get(t, address+"/search?q=before"); !strings.Contains(body, `data-count="40"`) {
		t.Fatal("what was backed up is not there")
	}
}

// awaited asks until an answer has text, as a server follows what commands commit within a second.
func awaited(t *testing.T, address, text string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		if _, body := get(t, address); strings.Contains(body, text) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s never has %s", address, text)
		}
	}
}

func TestStewardIsLetInByALinkThatWorksOnce(t *testing.T) {
	eachHome(t, func(t *testing.T, home []string) {
		address := serving(t, home)
		got := kith(t, home, nil, "steward", "add", "Ada", "--base-url", address)
		link := strings.TrimSpace(got.stdout)
		if got.code != exitOK || !strings.HasPrefix(link, address+"/g/") {
			t.Fatalf("%+v", got)
		}
		if status, body := get(t, link); status != 200 || !strings.Contains(body, "Ada") {
			t.Fatalf("%d\n%s", status, body)
		}
		space := link[:strings.Index(link, "/join/")]
		status, body := get(t, space+"/members")
		other, otherBody := get(t, address+"/g/00000000-0000-4000-8000-000000000000/members")
		if status != other || body != otherBody {
			t.Fatalf("a space that is there answers %d, one that is not %d", status, other)
		}
	})
}

func TestDoctorSaysWhatIsWrong(t *testing.T) {
	home := []string{"KITH_DATA=" + t.TempDir(), "KITH_LISTEN=localhost:0"}
	if got := kith(t, home, nil, "sample", "add"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	got := kith(t, home, nil, "doctor", "--json")
	var found []app.Finding
	if err := json.Unmarshal([]byte(got.stdout), &found); err != nil || got.code != exitFailed {
		t.Fatalf("%v: %+v", err, got)
	}
	ok := map[string]bool{}
	for _, f := range found {
		ok[f.Subject] = f.OK
	}
	if !ok["database"] || !ok["places"] || ok["sample"] || ok["help lines"] {
		t.Fatalf("%+v", found)
	}
}
