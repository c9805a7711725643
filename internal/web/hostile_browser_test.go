package web

import (
	"net/http/httptest"
	"testing"
	"time"

	"kith/internal/browsertest"
	"kith/internal/directory"
)

// TestForeignTextRunsNothing shows listings whose every text is made to run something, past all cleaning by an importer.
func TestForeignTextRunsNothing(t *testing.T) {
	const evil = `<script>window.ran=1</script><img src=x onerror="window.ran=1">"'><svg onload=window.ran=1>{{window.ran=1}}</script></title></textarea>`
	b := browsertest.New(t)
	k := feedRigOn(t)
	d := everyWeek("evil", evil, time.Monday, clockAt(19, 30))
	d.Group.Name, d.Group.About, d.Group.FirstTime, d.Group.Cost = evil, evil, evil, evil
	d.Group.Contact = directory.Contact{Role: evil, Phone: evil, Email: evil, Website: "javascript:window.ran=1"}
	d.Group.Contributions = []directory.Contribution{{Service: evil, Address: "javascript:window.ran=1"}}
	d.Group.Languages, d.Group.Concerns = []string{evil}, []string{evil}
	d.Venue = &directory.VenueDraft{NativeID: evil, Venue: directory.Venue{Name: evil, Address: evil, Street: evil, Quarter: evil, Locality: evil, Region: evil,
		Postal: evil, Country: evil, Hint: evil, Directions: evil, Access: []string{evil}}}
	d.Meeting.Attend, d.Meeting.Notes, d.Meeting.Room, d.Meeting.Codes = "hybrid", evil, evil, []string{evil}
	d.Meeting.Formats, d.Meeting.Audience = []string{evil}, []string{evil}
	d.Meeting.JoinURL, d.Meeting.JoinNotes, d.Meeting.DialIn, d.Meeting.DialNotes, d.Meeting.PassCode = "javascript:window.ran=1", evil, evil, evil, evil
	d.Meeting.Slug = "evil"
	k.take(directory.Source{Name: evil, Kind: "kith", Licence: evil}, d)
	server := httptest.NewServer(k.site)
	t.Cleanup(server.Close)
	slug := k.only()
	for _, path := range []string{"/", "/search", "/search?map=1", "/search?q=%3Cscript%3Ewindow.ran=1%3C/script%3E", "/search?near=%22%3E%3Cimg+src=x+onerror=window.ran=1%3E",
		"/search?org=%22%3E%3Cscript%3Ewindow.ran=1%3C/script%3E", "/meetings/" + slug, "/meetings/" + slug + "/wrong", "/places", "/languages", "/concerns"} {
		b.Open(server.URL + path)
		var ran bool
		b.Eval(`window.ran === 1`, &ran)
		if ran {
			t.Errorf("%s runs what a listing says", path)
		}
		if problems := b.Problems(); len(problems) > 0 {
			t.Errorf("%s: %v", path, problems)
		}
		if strangers := b.Strangers(); len(strangers) > 0 {
			t.Errorf("%s asks others: %v", path, strangers)
		}
	}
}

// only gives the slug of the first meeting that there is.
func (k *feedRig) only() string {
	k.t.Helper()
	for w, err := range k.dir.AllMeetings(k.t.Context()) {
		if err != nil {
			k.t.Fatal(err)
		}
		return w.Listing.Slug
	}
	k.t.Fatal("there is no meeting")
	return ""
}
