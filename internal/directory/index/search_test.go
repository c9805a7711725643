package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/place"
	"kith/internal/schedule"
)

var tuesday = time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)

func weekly(day time.Weekday, start, minutes int, zone string) schedule.Schedule {
	return schedule.Schedule{
		Repeats: schedule.Weekly, Weekday: day, Start: schedule.Clock(start), Duration: int16(minutes), Zone: zone,
	}
}

// named makes entries with these names; a name is the slug as well.
func named(names ...string) []Entry {
	var list []Entry
	for i, name := range names {
		list = append(list, Entry{
			ID: name, Number: int64(i + 1), Slug: name, Name: name, Schedule: weekly(time.Tuesday, 19*60, 60, "UTC"),
		})
	}
	return list
}

func of(entries ...Entry) *Index { return New(slices.Values(entries), Options{Words: someWords}) }

func slugs(t *testing.T, ix *Index, now time.Time, q Query) []string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	a, err := ix.Search(now, q)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, h := range a.Hits {
		list = append(list, h.Entry.Slug)
	}
	return list
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %q, want %q", what, got, want)
	}
}

func TestAnEmptyIndexFindsNothing(t *testing.T) {
	ix := of()
	for _, q := range []Query{{}, {Text: "grief", Limit: 10, Facets: true}, {Near: &place.Point{}, Nearest: 5}} {
		if a, err := ix.Search(tuesday, q); err != nil || a.Total != 0 || len(a.Hits) != 0 || a.Cursor != "" {
			t.Errorf("%+v: %+v, %v", q, a, err)
		}
	}
	if _, ok := ix.BySlug(Meeting, "x"); ok || ix.Len() != 0 || ix.Version() != 0 {
		t.Error("the index is not empty")
	}
}

func TestTyposAreForgiven(t *testing.T) {
	ix := of(named("Serenity", "Courage to Change", "Hope", "Nueva Vida", "Zürich", "94607 Group", "Grief Circle", "Ann")...)
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"serenity", []string{"Serenity"}},
		{"seren", []string{"Serenity"}},
		{"SERÉNITY", []string{"Serenity"}},
		{"serentiy", []string{"Serenity"}}, // neighbours changed
		{"sernitty", []string{"Serenity"}}, // two slips in a long word
		{"sernty", nil},                    // two slips in a short one
		{"coruage", []string{"Courage to Change"}},
		{"chnage courage", []string{"Courage to Change"}},
		{"hoppe", []string{"Hope"}},
		{"hpe", nil}, // too short for slips
		{"grif", []string{"Grief Circle"}},
		{"zurich", []string{"Zürich"}},
		{"94608", nil}, // a number is meant as it is
		{"9460", []string{"94607 Group"}},
		{"vida nueva", []string{"Nueva Vida"}},
		{"vida hope", nil},
		{"...", []string{"94607 Group", "Ann", "Courage to Change", "Grief Circle", "Hope", "Nueva Vida", "Serenity", "Zürich"}},
	} {
		expect(t, c.typed, slugs(t, ix, tuesday, Query{Text: c.typed}), c.want...)
	}
}

func TestSlipsCountOnlyWhereNothingBeginsWithTheWord(t *testing.T) {
	ix := of(named("Hope", "Hose")...)
	expect(t, "a whole word", slugs(t, ix, tuesday, Query{Text: "hope"}), "Hope")
	expect(t, "a slip", slugs(t, ix, tuesday, Query{Text: "hobe"}), "Hope", "Hose")
	ix.Apply(nil, []string{"Hope"})
	expect(t, "a word that went away", slugs(t, ix, tuesday, Query{Text: "hope"}), "Hose")
}

