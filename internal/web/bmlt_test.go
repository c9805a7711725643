package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/internal/fold"
	"kith/internal/vocabulary"
)

const bmltJSON = "/main_server/client_interface/json/?switcher="

type row = map[string]any

func parse[T any](t testing.TB, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return v
}

func record[T any](t testing.TB, name string) T {
	t.Helper()
	text, err := os.ReadFile(recorded(name))
	if err != nil {
		t.Fatal(err)
	}
	return parse[T](t, string(text))
}

type meetingsAndFormats struct {
	Meetings []row `json:"meetings"`
	Formats  []row `json:"formats"`
}

// sameShape checks that an answer has every field that was recorded, each of the same type.
func sameShape(t *testing.T, what string, have, recorded row) {
	t.Helper()
	for key, value := range recorded {
		other, ok := have[key]
		if !ok {
			t.Errorf("%s lacks %s", what, key)
		} else if fmt.Sprintf("%T", other) != fmt.Sprintf("%T", value) {
			t.Errorf("%s: %s is %T, recorded %T", what, key, other, value)
		}
	}
}

// allText checks that every value is a text.
func allText(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		for key, value := range r {
			if _, ok := value.(string); !ok {
				t.Fatalf("%s is %T, not a text", key, value)
			}
		}
	}
}

