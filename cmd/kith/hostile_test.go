package main

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// packed compresses a text, several times over if need be.
func packed(t *testing.T, text string, times int) string {
	t.Helper()
	for range times {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := io.WriteString(z, text); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		text = b.String()
	}
	return text
}

// TestHostileFilesChangeNothing imports files that are made to hurt, on both databases: each ends soon, says what is
// wrong, and leaves what was there.
func TestHostileFilesChangeNothing(t *testing.T) {
	row := `{"name":"X","slug":"x","day":1,"time":"19:00","timezone":"UTC","notes":`
	files := map[string]string{
		"nested":          strings.Repeat("[", 5<<20) + strings.Repeat("]", 5<<20),
		"nested objects":  strings.Repeat(`{"meetings":`, 900_000),
		"nested in a row": "[" + row + strings.Repeat("[", 5<<20),
		"a bomb":          packed(t, "["+strings.Repeat(" ", 100<<20)+"]", 1),
		"packed twice":    packed(t, "["+row+`"n"}]`, 2),
		"half a pack":     packed(t, "["+row+`"`+strings.Repeat("n ", 30_000)+`"}]`, 1)[:80],
		"one long text":   "[" + row + `"` + strings.Repeat("n", 50<<20) + `"}]`,
		"10,000 columns":  strings.Repeat("c,", 10_000) + "\n" + strings.Repeat("1,", 10_000),
		"an open quote":   "name,day,time\n\"" + strings.Repeat("n", 3<<20),
		"zero bytes":      strings.Repeat("\x00", 100_000),
		"a web page":      "<!doctype html><title>Meetings</title>",
		"half a list":     "[" + row + `"n"},{"name":`,
		"nothing but 0":   "[" + strings.Repeat("0,", 300_000) + "0]",
	}
	eachHome(t, func(t *testing.T, home []string) {
		if got := kith(t, home, strings.NewReader(guide(10, "Good")), "import", "--source", "feed", "-"); got.code != exitOK {
			t.Fatalf("%+v", got)
		}
		for what, text := range files {
			begin := time.Now()
			got := kith(t, home, strings.NewReader(text), "import", "--source", "feed", "-")
			if got.code != exitFailed || !strings.Contains(got.stderr, "Nothing was changed") || strings.Contains(got.stderr, "panic") {
				t.Errorf("%s: %d, %.500s", what, got.code, got.stderr)
			}
			if took := time.Since(begin); took > 30*time.Second || len(got.stderr) > 10_000 {
				t.Errorf("%s: took %v and said %d bytes", what, took, len(got.stderr))
			}
		}
		got := kith(t, home, strings.NewReader(guide(10, "Good")), "import", "--json", "--source", "feed", "-")
		if got.code != exitOK || !strings.Contains(got.stdout, `"added":0,"changed":0,"unchanged":10,"retired":0,"skipped":0`) {
			t.Errorf("something was changed: %+v", got)
		}
	})
}