func TestEveryScriptIsFound(t *testing.T) {
	ix := of(named("مجموعة النُّور", "קבוצת שָׁלוֹם", "東京断酒会", "กลุ่มเพื่อน", "Здоровье", "서울모임")...)
	for typed, want := range map[string]string{
		"النور": "مجموعة النُّور", "شلوم": "", "שלום": "קבוצת שָׁלוֹם", "断酒": "東京断酒会", "東京": "東京断酒会", "เพื่อน": "กลุ่มเพื่อน",
		"здаровье": "Здоровье", "서울": "서울모임",
	} {
		got := slugs(t, ix, tuesday, Query{Text: typed})
		if want == "" {
			expect(t, typed, got)
			continue
		}
		expect(t, typed, got, want)
	}
}

func TestCodesAreFoundByTheirWords(t *testing.T) {
	entries := named("A", "B")
	entries[1].Concerns, entries[1].Programme = []string{"grief"}, "aa"
	ix := of(entries...)
	expect(t, "synonym", slugs(t, ix, tuesday, Query{Text: "bereavement"}), "B")
	expect(t, "synonym with a typo", slugs(t, ix, tuesday, Query{Text: "bereavment"}), "B")
	expect(t, "programme", slugs(t, ix, tuesday, Query{Text: "fellow loss"}), "B")
}

func TestTheMapCrossesThe180thMeridian(t *testing.T) {
	entries := named("Suva", "Taveuni", "Apia", "On the line", "On it from the west")
	for i, lng := range []float64{178.44, 179.99, -171.77, 180, -180} {
		entries[i].Located, entries[i].At = true, place.Point{Lat: -16, Lng: lng}
	}
	ix := of(entries...)
	box := func(west, east float64) Query {
		return Query{Box: &place.Box{West: west, East: east, South: -20, North: -10}, Sort: ByName}
	}
	expect(t, "across", slugs(t, ix, tuesday, box(179, -170)), "Apia", "On it from the west", "On the line", "Taveuni")
	expect(t, "up to it", slugs(t, ix, tuesday, box(178, 180)), "On it from the west", "On the line", "Suva", "Taveuni")
	expect(t, "from it", slugs(t, ix, tuesday, box(-180, -171)), "Apia", "On it from the west", "On the line")
	near := Query{Near: &place.Point{Lat: -16, Lng: -179.99}, RadiusKM: 5, Sort: ByDistance}
	expect(t, "near", slugs(t, ix, tuesday, near), "On it from the west", "On the line", "Taveuni")
}

func TestTodayIsTheMeetingsOwn(t *testing.T) {
	entries := named("Auckland", "Los Angeles", "Night", "Every other", "Over")
	entries[0].Schedule = weekly(time.Wednesday, 12*60, 60, "Pacific/Auckland")
	entries[1].Schedule = weekly(time.Tuesday, 12*60, 60, "America/Los_Angeles")
	entries[2].Schedule = weekly(time.Monday, 23*60, 20*60, "UTC")
	entries[3].Schedule = weekly(time.Tuesday, 20*60, 60, "UTC")
	entries[3].Schedule.Interval, entries[3].Schedule.From = 2, schedule.DateOf(2026, 11, 17)
	entries[4].Schedule = weekly(time.Tuesday, 7*60, 60, "UTC")
	ix := of(entries...)
	expect(t, "today", slugs(t, ix, tuesday, Query{On: Today, Sort: ByName}), "Auckland", "Los Angeles", "Night", "Over")
	week := tuesday.AddDate(0, 0, 7)
	expect(t, "in a week", slugs(t, ix, week, Query{On: Today, Sort: ByName}),
		"Auckland", "Every other", "Los Angeles", "Night", "Over")
	expect(t, "tomorrow", slugs(t, ix, tuesday.AddDate(0, 0, -1), Query{On: Tomorrow, Sort: ByName}),
		"Auckland", "Los Angeles", "Over")
}