func float(t testing.TB, v any) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(v.(string), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// formatKeysKnown are the formats of a recorded row that the vocabulary has a word for, in the letters that it writes.
func formatKeysKnown(r row) (keys []string) {
	for _, key := range strings.Split(r["formats"].(string), ",") {
		if terms, ok := vocabulary.FromBMLT("", key, "en"); ok && key != "" {
			for _, term := range terms {
				if f, ok := vocabulary.ToBMLT(term); ok {
					keys = append(keys, f.Key)
				}
			}
		}
	}
	return keys
}

// TestRecordedSearches asks what yap asked when the answers were recorded: the meetings of a day nearest to Geneva, NY.
func TestRecordedSearches(t *testing.T) {
	const fields = "id_bigint,weekday_tinyint,start_time,formats,longitude,latitude,distance_in_km,distance_in_miles,meeting_name,location_text," +
		"location_info,location_street,location_municipality,location_province,phone_meeting_number,virtual_meeting_link,virtual_meeting_additional_info"
	k := feedRigOn(t)
	k.takeAnswers("geneva", map[string]string{"GetFormats": recorded("formats.json"), "GetSearchResults-2": recorded("search-day2.json"),
		"GetSearchResults-3": recorded("search-day3.json"), "GetSearchResults-4": recorded("search-day4.json")})
	for day := 2; day <= 4; day++ {
		want := record[meetingsAndFormats](t, fmt.Sprintf("search-day%d.json", day))
		have := parse[meetingsAndFormats](t, k.body(fmt.Sprintf("%sGetSearchResults&data_field_key=%s&weekdays=%d&lat_val=42.867970&long_val=-76.9858"+
			"&geo_width=-%d&sort_results_by_distance=1&get_used_formats", bmltJSON, fields, day, len(want.Meetings))))
		if len(have.Meetings) != len(want.Meetings) {
			t.Fatalf("day %d: %d meetings, recorded %d", day, len(have.Meetings), len(want.Meetings))
		}
		allText(t, have.Meetings)
		allText(t, have.Formats)
		byID := map[any]row{}
		for i, r := range have.Meetings {
			byID[r["id_bigint"]] = r
			if i > 0 && float(t, r["distance_in_km"]) < float(t, have.Meetings[i-1]["distance_in_km"]) {
				t.Errorf("day %d: row %d is nearer than the one before", day, i)
			}
		}
		for _, w := range want.Meetings {
			h := byID[w["id_bigint"]]
			if h == nil {
				t.Errorf("day %d: meeting %v is missing", day, w["id_bigint"])
				continue
			}
			sameRow(t, h, w)
		}
		for _, w := range want.Formats {
			for _, key := range formatKeysKnown(row{"formats": w["key_string"]}) {
				i := slices.IndexFunc(have.Formats, func(h row) bool { return h["key_string"] == key })
				if i < 0 {
					t.Errorf("day %d: format %v is missing", day, key)
					continue
				}
				sameShape(t, "a format", have.Formats[i], w)
				if key == w["key_string"] && have.Formats[i]["id"] != w["id"] {
					t.Errorf("format %v has the id %v, recorded %v", key, have.Formats[i]["id"], w["id"])
				}
			}
		}
	}
}

func sameRow(t *testing.T, have, want row) {
	t.Helper()
	sameShape(t, "a meeting", have, want)
	if len(have) != len(want) {
		t.Errorf("a meeting has %d fields, recorded %d", len(have), len(want))
	}
	for _, key := range []string{"weekday_tinyint", "start_time", "meeting_name", "location_text", "location_street", "location_municipality", "location_province"} {
		if fold.Fold(have[key].(string)) != fold.Fold(want[key].(string)) {
			t.Errorf("meeting %v: %s is %q, recorded %q", want["id_bigint"], key, have[key], want[key])
		}
	}
	for key, within := range map[string]float64{"longitude": 0, "latitude": 0, "distance_in_km": 0.003, "distance_in_miles": 0.003} {
		h, w := float(t, have[key]), float(t, want[key])
		if math.Abs(h-w) > within*w {
			t.Errorf("meeting %v: %s is %v, recorded %v", want["id_bigint"], key, h, w)
		}
	}
	formats := strings.Split(have["formats"].(string), ",")
	for _, key := range formatKeysKnown(want) {
		if !slices.Contains(formats, key) {
			t.Errorf("meeting %v: format %s is missing in %v (recorded %v)", want["id_bigint"], key, formats, want["formats"])
		}
	}
}

// newYork is a site with full rows of a BMLT server.
func newYork(t testing.TB) *feedRig {
	k := feedRigOn(t)
	k.takeAnswers("newyork", map[string]string{"GetServiceBodies": recorded("bodies.json"), "GetFormats": recorded("formats.json"),
		"GetSearchResults": recorded("full.json")})
	return k
}

func TestRecordedRowsComeBackWhole(t *testing.T) {
	k := newYork(t)
	have := parse[[]row](t, k.body(bmltJSON+"GetSearchResults"))
	want := record[[]row](t, "full.json")
	if len(have) != len(want) {
		t.Fatalf("%d meetings, recorded %d", len(have), len(want))
	}
	allText(t, have)
	for _, w := range want {
		h := have[slices.IndexFunc(have, func(h row) bool { return h["id_bigint"] == w["id_bigint"] })]
		sameShape(t, "a meeting", h, w)
		for _, key := range []string{"worldid_mixed", "service_body_bigint", "weekday_tinyint", "venue_type", "start_time", "duration_time", "time_zone",
			"lang_enum", "longitude", "latitude", "published", "meeting_name", "location_text", "location_street", "location_province", "location_postal_code_1"} {
			if w[key] == nil {
				w[key] = ""
			}
			if fold.Fold(h[key].(string)) != fold.Fold(w[key].(string)) {
				t.Errorf("meeting %v: %s is %q, recorded %q", w["id_bigint"], key, h[key], w[key])
			}
		}
		for _, key := range []string{"distance_in_km", "distance_in_miles", "email_contact", "contact_name_1", "contact_phone_1"} {
			if h[key] != "" {
				t.Errorf("meeting %v: %s is %q", w["id_bigint"], key, h[key])
			}
		}
	}
}

func TestRecordedBodiesFormatsAndServer(t *testing.T) {
	k := newYork(t)
	bodies := parse[[]row](t, k.body(bmltJSON+"GetServiceBodies"))
	want := record[[]row](t, "bodies.json")
	allText(t, bodies)
	for _, w := range want {
		i := slices.IndexFunc(bodies, func(h row) bool { return h["id"] == w["id"] })
		if i < 0 {
			t.Fatalf("body %v is missing", w["id"])
		}
		sameShape(t, "a body", bodies[i], w)
		if bodies[i]["parent_id"] != w["parent_id"] || fold.Fold(bodies[i]["name"].(string)) != fold.Fold(w["name"].(string)) || bodies[i]["type"] != w["type"] {
			t.Errorf("body %v is %v", w, bodies[i])
		}
	}
	for _, f := range parse[[]row](t, k.body(bmltJSON+"GetFormats&show_all=1")) {
		for _, w := range record[[]row](t, "formats.json") {
			if w["id"] == f["id"] {
				sameShape(t, "a format", f, w)
				if f["key_string"] != w["key_string"] {
					t.Errorf("format %v is %v, recorded %v", f["id"], f["key_string"], w["key_string"])
				}
			}
		}
	}
	info := parse[[]row](t, k.body(bmltJSON+"GetServerInfo"))
	sameShape(t, "the server", info[0], record[[]row](t, "server-info.json")[0])
	if len(info) != 1 || info[0]["semanticAdmin"] != "1" || float(t, info[0]["versionInt"]) < 3000000 {
		t.Errorf("the server says %v", info)
	}
	if area := parse[[]row](t, k.body(bmltJSON+"GetCoverageArea")); len(area) != 1 || float(t, area[0]["nw_corner_latitude"]) < float(t, area[0]["se_corner_latitude"]) {
		t.Errorf("the area is %v", area)
	}
}

// TestHelpline asks what yap asks to find who answers for a place.
func TestHelpline(t *testing.T) {
	k := newYork(t)
	have := parse[[]row](t, k.body(bmltJSON+"GetSearchResults&data_field_key=longitude,latitude,service_body_bigint&sort_results_by_distance=1"+
		"&lat_val=40.88&long_val=-73.88&geo_width=-8"))
	want := record[[]row](t, "helpline.json")
	if len(have) != len(want) {
		t.Fatalf("%d rows, recorded %d", len(have), len(want))
	}
	for i := range have {
		sameShape(t, "a row", have[i], want[i])
		if len(have[i]) != len(want[i]) {
			t.Errorf("row %d has %v", i, have[i])
		}
	}
	if nowhere := k.body(bmltJSON + "GetSearchResults&get_used_formats=1&lat_val=0&long_val=0&geo_width=1&sort_results_by_distance=1"); nowhere != `{"meetings":[],"formats":[]}` {
		t.Errorf("nothing there: %s", nowhere)
	}
}

// ids are the numbers of the meetings that a question finds.
func (k *feedRig) ids(query string) (ids []string) {
	k.t.Helper()
	for _, r := range parse[[]row](k.t, k.body(bmltJSON+"GetSearchResults&"+query)) {
		ids = append(ids, r["id_bigint"].(string))
	}
	return ids
}

// TestWhatParametersMean checks every parameter against the recorded rows, counted by hand in code.
func TestWhatParametersMean(t *testing.T) {
	k := newYork(t)
	rows := parse[[]row](t, k.body(bmltJSON+"GetSearchResults"))
	where := func(holds func(row) bool) (ids []string) {
		for _, r := range rows {
			if holds(r) {
				ids = append(ids, r["id_bigint"].(string))
			}
		}
		return ids
	}
	has := func(r row, format string) bool {
		return slices.Contains(strings.Split(r["format_shared_id_list"].(string), ","), format)
	}
	weekday := func(days ...string) func(row) bool {
		return func(r row) bool { return slices.Contains(days, r["weekday_tinyint"].(string)) }
	}
	some := rows[0]["id_bigint"].(string)
	body := rows[0]["service_body_bigint"].(string)
	for query, want := range map[string][]string{
		"weekdays=2":                                  where(weekday("2")),
		"weekdays=2,3":                                where(weekday("2", "3")),
		"weekdays[]=2&weekdays[]=3":                   where(weekday("2", "3")),
		"weekdays%5B%5D=2&weekdays%5B%5D=3":           where(weekday("2", "3")),
		"weekdays=-1,-7":                              where(weekday("2", "3", "4", "5", "6")),
		"meeting_ids=" + some:                         {some},
		"meeting_ids=-" + some:                        where(func(r row) bool { return r["id_bigint"] != some }),
		"venue_types=1":                               where(func(r row) bool { return r["venue_type"] == "1" }),
		"venue_types[]=-2":                            where(func(r row) bool { return r["venue_type"] != "2" }),
		"venue_types=2,3":                             where(func(r row) bool { return r["venue_type"] != "1" }),
		"formats=17,27":                               where(func(r row) bool { return has(r, "17") && has(r, "27") }),
		"formats=4,27&formats_comparison_operator=OR": where(func(r row) bool { return has(r, "4") || has(r, "27") }),
		"formats[]=-17":                               where(func(r row) bool { return !has(r, "17") }),
		"services=" + body:                            where(func(r row) bool { return r["service_body_bigint"] == body }),
		"services[]=-" + body:                         where(func(r row) bool { return r["service_body_bigint"] != body }),
		"services=2&recursive=1":                      where(func(r row) bool { return k.under(r["service_body_bigint"].(string), "2") }),
		"services=1&recursive=1":                      where(func(r row) bool { return k.under(r["service_body_bigint"].(string), "1") }),
		"StartsAfterH=18&StartsAfterM=30":             where(func(r row) bool { return r["start_time"].(string) > "18:30:00" }),
		"StartsBeforeH=12":                            where(func(r row) bool { return r["start_time"].(string) < "12:00:00" }),
		"MinDurationH=1&MinDurationM=30":              where(func(r row) bool { return r["duration_time"].(string) >= "01:30:00" }),
		"MaxDurationH=1":                              where(func(r row) bool { return r["duration_time"].(string) <= "01:00:00" }),
		"meeting_key=location_province&meeting_key_value=ny":                      where(func(r row) bool { return r["location_province"] == "NY" }),
		"meeting_key=weekday_tinyint&meeting_key_value[]=2&meeting_key_value[]=4": where(weekday("2", "4")),
		"SearchString=" + some:                  {some},
		"SearchString=ab":                       where(func(row) bool { return true }),
		"advanced_published=0":                  where(func(row) bool { return true }),
		"advanced_published=1":                  where(func(row) bool { return true }),
		"advanced_published=-1":                 nil,
		"lat_val=40.88&long_val=-73.88":         nil,
		"lat_val=x&long_val=-73.88&geo_width=5": nil,
		"unheard_of=1&_=1732440000":             where(func(row) bool { return true }),
		"weekdays=x":                            where(func(row) bool { return true }),
	} {
		have := k.ids(query)
		slices.Sort(have)
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("%s finds %v, want %v", query, have, want)
		}
	}
}

