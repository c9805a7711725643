package feeds

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/internal/directory"
)

func saved(t *testing.T, names ...string) (out []Answer) {
	t.Helper()
	for _, name := range names {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Answer{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }})
	}
	return out
}

func TestSavedAnswersBelongTogether(t *testing.T) {
	k := &kept{}
	files := saved(t, "new-york-GetSearchResults.json", "new-york-GetFormats.json", "new-york-GetServiceBodies.json")
	sum, err := ReadAnswers(context.Background(), files, Options{Programme: "na"}, k)
	if err != nil || sum.Read != 5 || sum.Skipped != 0 {
		t.Fatalf("%+v %v %v", sum, err, k.problems)
	}
	bodies := map[string]string{}
	for _, d := range k.drafts {
		if d.Organisation != nil {
			bodies[d.Organisation.NativeID] = d.Organisation.Parent + " " + d.Organisation.Type
		}
	}
	if bodies["body:1005"] != "body:1 area" || bodies["body:1"] != " region" || k.drafts[0].Organisation == nil {
		t.Errorf("bodies %v", bodies)
	}
	d := k.meetings()[0]
	m, v := d.Meeting, d.Venue
	if m.NativeID != "2" || m.Number != 2 || m.Slug != "" || m.Schedule.Weekday != 6 || m.Schedule.Duration != 90 || m.Schedule.Start.String() != "14:00" || m.Attend != "in_person" || len(m.Inferred) != 0 {
		t.Errorf("%+v", m)
	}
	if d.Group.NativeID != "group:00005415" || d.Group.Organisation != "body:1005" || d.Group.Programme != "na" {
		t.Errorf("%+v", d.Group)
	}
	if v.Street != "3424 Kossuth Ave." || v.Quarter != "Norwood" || v.Locality != "New York" || v.Country != "USA" || v.Rough {
		t.Errorf("%+v", v)
	}
	if m.Open != "anyone" || !slices.Contains(m.Audience, "men") {
		t.Errorf("formats M,O,St read as %+v", m)
	}
}

const virtualRow = `{"id_bigint":"9","worldid_mixed":"","service_body_bigint":"3","service_body_name":"An Area","weekday_tinyint":"1","venue_type":"2","start_time":"20:00:00","duration_time":"01:00:00",
	"time_zone":"America/New_York","formats":"VM,TC,XYZ","meeting_name":"Night","virtual_meeting_link":"https://zoom.us/j/1","virtual_meeting_additional_info":"Passcode: abc",
	"phone_meeting_number":"+1 555 555 0100","published":"1","contact_name_1":"Jane Roe","contact_phone_1":"555 0101","contact_email_1":"jane@example.org","train_lines":"Train Lines#@-@#L to Grand"}`

func TestMeetingsAndFormatsInOneAnswer(t *testing.T) {
	k, sum := read(t, `{"meetings":[`+virtualRow+`],"formats":[{"id":"1","key_string":"VM","world_id":"VM","lang":"en"}]}`, Options{})
	if sum.Kind != BMLT || len(k.meetings()) != 1 {
		t.Fatalf("%+v %v", sum, k.problems)
	}
	m := k.meetings()[0].Meeting
	if m.Attend != "online" || m.PassCode != "abc" || m.DialIn == "" || m.Schedule.Weekday != 0 || !slices.Equal(m.Codes, []string{"XYZ"}) {
		t.Errorf("%+v", m)
	}
	if k.drafts[0].Organisation == nil || k.drafts[0].Organisation.Name != "An Area" || strings.Contains(written(k), "Jane") {
		t.Errorf("%s", written(k))
	}
}

func TestBMLTRowsThatAreNotPublic(t *testing.T) {
	k, _ := read(t, `[`+strings.Replace(virtualRow, `"published":"1"`, `"published":"0"`, 1)+`,{"service_body_bigint":"1","longitude":"1","latitude":"2"},`+
		strings.Replace(strings.Replace(virtualRow, `"9"`, `"10"`, 1), `"weekday_tinyint":"1"`, `"weekday_tinyint":"8"`, 1)+`]`, Options{})
	if ds := k.meetings(); len(ds) != 1 || !ds[0].Unpublished {
		t.Errorf("%+v", ds)
	}
	if !slices.Contains(k.why(), "no_id") || !slices.Contains(k.why(), "bad_day") {
		t.Errorf("%v", k.why())
	}
}

