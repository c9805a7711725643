package place

import (
	"strconv"
	"testing"
)

func TestParsePoint(t *testing.T) {
	want := Point{37.8, -122.27}
	for _, text := range []string{
		"37.80,-122.27", " 37.80 , -122.27 ", "37.80 -122.27", "37.80; -122.27", "(37.80, -122.27)", "+37.8,-122.27",
		"37.80° N, 122.27° W", "37.80N 122.27W", "37.80 n 122.27 w", "geo:37.80,-122.27", "geo:37.80,-122.27;u=35",
		"geo:37.80,-122.27,12",
	} {
		if got, err := ParsePoint(text); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
	if got, err := ParsePoint("33.9° S, 151.2° E"); err != nil || got != (Point{-33.9, 151.2}) {
		t.Errorf("Sydney is %v (%v)", got, err)
	}
}

func TestParsePointRefusesTheRest(t *testing.T) {
	for _, text := range []string{
		"", "geo:", "Oakland", "37.8", "37.8,", "1,2,3", "91,0", "0,181", "NaN,NaN", "Inf,0", "1e1,2", "0x1,2", "1_0,2",
		"37.8N, -122.27W", "37.8E, 122N", "37.8 X 122", "N 37.8 W 122", "--1,2", "1.2.3,4", "37.8NN 12", "1,2N3",
	} {
		if got, err := ParsePoint(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestParseBox(t *testing.T) {
	got, err := ParseBox("-123, 37,-121.5,38")
	if want := (Box{West: -123, South: 37, East: -121.5, North: 38}); err != nil || got != want {
		t.Errorf("%v (%v), want %v", got, err, want)
	}
	if _, err := ParseBox("170,-20,-170,0"); err != nil {
		t.Errorf("a box across the 180th meridian: %v", err)
	}
	for _, text := range []string{"", "1,2,3", "1,2,3,4,5", "0,1,0,-1", "0,-91,0,0", "a,b,c,d", "NaN,0,0,0", ",,,"} {
		if got, err := ParseBox(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func FuzzParsePoint(f *testing.F) {
	for _, s := range []string{"37.80,-122.27", "37.80° N, 122.27° W", "geo:1,2;u=3", "1 2", "NSEW", "-0,+0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePoint(text)
		if err != nil {
			return
		}
		again, err := ParsePoint(decimalText(p.Lat) + "," + decimalText(p.Lng))
		if !p.Valid() || err != nil || again != p {
			t.Errorf("%q is %v, written and read again %v (%v)", text, p, again, err)
		}
	})
}

func decimalText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