func TestNowWrapsMidnightAndWeek(t *testing.T) {
	entries := named("Late", "Early Sunday", "Later Sunday", "Over")
	entries[0].Schedule = weekly(time.Saturday, 23*60, 90, "UTC")
	entries[1].Schedule = weekly(time.Sunday, 60, 60, "UTC")
	entries[2].Schedule = weekly(time.Sunday, 3*60, 60, "UTC")
	entries[3].Schedule = weekly(time.Saturday, 22*60, 60, "UTC")
	ix := of(entries...)
	saturday := time.Date(2026, 11, 28, 23, 30, 0, 0, time.UTC)
	expect(t, "now", slugs(t, ix, saturday, Query{Now: true}), "Late", "Early Sunday")
	window := Query{Timed: true, From: 22*60 + 30, To: 2 * 60}
	expect(t, "window over midnight", slugs(t, ix, saturday, window), "Late", "Early Sunday")
}

func TestTimesAreRightOnTheDayClocksChange(t *testing.T) {
	entries := named("Gap", "Twice")
	entries[0].Schedule = weekly(time.Sunday, 2*60+30, 60, "America/New_York")
	entries[1].Schedule = weekly(time.Sunday, 60+30, 60, "America/New_York")
	ix := of(entries...)
	for _, c := range []struct {
		now        time.Time
		gap, twice string
	}{
		{time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC), "2026-03-08T07:30:00Z", "2026-03-08T06:30:00Z"},
		{time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "2026-11-01T07:30:00Z", "2026-11-01T05:30:00Z"},
	} {
		a, err := ix.Search(c.now, Query{Limit: 2, Sort: ByName, On: Tomorrow})
		if err != nil || len(a.Hits) != 2 {
			t.Fatalf("%+v, %v", a, err)
		}
		for i, want := range []string{c.gap, c.twice} {
			if got := a.Hits[i].Next.UTC().Format(time.RFC3339); got != want {
				t.Errorf("%s on %v: %s, want %s", a.Hits[i].Entry.Name, c.now, got, want)
			}
		}
	}
}

func TestAnswersFollowTheTimeForwardAndBack(t *testing.T) {
	r := random{rand.New(rand.NewPCG(4, 4))}
	ix, ref := someIndex(4, 150)
	at := r.now()
	for range 300 {
		at = at.Add(time.Duration(r.IntN(40)-10) * time.Minute)
		compareAnswers(t, at, Query{Limit: 30}, ix, ref)
	}
}

