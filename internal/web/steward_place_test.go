package web

import (
	"net/url"
	"strings"
	"testing"

	"kith/internal/directory"
)

func TestWhereTheSourceHasAMovedMeetingIsShown(t *testing.T) {
	k := newDeskRig(t)
	one := onWednesdays("Wednesday circle")
	k.imported("feed", false, one)
	id := k.found(directory.KindMeeting)[0].ID
	venue := listing(t, k.post("/add/venue", url.Values{"name": {"Library"}, "locality": {"Oakland"}, "shown": {"public"}}))
	k.post("/listings/"+id+"/place", url.Values{"venue": {venue}})
	want(t, k.get("/listings/"+id), "Library, Oakland", "Put right here; no import changes it", "The source says something else", "Place")
	hall := listing(t, k.post("/add/venue", url.Values{"name": {"Town Hall"}, "shown": {"public"}}))
	k.post("/listings/"+id+"/place", url.Values{"venue": {hall}})
	k.post("/listings/"+id+"/take", url.Values{"field": {"venue"}})
	if page := text(k.get("/listings/" + id)); !strings.Contains(page, "It has no place.") || strings.Contains(page, "The source says something else") {
		t.Errorf("the source's word was not taken: %.2000s", page)
	}
}