func (k *feedRig) under(body, top string) bool {
	for _, b := range record[[]row](k.t, "bodies.json") {
		if b["id"] == body {
			return body == top || k.under(b["parent_id"].(string), top)
		}
	}
	return false
}

func TestNearTheBronx(t *testing.T) {
	k := newYork(t)
	near := parse[[]row](t, k.body(bmltJSON+"GetSearchResults&lat_val=40.88&long_val=-73.88&geo_width=3&sort_results_by_distance=1"))
	wider := parse[[]row](t, k.body(bmltJSON+"GetSearchResults&lat_val=40.88&long_val=-73.88&geo_width_km=4.828032&sort_results_by_distance=1"))
	if len(near) == 0 || len(near) != len(wider) {
		t.Fatalf("3 miles hold %d, as many kilometres %d", len(near), len(wider))
	}
	for i, r := range near {
		if miles := float(t, r["distance_in_miles"]); miles > 3 || math.Abs(miles*1.609344-float(t, r["distance_in_km"])) > 1e-6 {
			t.Errorf("%v miles are %v km", miles, r["distance_in_km"])
		}
		if i > 0 && float(t, r["distance_in_km"]) < float(t, near[i-1]["distance_in_km"]) {
			t.Error("not the nearest first")
		}
	}
	if n := len(k.ids("lat_val=40.88&long_val=-73.88&geo_width=-5")); n != 5 {
		t.Errorf("the nearest five are %d", n)
	}
	if n := len(k.ids("SearchString=Bronx,+NY&StringSearchIsAnAddress=1&SearchStringRadius=-3")); n != 3 {
		t.Errorf("the three nearest to a place by name are %d", n)
	}
	if n := len(k.ids("SearchString=Xyzzyplugh&StringSearchIsAnAddress=1")); n != 0 {
		t.Errorf("near a place that is none: %d", n)
	}
}

