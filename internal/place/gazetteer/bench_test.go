package gazetteer_test

import (
	"testing"

	"kith/internal/place"
	"kith/internal/place/gazetteer"
)

// opened is the gazetteer in the program, or the small world if none was built.
func opened(b *testing.B) *gazetteer.Gazetteer {
	if g, err := gazetteer.Open(); err == nil {
		return g
	}
	return small(b)
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		_, _ = gazetteer.Open() // an error is the result of a checkout without a blob
	}
}

func BenchmarkFind(b *testing.B) {
	g := opened(b)
	for name, text := range map[string]string{
		"one":      "Oakland, CA",
		"many":     "Springfield",
		"code":     "94607",
		"misspelt": "Philadelpia",
		"none":     "nowhere at all",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.Find(text, gazetteer.Options{Near: &oakland, Country: "US"})
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	g := opened(b)
	words := []string{"oakland", "online", "in", "spanish"}
	for b.Loop() {
		g.Match(words, gazetteer.Options{})
	}
}

func BenchmarkComplete(b *testing.B) {
	g := opened(b)
	for _, prefix := range []string{"sa", "oakl"} {
		b.Run(prefix, func(b *testing.B) {
			for b.Loop() {
				g.Complete(prefix, 8, gazetteer.Options{Near: &oakland})
			}
		})
	}
}

func BenchmarkNearest(b *testing.B) {
	g := opened(b)
	for name, p := range map[string]place.Point{"city": oakland, "desert": {Lat: 23, Lng: 12}, "sea": {Lat: 0, Lng: -140}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				g.Nearest(p)
			}
		})
	}
}