// TestHostileRowsAreHarmless imports rows with what no row should have; afterwards every page and every feed stands, and
// no text of them is a mark, a formula, or the start of another line of a header.
func TestHostileRowsAreHarmless(t *testing.T) {
	const evil = `<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;script&gt;\u0000\u202e\u0007\ud800`
	var rows []string
	add := func(field, value string) {
		fields := map[string]string{"slug": fmt.Sprintf(`"row-%d"`, len(rows)), "name": fmt.Sprintf(`"Row %d"`, len(rows)), "day": "2", "time": `"19:00"`,
			"timezone": `"UTC"`, "location": `"Hall"`, "formatted_address": `"1 Main St, Oakland, CA 94607, USA"`, "latitude": "37.8", "longitude": "-122.27"}
		fields[field] = value
		var pairs []string
		for k, v := range fields {
			pairs = append(pairs, fmt.Sprintf("%q:%s", k, v))
		}
		rows = append(rows, "{"+strings.Join(pairs, ",")+"}")
	}
	for _, field := range []string{"name", "group", "location", "notes", "location_notes", "group_notes", "region", "district", "entity", "conference_url_notes",
		"conference_phone", "venmo", "paypal", "email", "phone", "slug", "url", "id", "group_id", "location_id", "formatted_address", "timezone", "day", "time"} {
		add(field, `"`+evil+`"`)
	}
	for field, values := range map[string][]string{"name": {`"=1+1"`, `"+cmd|' /C calc'!A0"`, `"@SUM(1)"`, `"\t=1"`}, "day": {"7", "-1", "1e309", `"99999999999999999999"`},
		"latitude": {"1e309", `"NaN"`, `"Infinity"`, "91"}, "time": {`"25:99"`, `"-1:00"`}, "end_time": {`"-5"`}, "duration": {"-60", "1e309"},
		"start_date": {`"0001-01-01"`, `"9999-12-31"`}, "end_date": {`"9999-12-31"`}, "timezone": {`"../../etc/passwd"`}, "id": {"1e3", "-5", "99999999999999999999"},
		"conference_url": {`"javascript:alert(1)"`, `"//evil.example"`, `"http://a:b@evil.example"`, `"data:text/html,x"`}, "website": {`"javascript:alert(1)//http://"`},
		"slug": {`"../../etc/passwd"`, `"a\r\nSet-Cookie: x=1"`, `"\ud800"`}, "types": {`["<b>Z</b>","A\u0000B"]`}} {
		for _, value := range values {
			add(field, value)
		}
	}
	feed := "[" + strings.Join(rows, ",") + `,17,null,[],"x",{},{"slug":"twice","slug":"again","name":"A","name":"B","day":1,"time":"19:00","timezone":"UTC"}]`
	eachHome(t, func(t *testing.T, home []string) {
		if got := kith(t, home, strings.NewReader(feed), "import", "--json", "--source", "feed", "-"); got.code != exitSkipped {
			t.Fatalf("%+v", got)
		}
		if got := kith(t, home, strings.NewReader(feed), "import", "--json", "--source", "feed", "-"); !strings.Contains(got.stdout, `"added":0,"changed":0`) {
			t.Errorf("a second time something changes: %+v", got)
		}
		site := serving(t, home)
		for _, path := range []string{"/", "/search?q=row", "/search?page=2", "/search?q=" + url.QueryEscape("<script>alert(1)</script>\"'>"), "/meetings/row-0", "/meetings/row-7",
			"/groups/row-30", "/organisations", "/concerns", "/sitemap.xml", "/feeds/meetings.json", "/api/v1/meetings?limit=1000",
			"/main_server/client_interface/json/?switcher=GetSearchResults", "/main_server/client_interface/jsonp/?switcher=GetSearchResults&callback=f"} {
			status, body := get(t, site+path)
			if status >= 500 {
				t.Errorf("%s: status %d", path, status)
			}
			for _, mark := range []string{"<script>alert", "<img src=x", "<b>Z", "javascript:alert", "\x00", "\u202e"} {
				if strings.Contains(body, mark) {
					t.Errorf("%s has %q", path, mark)
				}
			}
		}
		for _, path := range []string{"/feeds/meetings.csv", "/main_server/client_interface/csv/?switcher=GetSearchResults"} {
			_, body := get(t, site+path)
			for _, start := range []string{"=1", "+cmd", "@SUM", "\t="} {
				if strings.Contains(body, ","+start) || strings.Contains(body, `,"`+start) || strings.Contains(body, "\n"+start) {
					t.Errorf("%s begins a cell with %q", path, start)
				}
			}
		}
	})
}

// TestAddressesInOneselfAreNotRead names this machine in every way that there is, and asks for files.
func TestAddressesInOneselfAreNotRead(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		io.WriteString(w, guide(3, "Inner"))
	}))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	home := []string{"KITH_DATA=" + t.TempDir(), "HTTP_PROXY=" + server.URL, "http_proxy=" + server.URL}
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::]",
		"169.254.169.254", "10.0.0.1", "192.168.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "user:pass@127.0.0.1"} {
		got := kith(t, home, nil, "import", "http://"+host+":"+u.Port()+"/feed?key=secret")
		if got.code != exitFailed || !strings.Contains(got.stderr, "Nothing was changed") || strings.Contains(got.stdout+got.stderr, "secret") {
			t.Errorf("%s: %+v", host, got)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "ftp://localhost/x", "gopher://localhost:1/x", "http:///x", "http://"} {
		if got := kith(t, home, nil, "import", address); got.code != exitFailed || strings.Contains(got.stdout+got.stderr, "root:") {
			t.Errorf("%s: %+v", address, got)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("it was asked %d times", n)
	}
}