func TestOrderAndPages(t *testing.T) {
	k := newYork(t)
	all := parse[[]row](t, k.body(bmltJSON+"GetSearchResults&sort_keys=start_time,weekday_tinyint"))
	for i := 1; i < len(all); i++ {
		a, b := all[i-1]["start_time"].(string)+all[i-1]["weekday_tinyint"].(string), all[i]["start_time"].(string)+all[i]["weekday_tinyint"].(string)
		if a > b {
			t.Errorf("%s before %s", a, b)
		}
	}
	var paged []string
	for page := 1; page <= 4; page++ {
		paged = append(paged, k.ids(fmt.Sprintf("sort_key=time&page_size=10&page_num=%d", page))...)
	}
	if want := k.ids("sort_key=time"); !slices.Equal(paged, want) {
		t.Errorf("in pages %v, whole %v", paged, want)
	}
}

// TestWidgets asks what the widgets out there ask.
func TestWidgets(t *testing.T) {
	k := newYork(t)
	both := func(path string) meetingsAndFormats { return parse[meetingsAndFormats](t, k.body(path)) }
	crumb := both(bmltJSON + "GetSearchResults&get_used_formats=1&page_size=5000&lang_enum=de&services[]=1&recursive=1")
	if len(crumb.Meetings) == 0 || len(crumb.Formats) == 0 {
		t.Errorf("crumb-widget in German got %d meetings, %d formats", len(crumb.Meetings), len(crumb.Formats))
	}
	spanish := both(bmltJSON + "GetSearchResults&get_used_formats=1&lang_enum=es")
	if i := slices.IndexFunc(spanish.Formats, func(f row) bool { return f["key_string"] == "O" }); i < 0 || spanish.Formats[i]["lang"] != "es" || !strings.Contains(spanish.Formats[i]["name_string"].(string), "Abierta") {
		t.Errorf("formats in Spanish: %v", spanish.Formats)
	}
	crouton := k.body("/main_server/client_interface/jsonp/?switcher=GetSearchResults&get_used_formats&lang_enum=en&data_field_key=id_bigint" +
		"&sort_keys=start_time&advanced_published=0&venue_types[]=-2&services[]=1&services[]=2&recursive=1&callback=jQuery36104_17&_=1732440001")
	text, begins := strings.CutPrefix(crouton, "/**/jQuery36104_17(")
	text, ends := strings.CutSuffix(text, ");")
	if !begins || !ends {
		t.Fatalf("crouton got %.100s", crouton)
	}
	if a := parse[meetingsAndFormats](t, text); len(a.Meetings) == 0 || len(a.Meetings[0]) != 1 || len(a.Formats) == 0 {
		t.Errorf("crouton got %v", a)
	}
	if keys := parse[[]row](t, k.body(bmltJSON+"GetFormats&show_all=1&key_strings[]=TC&key_strings[]=VM&key_strings[]=HY")); len(keys) != 3 {
		t.Errorf("crouton asked for TC, VM and HY and got %v", keys)
	}
	if keys := parse[[]row](t, k.body(bmltJSON+"GetFieldKeys")); len(keys) < 40 || keys[0]["key"] != "id_bigint" || keys[0]["description"] == "" {
		t.Errorf("fields: %v", keys)
	}
	bread := both(bmltJSON + "GetSearchResults&sort_keys=weekday_tinyint,start_time&services=1&recursive=1&get_used_formats")
	if len(bread.Meetings) == 0 {
		t.Error("bread got nothing")
	}
	if formats := parse[[]row](t, k.body(bmltJSON+"GetFormats&lang_enum[]=en&lang_enum[]=es")); !slices.ContainsFunc(formats, func(f row) bool { return f["lang"] == "es" }) {
		t.Error("bread got no formats in Spanish")
	}
	if only := parse[map[string][]row](t, k.body(bmltJSON+"GetSearchResults&get_used_formats=1&get_formats_only=1")); len(only) != 1 || len(only["formats"]) == 0 {
		t.Errorf("formats only: %v", only)
	}
	if values := parse[[]row](t, k.body(bmltJSON+"GetFieldValues&meeting_key=location_province")); len(values) == 0 || values[len(values)-1]["location_province"] != "NY" || values[len(values)-1]["ids"] == "" {
		t.Errorf("values: %v", values)
	}
	for _, query := range []string{"", "&services=1", "&services=1&recursive=1", "&services=1005&parents=1"} {
		if bodies := parse[[]row](t, k.body(bmltJSON+"GetServiceBodies"+query)); len(bodies) == 0 {
			t.Errorf("bodies%s: none", query)
		}
	}
	if changes := parse[[]row](t, k.body(bmltJSON+"GetChanges&start_date=2026-11-01&end_date=2026-11-30")); len(changes) != 26 || changes[0]["change_type"] != "comdef_change_type_new" {
		t.Errorf("changes: %d, %v", len(changes), changes[:min(1, len(changes))])
	}
	if w := k.ask("/main_server/local_server/server_admin/json.php?admin_action=get_permissions"); w.Code != http.StatusUnauthorized || w.Body.String() != "NOT AUTHORIZED" {
		t.Errorf("the old administration: %d %s", w.Code, w.Body)
	}
	if body := k.body("/main_server/client_interface/serverInfo.xml"); !strings.Contains(body, "<readableString>4.") {
		t.Errorf("serverInfo.xml: %s", body)
	}
}

