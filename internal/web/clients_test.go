package web

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/internal/directory"
)

// asked is one request that a client was seen to make.
type asked struct{ client, method, path string }

// seenRequests reads testdata/clients.tsv: client, method and path on each line.
func seenRequests(t *testing.T) (all []asked) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "clients.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 3 {
			all = append(all, asked{fields[0], fields[1], fields[2]})
		}
	}
	if lines.Err() != nil || len(all) == 0 {
		t.Fatalf("%d requests, %v", len(all), lines.Err())
	}
	return all
}

// TestClientsGetWhatTheyAsk makes each request as a page of another site makes it. All of them are answered with something.
func TestClientsGetWhatTheyAsk(t *testing.T) {
	k := newYork(t)
	both := everyWeek("both", "Here and Online", time.Sunday, clockAt(12, 0))
	both.Meeting.Attend, both.Meeting.Audience = "hybrid", []string{"women"}
	shut := everyWeek("shut", "Closed for Now", time.Sunday, clockAt(12, 0))
	shut.Meeting.Attend = "closed"
	k.take(directory.Source{Name: "here", Kind: "kith"}, both, shut)
	for _, a := range seenRequests(t) {
		w := k.request(a.method, a.path, "Origin", "https://group.example")
		body := w.Body.String()
		if w.Code != http.StatusOK || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s %s: %d %v", a.client, a.path, w.Code, w.Header())
			continue
		}
		if _, script, ok := strings.Cut(a.path, "callback="); ok {
			if body, ok = strings.CutPrefix(body, "/**/"+script+"("); !ok {
				t.Errorf("%s %s: no call of %s", a.client, a.path, script)
			}
			body = strings.TrimSuffix(body, ");")
		}
		if !strings.Contains(a.path, "get_used_formats") {
			if rows := parse[[]row](t, body); len(rows) == 0 {
				t.Errorf("%s %s: nothing", a.client, a.path)
			}
			continue
		}
		found := parse[meetingsAndFormats](t, body)
		if len(found.Meetings) == 0 || len(found.Formats) == 0 {
			t.Errorf("%s %s: %d meetings, %d formats", a.client, a.path, len(found.Meetings), len(found.Formats))
		}
		for _, m := range found.Meetings {
			listed(t, m, found.Formats)
		}
	}
}

// listed checks that all formats of a meeting are in the list that came with it, where widgets look them up.
func listed(t *testing.T, meeting row, formats []row) {
	t.Helper()
	ids := map[any]bool{}
	for _, f := range formats {
		ids[f["id"]] = true
	}
	for id := range strings.SplitSeq(meeting["format_shared_id_list"].(string), ",") {
		if id != "" && !ids[id] {
			t.Errorf("meeting %v has the format %s, which is not listed", meeting["id_bigint"], id)
		}
	}
}

// TestLanguagesAreAListOfTheirOwn checks what widgets make a filter by language of.
func TestLanguagesAreAListOfTheirOwn(t *testing.T) {
	k := newYork(t)
	k.take(directory.Source{Name: "here", Kind: "kith"}, everyWeek("english", "English", time.Monday, clockAt(12, 0)))
	for _, f := range parse[[]row](t, k.body(bmltJSON+"GetFormats&key_strings[]=ENG&key_strings[]=ES&show_all=1")) {
		if f["format_type_enum"] != "LANG" {
			t.Errorf("%v is of the type %v", f["key_string"], f["format_type_enum"])
		}
	}
}
