package gazetteer_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"kith/internal/fold"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/place/gazetteer/build"
	"kith/internal/place/gazetteer/layout"
)

func TestNearest(t *testing.T) {
	g := small(t)
	for _, c := range []struct {
		name string
		at   place.Point
		want string
		km   float64
	}{
		{"in the middle", oakland, "Oakland/CA/US", 0},
		{"a part of a town bears the town's name", place.Point{Lat: 37.7752, Lng: -122.2241}, "Oakland/CA/US", 5.2},
		{"across the bay", place.Point{Lat: 37.77, Lng: -122.45}, "San Francisco/CA/US", 2.7},
		{"across the 180th meridian", place.Point{Lat: -18.1, Lng: -179.9}, "Suva/01/FJ", 175.5},
		{"on the edge of the map", place.Point{Lat: -18.14161, Lng: 180}, "Suva/01/FJ", 164.7},
		{"near the pole", place.Point{Lat: 80, Lng: 40}, "Longyearbyen/21/SJ", 545},
	} {
		p, km, ok := g.Nearest(c.at)
		if !ok || label(p) != c.want || math.Abs(km-c.km) > 2 {
			t.Errorf("%s: %s at %.1f km (%v), want %s at %.1f km", c.name, label(p), km, ok, c.want, c.km)
		}
	}
	for _, far := range []place.Point{{Lat: -90}, {Lng: -140}, {Lat: math.NaN()}} {
		if p, km, ok := g.Nearest(far); ok {
			t.Errorf("%v is near %s (%.0f km)", far, label(p), km)
		}
	}
}

func TestSlugLeadsBack(t *testing.T) {
	g := small(t)
	for text, want := range map[string][]string{
		"Oakland, CA": {"oakland-california-us"},
		"Oakland, PA": {"oakland-pennsylvania-us", "oakland-pennsylvania-us-5204103"},
		"São Paulo":   {"sao-paulo-br"},
		"Singapore":   {"singapore-sg"},
		"St. Louis":   {"st-louis-missouri-us"},
		"94607":       {"94607-us"},
		"Nuku'alofa":  {"nukualofa-to"},
	} {
		for i, p := range g.Find(text, gazetteer.Options{}) {
			if p.Slug() != want[i] {
				t.Errorf("the slug of %s is %q, want %q", text, p.Slug(), want[i])
			}
			if back, ok := g.LookupSlug(p.Slug()); !ok || back != p {
				t.Errorf("%s leads to %+v, want %+v", p.Slug(), back, p)
			}
		}
	}
	for _, slug := range []string{"", "-", "oakland", "oakland-us", "oakland-california-us-1", "oakland california us", strings.Repeat("a-", 500)} {
		if p, ok := g.LookupSlug(slug); ok {
			t.Errorf("%q leads to %s", slug, label(p))
		}
	}
}

func TestCountryNames(t *testing.T) {
	g := small(t)
	for _, c := range [][3]string{
		{"US", "en", "United States"}, {"US", "es", "Estados Unidos"}, {"DE", "fr", "Germany"}, {"ZZ", "en", ""}, {"", "es", ""},
	} {
		if got := g.Country(c[0], c[1]); got != c[2] {
			t.Errorf("Country(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestSourcesAreNamed(t *testing.T) {
	want := gazetteer.Source{Package: "towns", Version: "1.0.0", Licence: "CC-BY-4.0", Attribution: "Towns: GeoNames"}
	if got := small(t).Sources(); len(got) != 1 || got[0] != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestTheSameDataGivesTheSameBytes(t *testing.T) {
	a, errA := build.Blob(smallInput())
	b, errB := build.Blob(smallInput())
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("two builds differ (%v, %v)", errA, errB)
	}
}

func TestBuildTellsWhichRowIsBroken(t *testing.T) {
	in := smallInput()
	in.Cities = append(in.Cities, "1\tno columns\n"...)
	if _, err := build.Blob(in); err == nil || !strings.Contains(err.Error(), "line 27") {
		t.Errorf("error %v, want one naming line 27", err)
	}
	if _, err := build.Blob(build.Input{}); err == nil {
		t.Error("a gazetteer without towns was built")
	}
}

func TestEmptyGazetteerFindsNothing(t *testing.T) {
	g := new(gazetteer.Gazetteer)
	p, n := g.Match([]string{"oakland"}, gazetteer.Options{})
	_, bySlug := g.LookupSlug("oakland-california-us")
	_, _, near := g.Nearest(oakland)
	if n != 0 || p.Name != "" || bySlug || near || g.Find("Oaklnd", gazetteer.Options{}) != nil ||
		g.Complete("oak", 5, gazetteer.Options{}) != nil || g.Country("US", "en") != "" || g.Sources() != nil {
		t.Error("an empty gazetteer found something")
	}
	if at := g.Find("37.80,-122.27", gazetteer.Options{}); len(at) != 1 || at[0].Point.Lat != 37.8 {
		t.Errorf("a position needs no gazetteer, got %+v", at)
	}
}

func TestBrokenBlobIsRefused(t *testing.T) {
	blob, err := build.Blob(smallInput())
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(blob); at += 7 {
		broken := bytes.Clone(blob)
		broken[at] ^= 0x40
		if g, err := gazetteer.Load(broken); !errors.Is(err, layout.ErrBroken) || g == nil {
			t.Fatalf("byte %d changed: error %v", at, err)
		}
		if _, err := gazetteer.Load(blob[:at]); !errors.Is(err, layout.ErrBroken) {
			t.Fatalf("cut at %d: error %v", at, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	blob, err := build.Blob(smallInput())
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(nil))
	f.Add(blob)
	f.Add(blob[:100])
	f.Add(layout.Seal(layout.Sections{}))
	f.Fuzz(func(t *testing.T, blob []byte) {
		if g, err := gazetteer.Load(blob); g == nil {
			t.Errorf("no gazetteer, error %v", err)
		}
	})
}

func FuzzFind(f *testing.F) {
	g := small(f)
	for _, s := range []string{"Oakland, CA", "94607-1234 oakland", "37.8,-122.27", "geo:1,2", "san fransisco", "تل أبيب", "ca ca ca"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range g.Find(text, gazetteer.Options{Near: &oakland, Country: "US"}) {
			if !p.Point.Valid() || p.Name == "" {
				t.Errorf("Find(%q) gave %+v", text, p)
			}
		}
		g.Complete(text, 5, gazetteer.Options{})
		g.LookupSlug(text)
		words := fold.Words(text)
		if p, n := g.Match(words, gazetteer.Options{}); n > len(words) || (n == 0) != (p.Name == "") {
			t.Errorf("Match(%q) = %+v, %d", words, p, n)
		}
	})
}