func TestSemanticForms(t *testing.T) {
	k := newYork(t)
	for _, path := range []string{"/main_server//client_interface/json/", "//main_server/client_interface//json//", "/main_server/client_interface/json"} {
		if w := k.ask("https://kith.example" + path + "?switcher=GetServerInfo"); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"json/?switcher=GetNothing", "json/", "xml/?switcher=GetFormats", "csv/?switcher=GetNAWSDump", "tsml/?switcher=GetFormats",
		"jsonp/?switcher=GetFormats&callback=alert(1)//", "jsonp/?switcher=GetFormats&callback=a%0Ab", "json/?switcher=GetChanges&start_date=yesterday"} {
		w := k.ask("/main_server/client_interface/" + path)
		if w.Code != http.StatusUnprocessableEntity || parse[row](t, w.Body.String())["message"] == "" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	script := k.ask("/main_server/client_interface/jsonp/?switcher=GetServerInfo&callback=a.b").Header()
	if script.Get("Content-Type") != "application/javascript; charset=utf-8" || script.Get("X-Content-Type-Options") != "nosniff" || script.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("JSONP: %v", script)
	}
	if other := k.ask(bmltJSON + "GetServerInfo").Header().Get("Cross-Origin-Resource-Policy"); other != "same-origin" {
		t.Errorf("JSON: %s", other)
	}
	if csv := k.body("/main_server/client_interface/csv/?switcher=GetServiceBodies"); !strings.HasPrefix(csv, "id,parent_id,name,") || strings.Count(csv, "\n") < 40 {
		t.Errorf("CSV: %.200s", csv)
	}
	guide := parse[[]row](t, k.body("/main_server/client_interface/tsml/?switcher=GetSearchResults&weekdays=2"))
	if want := k.ids("weekdays=2"); len(guide) != len(want) || len(guide) == 0 || guide[0]["day"] != 1.0 || guide[0]["slug"] == "" {
		t.Errorf("TSML: %d rows, want %d", len(guide), len(want))
	}
	if none := k.body("/main_server/client_interface/tsml/?switcher=GetSearchResults&meeting_ids=999999"); none != "[]" {
		t.Errorf("TSML with nothing found: %s", none)
	}
	tag := k.ask(bmltJSON + "GetFormats").Header().Get("ETag")
	if w := k.ask(bmltJSON+"GetFormats", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("unchanged: %d", w.Code)
	}
}

func FuzzCallback(f *testing.F) {
	for _, name := range []string{"jQuery36_17", "a.b.c", "", "alert(1)", "a..b", "a.", "1a", "ä", "a\n", "a\u2028b", "$", "constructor"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		harmless := strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.") == "" && name != ""
		if validCallback(name) && (!harmless || strings.Contains(name, "..") || len(name) > 128) {
			t.Errorf("%q is taken for a name", name)
		}
	})
}
