package index

import (
	"reflect"
	"testing"
	"time"

	"kith/internal/place"
	"kith/internal/schedule"
)

// full has something in every field.
func full() Entry {
	return Entry{
		Kind: Group, ID: "id", Number: 1, Slug: "slug", Name: "name", Group: "group", GroupSlug: "group-slug", About: "about",
		Venue: "venue", Address: "address", Locality: "locality", Region: "region", Postal: "postal", Country: "country",
		Hint: "hint", At: place.Point{Lat: 1, Lng: 2}, Located: true, Approximate: true, Withheld: true,
		Schedule: schedule.Schedule{
			Repeats: schedule.Weekly, Interval: 2, Weekday: time.Friday, Nth: 1, From: 20000, Until: 21000, Start: 600,
			Duration: 60, Zone: "Europe/Madrid", Exceptions: []schedule.Exception{{Kind: schedule.Extra, On: 20500, Start: 700}},
		},
		Attend: "hybrid", Concerns: []string{"a", "b"}, Own: []string{"b"}, Programme: "aa", Formats: []string{"open"},
		Audience: []string{"women"}, Languages: []string{"es"}, Access: []string{"lift"}, Led: "members", Belief: "secular",
		Organisations: []string{"area", "world"}, Words: "other", Verified: 20400, Updated: 5,
		Sources: []Source{{"feed", "7"}, {"other", "8"}}, Sample: true,
	}
}

func TestNothingOfAnEntryIsLost(t *testing.T) {
	e := full()
	for i := range reflect.TypeFor[Entry]().NumField() {
		if reflect.ValueOf(e).Field(i).IsZero() {
			t.Errorf("the test leaves out %s", reflect.TypeFor[Entry]().Field(i).Name)
		}
	}
	got, ok := of(e).BySlug(Group, "slug")
	if !ok || !reflect.DeepEqual(*got, e) {
		t.Errorf("got %+v, want %+v", got, e)
	}
}

func TestTheSumSeesEveryField(t *testing.T) {
	before := full()
	for i := range reflect.TypeFor[Entry]().NumField() {
		after := full()
		field := reflect.ValueOf(&after).Elem().Field(i)
		field.SetZero()
		if before.sum() == after.sum() {
			t.Errorf("without %s the sum is the same", reflect.TypeFor[Entry]().Field(i).Name)
		}
	}
}