// A server that pages, and one that has never heard of pages.
func TestReadServer(t *testing.T) {
	const all = 2 * pageSize
	row := func(i int) string { return strings.Replace(virtualRow, `"9"`, `"`+strconv.Itoa(i)+`"`, 1) }
	for _, pages := range []bool{true, false} {
		var asked []string
		get := func(_ context.Context, address string) (io.ReadCloser, error) {
			asked = append(asked, address)
			if !strings.Contains(address, "GetSearchResults") {
				return io.NopCloser(strings.NewReader("[]")), nil
			}
			from, to := 0, all
			if pages {
				page, _, _ := strings.Cut(address[strings.Index(address, "page_num=")+9:], "&")
				n, _ := strconv.Atoi(page)
				from, to = (n-1)*pageSize, min(n*pageSize, all-1)
			}
			var rows []string
			for i := from; i < to; i++ {
				rows = append(rows, row(i+1))
			}
			return io.NopCloser(strings.NewReader("[" + strings.Join(rows, ",") + "]")), nil
		}
		k := &kept{}
		sum, err := ReadServer(context.Background(), "https://na.example.org/main_server/client_interface/json/?switcher=GetSearchResults&services=3", get, Options{}, k)
		want := all
		if pages {
			want--
		}
		if err != nil || sum.Read != want {
			t.Errorf("pages %v: %+v %v", pages, sum, err)
		}
		if !strings.HasPrefix(asked[2], "https://na.example.org/main_server/client_interface/json/?") || !strings.Contains(asked[2], "services=3") || strings.Contains(asked[2], "advanced_published") {
			t.Errorf("asked %v", asked[2])
		}
	}
}

func TestAServerThatRepeatsItselfIsReadOnce(t *testing.T) {
	var rows []string
	for i := range pageSize {
		rows = append(rows, strings.Replace(virtualRow, `"9"`, `"`+strconv.Itoa(i+1)+`"`, 1))
	}
	get := func(_ context.Context, address string) (io.ReadCloser, error) {
		if strings.Contains(address, "GetSearchResults") {
			return io.NopCloser(strings.NewReader("[" + strings.Join(rows, ",") + "]")), nil
		}
		return io.NopCloser(strings.NewReader("[]")), nil
	}
	sum, err := ReadServer(context.Background(), "https://na.example.org/main_server/", get, Options{}, &kept{})
	if err != nil || sum.Read != pageSize {
		t.Errorf("%+v %v", sum, err)
	}
}

func TestArchiveComesBackAsItWent(t *testing.T) {
	k := &kept{}
	if _, err := ReadAnswers(context.Background(), saved(t, "new-york-GetServiceBodies.json", "new-york-GetSearchResults.json"), Options{Programme: "na"}, k); err != nil {
		t.Fatal(err)
	}
	k.drafts = append(k.drafts, directory.Draft{Group: &directory.GroupDraft{NativeID: "g", Group: directory.Group{Name: "جماعة", Rhythm: "contact"}}})
	text := written(k)
	again, sum := read(t, text, Options{})
	if sum.Kind != Archive || len(again.drafts) != len(k.drafts) || written(again) != text {
		t.Errorf("%+v: %v", sum, again.problems)
	}
}

func TestAnArchiveIsMistrusted(t *testing.T) {
	k, sum := read(t, `{"kith":1}
{"group":{"id":"g","name":"<b>G</b>","contact":{"website":"javascript:alert(1)"}},"venue":{"id":"v","name":"Jane's","street":"Secret Lane","locality":"Oakland","shown":"on_contact","at":{"Lat":37.81,"Lng":-122.2}},"meeting":{"id":"m","name":"M","schedule":null,"attend":"arranged","notes":"Secret Lane"}}
{"group":{"id":"g","name":"G"},"meeting":{"id":"x","name":"X","attend":"online","schedule":{"repeats":"weekly","weekday":9,"start":"19:00","zone":"UTC"}}}
{"group":{"name":"G","colour":"red"}}
nonsense

{"organisation":{"id":"o","name":"O","type":"area"}}
`, Options{})
	if sum.Read != 4 || sum.Skipped != 3 || len(k.drafts) != 2 || k.problems[1].Where != "row 3" {
		t.Errorf("%+v %+v", sum, k.problems)
	}
	if text := written(&kept{drafts: k.drafts}); strings.Contains(text, "Secret") || strings.Contains(text, "Jane") || strings.Contains(text, "37.81") || strings.Contains(text, "javascript") || strings.Contains(text, "<b>") {
		t.Errorf("%s", text)
	}
}

// spied is a sink that looks at the temporary folder while a source is read.
type spied struct {
	kept
	folder string
	seen   []string
}

func (s *spied) Draft(d directory.Draft) error {
	found, err := os.ReadDir(s.folder)
	for _, f := range found {
		s.seen = append(s.seen, f.Name())
	}
	return errors.Join(err, s.kept.Draft(d))
}

func TestNothingIsLeftBehindByWhoeverDiesReading(t *testing.T) {
	s := &spied{folder: t.TempDir()}
	t.Setenv("TMPDIR", s.folder)
	text := `{"meetings": [{"id_bigint": "7", "meeting_name": "X", "weekday_tinyint": "2", "start_time": "19:00:00", "time_zone": "UTC"}],
		"formats": [{"key_string": "O", "name_string": "Open", "lang": "en", "id": "1"}]}`
	if _, err := Read(t.Context(), strings.NewReader(text), Options{Kind: BMLT}, s); err != nil || len(s.meetings()) != 1 {
		t.Fatalf("%v, %+v", err, s.problems)
	}
	if len(s.seen) > 0 {
		t.Errorf("in the temporary folder while reading: %v", s.seen)
	}
}