// TestAWithheldPlaceLeavesTheDisk tells a place, serves it and stops, and then has its source say that it is a home. Nothing
// of it is left in any file of the folder.
func TestAWithheldPlaceLeavesTheDisk(t *testing.T) {
	dir := t.TempDir()
	home := []string{"KITH_DATA=" + dir, "KITH_LISTEN=localhost:0"}
	feed := func(location, notes string) io.Reader {
		return strings.NewReader(fmt.Sprintf(`[{"name":"Step Night","slug":"step-night","day":1,"time":"19:00","timezone":"UTC","group":"Step Night","location":%q,
			"location_id":"7","formatted_address":"17 Zanzibar Terrace, Oakland, CA 94602, USA","latitude":37.804512,"longitude":-122.201234,"notes":%q}]`, location, notes))
	}
	secrets := []string{"Zanzibar", "zanzibar", "94602", "37.804512", "Millstone"}
	if got := kith(t, home, feed("Millstone Hall", "Ring at 17 Zanzibar Terrace"), "import", "--source", "feed", "-"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	t.Run("serving", func(t *testing.T) {
		if status, body := get(t, serving(t, home)+"/meetings/step-night"); status != http.StatusOK || !strings.Contains(body, "Zanzibar") {
			t.Fatalf("status %d", status)
		}
	})
	if in := filesWith(t, dir, "Zanzibar"); len(in) < 2 {
		t.Fatalf("it is in %v only: the database and the saved index were to have it", in)
	}
	if got := kith(t, home, feed("Jane's house", "Ring at 17 Zanzibar Terrace"), "import", "--source", "feed", "-"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	for _, secret := range secrets {
		if in := filesWith(t, dir, secret); len(in) > 0 {
			t.Errorf("%q is still in %v", secret, in)
		}
	}
	site := serving(t, home)
	for _, path := range []string{"/meetings/step-night", "/search?q=step", "/search?q=zanzibar", "/search?q=94602", "/search/points?q=step", "/sitemap.xml",
		"/feeds/meetings.json", "/feeds/meetings.csv", "/api/v1/meetings", "/meetings/step-night.ics", "/search.ics?q=step",
		"/main_server/client_interface/json/?switcher=GetSearchResults", "/main_server/client_interface/csv/?switcher=GetSearchResults",
		"/main_server/client_interface/tsml/?switcher=GetSearchResults", "/main_server/client_interface/json/?switcher=GetChanges"} {
		_, body := get(t, site+path)
		for _, secret := range []string{"Zanzibar Terrace", "37.804512", "122.201234", "Millstone", "Jane"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q", path, secret)
			}
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if got := kith(t, home, nil, "backup", copied); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	if in := filesWith(t, filepath.Dir(copied), "Zanzibar"); len(in) > 0 {
		t.Errorf("the copy has it: %v", in)
	}
}

// filesWith names the files of a folder in which a text stands.
func filesWith(t *testing.T, dir, text string) (names []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			names = append(names, filepath.Base(name))
		}
	}
	return names
}

// damaged is an installation with some meetings whose database something was done to.
func damaged(t *testing.T, how func(file string)) []string {
	t.Helper()
	dir := t.TempDir()
	home := []string{"KITH_DATA=" + dir, "KITH_LISTEN=localhost:0"}
	if got := kith(t, home, strings.NewReader(guide(200, "X")), "import", "--source", "feed", "-"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	how(filepath.Join(dir, "kith.db"))
	return home
}

// change alters a part of a file.
func change(t *testing.T, file string, alter func([]byte)) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	alter(content)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorSeesADamagedDatabase(t *testing.T) {
	for name, how := range map[string]func(b []byte){
		"all of it": func(b []byte) {
			for i := 0; i < len(b); i += 3 {
				b[i] ^= 0x5a
			}
		},
		"behind its head": func(b []byte) {
			for i := 4096; i < len(b); i += 7 {
				b[i] = 0xaa
			}
		},
		"a few pages near its end": func(b []byte) {
			for i := len(b) - 40*4096; i < len(b); i++ {
				b[i] ^= 0x5a
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			home := damaged(t, func(file string) { change(t, file, how) })
			got := kith(t, home, nil, "doctor")
			if got.code != exitFailed || !strings.Contains(got.stdout, "damaged") || !strings.Contains(got.stdout, "kith restore") {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestTheDoctorSeesOldCopies(t *testing.T) {
	home := damaged(t, func(file string) {
		for name, age := range map[string]time.Duration{"kith-before-2.db": 40 * 24 * time.Hour, "kith-before-restore.db": time.Hour} {
			copied := filepath.Join(filepath.Dir(file), name)
			if err := os.WriteFile(copied, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(copied, time.Time{}, time.Now().Add(-age)); err != nil {
				t.Fatal(err)
			}
		}
	})
	got := kith(t, home, nil, "doctor")
	if !strings.Contains(got.stdout, "LOOK  old copies") || !strings.Contains(got.stdout, "kith-before-2.db") || strings.Contains(got.stdout, "before-restore") {
		t.Errorf("%+v", got)
	}
}

func TestADatabaseOfANewerKithIsRefused(t *testing.T) {
	home := damaged(t, func(file string) {
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("INSERT INTO migration (version_id, is_applied, tstamp) VALUES (99, 1, 0)"); err != nil {
			t.Fatal(err)
		}
	})
	for _, args := range [][]string{{"serve"}, {"import", "-"}, {"backup", filepath.Join(t.TempDir(), "x")}} {
		if got := kith(t, home, strings.NewReader(guide(1, "X")), args...); got.code != exitFailed || !strings.Contains(got.stderr, "newer Kith") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestADamagedSavedIndexIsBuiltAnew(t *testing.T) {
	home := damaged(t, func(string) {})
	dir := strings.TrimPrefix(home[0], "KITH_DATA=")
	cache := filepath.Join(dir, "index.cache")
	t.Run("saving", func(t *testing.T) { serving(t, home) })
	whole, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"empty": {}, "half": whole[:len(whole)/2], "other": bytes.Repeat([]byte("x"), len(whole)),
		"one bit": append(append(bytes.Clone(whole[:len(whole)/2]), whole[len(whole)/2]^1), whole[len(whole)/2+1:]...)} {
		if err := os.WriteFile(cache, content, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			if _, body := get(t, serving(t, home)+"/search?q=x"); !strings.Contains(body, `data-count="200"`) {
				t.Error("not all are found")
			}
		})
	}
}

// TestWhatWasAcknowledgedSurvivesAKill sends words about a meeting one after another and kills the server among them.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	dir := t.TempDir()
	home := []string{"KITH_DATA=" + dir, "KITH_LISTEN=localhost:0"}
	if got := kith(t, home, strings.NewReader(guide(40, "X")), "import", "--source", "feed", "-"); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	cmd := exec.Command(program, "serve")
	cmd.Env = append(os.Environ(), home...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	var address string
	if _, err := fmt.Fscanf(out, "ready %s\n", &address); err != nil {
		cmd.Process.Kill()
		t.Fatal(err)
	}
	told := 0
	timer := time.AfterFunc(300*time.Millisecond, func() { cmd.Process.Kill() })
	defer timer.Stop()
	for i := range 200 { // five for each meeting are kept
		res, err := http.PostForm(fmt.Sprintf("%s/meetings/m-%d/wrong", address, i%40), url.Values{"what": {"other"}, "words": {fmt.Sprint("told ", i)}})
		if err != nil {
			break
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			told++
		}
	}
	cmd.Wait()
	if got := kith(t, home, nil, "doctor"); !strings.Contains(got.stdout, "40 public listings") {
		t.Fatalf("%+v", got)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "kith.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kept int
	if err := db.QueryRow("SELECT COUNT(*) FROM doubt").Scan(&kept); err != nil || kept < told || told == 0 {
		t.Errorf("%d acknowledged, %d kept, %v", told, kept, err)
	}
}
