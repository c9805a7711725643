package zone

import (
	"math"
	"testing"
	_ "time/tzdata" // the boundaries name zones that a bare system may lack

	"kith/internal/place"
)

func TestOf(t *testing.T) {
	finder, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		lat, lng float64
		want     string
	}{
		{"Oakland", 37.80437, -122.2708, "America/Los_Angeles"},
		{"Phoenix keeps no summer time", 33.4484, -112.074, "America/Phoenix"},
		{"the Navajo Nation in Arizona does", 36.1541, -109.5526, "America/Denver"},
		{"Indiana, the western corner", 41.5934, -87.3464, "America/Chicago"},
		{"London", 51.5085, -0.1257, "Europe/London"},
		{"São Paulo", -23.5475, -46.6361, "America/Sao_Paulo"},
		{"half an hour off", 19.0728, 72.8826, "Asia/Kolkata"},
		{"three quarters of an hour off", -43.9535, -176.5597, "Pacific/Chatham"},
		{"west of the 180th meridian", -21.1394, -175.2018, "Pacific/Tongatapu"},
		{"the high seas", 0, -140, ""},
		{"nowhere", 91, 0, ""},
		{"no number", math.NaN(), 0, ""},
	} {
		if got := finder.Of(place.Point{Lat: c.lat, Lng: c.lng}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
