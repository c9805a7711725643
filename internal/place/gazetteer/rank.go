package gazetteer

import (
	"math"
	"slices"

	"kith/internal/place"
	"kith/internal/place/gazetteer/layout"
)

// ranking keeps the likeliest of the places offered to it.
type ranking struct {
	g       *Gazetteer
	options Options
	top     []scored // the likeliest first
}

type scored struct {
	id    uint32
	score float64
}

// offer adds a place unless as many likelier ones are there already.
func (k *ranking) offer(h hit) {
	r := k.g.record(h.id)
	if !k.hopeful(people(r) + 1) {
		return
	}
	score := k.g.score(r, k.options)
	if !k.hopeful(score) {
		return
	}
	if !k.g.isNamed(r, h.key) {
		score--
	}
	k.insert(scored{h.id, score})
}

// hopeful reports whether a place of at most this score may be among the likeliest.
func (k *ranking) hopeful(score float64) bool {
	return !k.full() || score > k.top[len(k.top)-1].score
}

func (k *ranking) full() bool { return len(k.top) >= k.options.limit() }

func (k *ranking) insert(s scored) {
	if i := slices.IndexFunc(k.top, func(t scored) bool { return t.id == s.id }); i >= 0 {
		if k.top[i].score >= s.score {
			return
		}
		k.top = slices.Delete(k.top, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(k.top, s, func(t, s scored) int {
		if t.score > s.score || t.score == s.score && t.id < s.id {
			return -1
		}
		return 1
	})
	k.top = slices.Insert(k.top, at, s)
	k.top = k.top[:min(len(k.top), k.options.limit())]
}

func (k *ranking) places() []Place {
	var places []Place
	for _, s := range k.top {
		places = append(places, k.g.place(s.id))
	}
	return places
}

// score weighs how likely a place is meant, in powers of ten: its people; less a power for each tenfold of 50 km from
// where Options.Near is; and one more in Options.Country. A place found under another name than its own loses one.
func (g *Gazetteer) score(r layout.Record, o Options) float64 {
	score := people(r)
	if o.Near != nil {
		score -= math.Log10(1 + place.Distance(*o.Near, pointOf(r))/50)
	}
	if o.Country != "" && o.Country == g.countryOf(r) {
		score++
	}
	return score
}

// people weighs a place's people in powers of ten; where none are counted there are still some.
func people(r layout.Record) float64 { return math.Log10(float64(r.Population) + 100) }

// best returns the likeliest of the places found.
func (g *Gazetteer) best(hits []hit, o Options) []Place {
	k := ranking{g: g, options: o}
	for _, h := range hits {
		k.offer(h)
	}
	return k.places()
}