// collectPages reads all pages by cursor; between gives a chance to change the index after each.
func collectPages(t *testing.T, ix *Index, q Query, between func()) []string {
	t.Helper()
	var list []string
	for {
		a, err := ix.Search(tuesday, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range a.Hits {
			list = append(list, h.Entry.ID)
		}
		if q.After = a.Cursor; q.After == "" {
			return list
		}
		between()
	}
}

func TestPagesGiveEachListingOnce(t *testing.T) {
	ix, _ := someIndex(5, 400)
	ix.Apply(named("Another", "And another"), []string{"id-3"})
	for _, order := range []Sort{ByTime, ByDistance, ByName} {
		for _, limit := range []int{1, 7, 50, 1000} {
			q := Query{Sort: order, Limit: limit, Near: &place.Point{Lat: 40, Lng: -100}}
			list := collectPages(t, ix, q, func() {})
			byOffset := []string{}
			for q.Offset = 0; q.Offset < len(list); q.Offset += limit {
				a, err := ix.Search(tuesday, q)
				if err != nil || a.Total != len(list) {
					t.Fatalf("total %d, %v; want %d", a.Total, err, len(list))
				}
				for _, h := range a.Hits {
					byOffset = append(byOffset, h.Entry.ID)
				}
			}
			if !slices.Equal(list, byOffset) {
				t.Errorf("order %d, limit %d: cursor and offset give different lists", order, limit)
			}
			if slices.Sort(list); len(slices.Compact(list)) != len(byOffset) {
				t.Errorf("order %d, limit %d: a listing came twice", order, limit)
			}
		}
	}
}

func TestPagesHoldWhileListingsChange(t *testing.T) {
	r := random{rand.New(rand.NewPCG(6, 6))}
	for _, order := range []Sort{ByTime, ByDistance, ByName} {
		ix, ref := someIndex(6, 300)
		touched := map[string]bool{}
		before := collectPages(t, ix, Query{Sort: order, Limit: 300, Near: &place.Point{}}, func() {})
		list := collectPages(t, ix, Query{Sort: order, Limit: 9, Near: &place.Point{}}, func() {
			e := r.entry(r.IntN(400))
			gone := fmt.Sprintf("id-%d", r.IntN(400))
			touched[e.ID], touched[gone] = true, true
			ref.change([]Entry{e}, []string{gone})
			ix.Apply([]Entry{e}, []string{gone})
		})
		still := func(id string) bool { return touched[id] }
		if got, want := slices.DeleteFunc(list, still), slices.DeleteFunc(before, still); !slices.Equal(got, want) {
			t.Errorf("order %d: what did not change came as\n%q, want\n%q", order, got, want)
		}
	}
}

func TestWhatCannotBeAskedIsInvalid(t *testing.T) {
	ix := of(named("A")...)
	for name, q := range map[string]Query{
		"cursor":                {After: "%%%"},
		"cursor of other order": {After: "AAAA", Sort: ByName},
		"distance from nowhere": {Sort: ByDistance},
		"point off the earth":   {Near: &place.Point{Lat: 91}},
		"rectangle upside down": {Box: &place.Box{South: 2, North: 1}},
	} {
		if _, err := ix.Search(tuesday, q); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

func TestLookups(t *testing.T) {
	entries := named("Zeta", "Alpha", "Émile")
	entries = append(entries, Entry{Kind: Group, ID: "g", Slug: "Alpha", Name: "Beta"})
	ix := of(entries...)
	if e, ok := ix.BySlug(Group, "Alpha"); !ok || e.ID != "g" {
		t.Errorf("group Alpha: %+v, %v", e, ok)
	}
	if e, ok := ix.ByNumber(2); !ok || e.Slug != "Alpha" || e.Kind != Meeting {
		t.Errorf("number 2: %+v, %v", e, ok)
	}
	var names []string
	ix.All(func(e *Entry) bool {
		names = append(names, e.Name)
		return len(names) < 3
	})
	expect(t, "All", names, "Alpha", "Beta", "Émile")
}

func TestTheVersionFollowsTheContent(t *testing.T) {
	entries := named("A", "B", "C")
	ix, other := of(entries...), of(entries[2], entries[0])
	was := ix.Version()
	if other.Version() == was {
		t.Error("another content has the same version")
	}
	other.Apply(entries[1:2], nil)
	if other.Version() != was {
		t.Error("the same content has another version")
	}
	changed := entries[0]
	changed.Venue = "Elsewhere"
	ix.Apply([]Entry{changed}, nil)
	if ix.Version() == was {
		t.Error("a changed entry left the version as it was")
	}
	ix.Apply(entries[:1], nil)
	if ix.Version() != was {
		t.Error("changed back, the version is not what it was")
	}
}

func TestSearchesGoOnWhileListingsChange(t *testing.T) {
	ix, _ := someIndex(8, 300)
	var group sync.WaitGroup
	for seed := range uint64(4) {
		group.Go(func() {
			r := random{rand.New(rand.NewPCG(seed, 8))}
			for range 150 {
				a, err := ix.Search(r.now(), r.query())
				if err != nil || len(a.Hits) > a.Total {
					t.Errorf("%d hits of %d, %v", len(a.Hits), a.Total, err)
				}
			}
		})
	}
	r := random{rand.New(rand.NewPCG(9, 8))}
	for range 100 {
		ix.Apply([]Entry{r.entry(r.IntN(400)), r.entry(r.IntN(400))}, []string{fmt.Sprintf("id-%d", r.IntN(400))})
	}
	group.Wait()
}

func FuzzCursor(f *testing.F) {
	ix := of(named("A", "B", "C")...)
	a, _ := ix.Search(tuesday, Query{Limit: 1})
	f.Add(a.Cursor)
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, order := range []Sort{ByTime, ByName} {
			if _, err := ix.Search(tuesday, Query{After: cursor, Sort: order, Limit: 2}); err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
		}
	})
}
