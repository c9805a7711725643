package web

import (
	"log/slog"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/directory/index"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/store/storetest"
	"kith/internal/web/webtest"
)

// monday is a Monday evening in Oakland: 18:05.
var monday = time.Date(2026, time.November, 24, 2, 5, 0, 0, time.UTC)

var cityOfOakland = place.Point{Lat: 37.8044, Lng: -122.2712}

// findRig is a site with a few invented listings of every kind, on that Monday.
type findRig struct {
	*feedRig
	ids map[string]string // slug → id of groups and meetings
}

func newFindRig(t testing.TB) *findRig {
	db := storetest.New(t, store.SQLite)
	k := &findRig{newFeedRig(t, db), map[string]string{}}
	k.clock.Set(monday)
	k.dir = directory.New(directory.Options{DB: db, Clock: k.clock, Log: slog.New(slog.DiscardHandler), Locate: func(text string) (place.Point, bool) {
		found := k.web.Places.Find(text, gazetteer.Options{})
		return found[0].Point, true
	}})
	if err := k.dir.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.web.Directory = k.dir
	k.web.Home, k.web.Country = &cityOfOakland, "US"
	org := k.add(directory.Entered{Content: &directory.Organisation{Name: "Open Hand", Type: "clearinghouse", About: "Helps groups along.", Website: "https://openhand.example"}})
	area := k.add(directory.Entered{Parent: org, Content: &directory.Organisation{Name: "Open Hand, East Bay", Type: "area"}})
	hall := k.add(directory.Entered{Content: &directory.Venue{Name: "St Paul’s Church hall", Street: "114 Montecito Avenue", Locality: "Oakland",
		Region: "CA", Postal: "94610", Country: "US", At: &place.Point{Lat: 37.8107, Lng: -122.2534}, Access: []string{"step_free_door", "hearing_loop"},
		Directions: "Side door, ring twice."}})
	home := k.add(directory.Entered{Content: &directory.Venue{Name: "Rosa’s kitchen", Street: "9 Secret Street", Locality: "Oakland", Region: "CA", Country: "US",
		At: &place.Point{Lat: 37.8352, Lng: -122.2631}, Shown: directory.OnContact, Hint: "Near Lake Merritt"}})
	quarter := k.add(directory.Entered{Content: &directory.Venue{Name: "A flat", Street: "12 Hidden Lane", Quarter: "Temescal", Locality: "Oakland", Region: "CA",
		Country: "US", At: &place.Point{Lat: 37.8372, Lng: -122.2613}, Shown: directory.Approximate}})

	walking := k.add(directory.Entered{Parent: area, Content: &directory.Group{Name: "Walking Through", About: "Grief after a death in the family.",
		FirstTime: "Come ten minutes early.", Concerns: []string{"grief"}, Led: "members", Belief: "secular", Languages: []string{"en"},
		Contact:       directory.Contact{Role: "Greeter", Email: "walking@example.org", Phone: "+1 510 555 0100"},
		Contributions: []directory.Contribution{{Service: "venmo", Address: "@walking"}}}})
	k.meets(walking, hall, directory.Meeting{Name: "Walking Through", Attend: "in_person", Open: "anyone", Formats: []string{"round_robin"}, Codes: []string{"XYZ"},
		Languages: []string{"en"}, Schedule: eachWeek(time.Monday, "18:30", 90)})
	k.meets(walking, hall, directory.Meeting{Name: "Walking Through, mornings", Attend: "hybrid", JoinURL: "https://video.example.com/j/1", PassCode: "tea",
		DialIn: "+1 646 555 0101,,123#", Schedule: everyOther(time.Wednesday, "10:00", 60)})

	home2 := k.add(directory.Entered{Parent: area, Content: &directory.Group{Name: "After Suicide", Concerns: []string{"loss_by_suicide"}, Led: "members_with_professional"}})
	k.meets(home2, home, directory.Meeting{Name: "After Suicide", Attend: "in_person", Open: "members_only", Schedule: secondTuesday("19:30")})
	flat := k.add(directory.Entered{Parent: area, Content: &directory.Group{Name: "Young Carers", Concerns: []string{"caring"}, Unlisted: true}})
	k.meets(flat, quarter, directory.Meeting{Name: "Young Carers", Attend: "in_person", Schedule: eachWeek(time.Tuesday, "17:00", 60)})

	duelo := k.add(directory.Entered{Content: &directory.Group{Name: "Duelo en compañía", About: "Duelo por la pérdida de un ser querido.", Concerns: []string{"grief"}, Languages: []string{"es"}}})
	k.meets(duelo, "", directory.Meeting{Name: "Duelo en compañía", Attend: "online", Languages: []string{"es"}, JoinFor: "members",
		JoinURL: "https://video.example.com/j/2", Schedule: schedule.Schedule{Repeats: schedule.Weekly, Weekday: time.Tuesday, Start: clockAt(4, 0), Duration: 75, Zone: "Europe/Madrid"}})
	sabr := k.add(directory.Entered{Content: &directory.Group{Name: "مجموعة الصبر", About: "لمن فقد شخصا عزيزا.", Concerns: []string{"grief"}, Languages: []string{"ar"}}})
	k.meets(sabr, hall, directory.Meeting{Name: "مجموعة الصبر", Attend: "in_person", Languages: []string{"ar"}, Schedule: eachWeek(time.Monday, "19:15", 60)})

	k.add(directory.Entered{Parent: area, Content: &directory.Group{Name: "Letters in Winter", About: "We write to each other.", Concerns: []string{"loneliness"}, Rhythm: "contact",
		Contact: directory.Contact{Role: "Postmaster", Email: "letters@example.org"}}})

	example := everyWeek("example", "Sample Steps", time.Monday, clockAt(20, 0))
	k.take(directory.Source{Name: "sample-set", Kind: "kith", Licence: "MIT, somebody/something", Sample: true}, example)
	if err := k.dir.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k
}

func eachWeek(day time.Weekday, start string, minutes int16) schedule.Schedule {
	c, err := schedule.ParseClock(start)
	if err != nil {
		panic(err)
	}
	return schedule.Schedule{Repeats: schedule.Weekly, Weekday: day, Start: c, Duration: minutes, Zone: "America/Los_Angeles"}
}

func everyOther(day time.Weekday, start string, minutes int16) schedule.Schedule {
	s := eachWeek(day, start, minutes)
	s.Interval, s.From = 2, schedule.DateOf(2026, time.November, 4)
	s.Exceptions = []schedule.Exception{
		{Kind: schedule.Closed, On: schedule.DateOf(2026, time.December, 16)},
		{Kind: schedule.Moved, On: schedule.DateOf(2026, time.December, 2), To: schedule.DateOf(2026, time.December, 3), Start: clockAt(11, 0)},
		{Kind: schedule.Extra, On: schedule.DateOf(2026, time.December, 24), Start: clockAt(9, 0)},
	}
	return s
}

func secondTuesday(start string) schedule.Schedule {
	s := eachWeek(time.Tuesday, start, 0)
	s.Repeats, s.Nth = schedule.Monthly, 2
	return s
}

func (k *findRig) add(in directory.Entered) string {
	k.t.Helper()
	l, err := k.dir.Add(k.t.Context(), people.Operator(), in)
	if err != nil {
		k.t.Fatalf("%s: %v", in.Content.Title(), err)
	}
	k.ids[l.Slug] = l.ID
	return l.ID
}

func (k *findRig) meets(group, venue string, m directory.Meeting) string {
	k.t.Helper()
	return k.add(directory.Entered{Parent: group, Venue: venue, Content: &m})
}

// page asks for a page that must be there.
func (k *findRig) page(path string, headers ...string) webtest.Page {
	k.t.Helper()
	return webtest.Parse(k.t, k.body(path, headers...))
}

// search asks the index.
func (k *findRig) search(text string) []index.Hit {
	answer, err := k.dir.Index().Search(k.clock.Now(), index.Query{Text: text, Limit: 1000})
	if err != nil {
		k.t.Fatal(err)
	}
	return answer.Hits
}
