package web

import (
	"cmp"
	"encoding/json"
	"math"
	"net/http"
	"slices"

	"kith/internal/directory/index"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/web/templates"
)

const (
	mostPoints = 2000 // meetings on a map
	mostTowns  = 40   // names on a map
)

// blurred is how far about its point a place is that is only roughly known, in kilometres: half the diagonal of a cell of
// place.Blur.
const blurred = 1.6

// point is one meeting on the map: latitude, longitude, address of its page, name, when, and how far about the point it
// is in kilometres, 0 for an exact one.
type point [6]any

// town is a name to find one's way by: latitude, longitude, name.
type town [3]any

// points are the meetings of a search for its map. What stands in the question stays in no cache.
func (s *server) points(w http.ResponseWriter, r *http.Request) error {
	page := templates.Page{Words: s.spoken(r).words, Prefix: s.spoken(r).prefix}
	f, _, err := s.find(r.Context(), page, withoutEmpty(r.URL.Query()))
	if err != nil {
		return err
	}
	f.sought.Query.Limit, f.sought.Query.Offset, f.sought.Query.Facets = mostPoints, 0, false
	answer, err := s.Directory.Index().Search(f.now, f.sought.Query)
	if err != nil {
		return err
	}
	out := struct {
		Points []point `json:"points"`
		Places []town  `json:"places"`
	}{[]point{}, s.townsAround(answer.Hits)}
	for _, h := range answer.Hits {
		if mapped(h.Entry) {
			out.Points = append(out.Points, f.point(h))
		}
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", private)
	return send(w, r, http.StatusOK, "application/json", body)
}

// mapped says whether a meeting is anywhere on the earth.
func mapped(e *index.Entry) bool { return e.Located && e.Attend != "online" && e.Attend != "phone" }

func (f *finding) point(h index.Hit) point {
	e, when, about := h.Entry, "", 0.0
	if !h.Next.IsZero() {
		when = f.Say("map.when", "day", f.dayName(h, h.Entry.Schedule.Zone), "time", f.Words.Clock(h.Next))
	}
	if e.Approximate {
		about = blurred
	}
	return point{round5(e.At.Lat), round5(e.At.Lng), f.To("/meetings/" + e.Slug), e.Name, when, about}
}

func round5(degrees float64) float64 { return math.Round(degrees*1e5) / 1e5 }

// townsAround names the towns that most of the meetings are nearest to.
func (s *server) townsAround(hits []index.Hit) []town {
	type cell struct{ lat, lng int }
	nearest := map[cell]gazetteer.Place{}
	count := map[gazetteer.Place]int{}
	for _, h := range hits {
		if !mapped(h.Entry) {
			continue
		}
		at := cell{int(h.Entry.At.Lat * 20), int(h.Entry.At.Lng * 20)}
		p, known := nearest[at]
		if !known {
			p, _, _ = s.Places.Nearest(place.Point{Lat: h.Entry.At.Lat, Lng: h.Entry.At.Lng})
			nearest[at] = p
		}
		if p.Name != "" {
			count[p]++
		}
	}
	towns := make([]gazetteer.Place, 0, len(count))
	for p := range count {
		towns = append(towns, p)
	}
	slices.SortFunc(towns, func(a, b gazetteer.Place) int { return cmp.Or(count[b]-count[a], cmp.Compare(a.Name, b.Name)) })
	out := []town{}
	for _, p := range towns[:min(len(towns), mostTowns)] {
		out = append(out, town{p.Point.Lat, p.Point.Lng, p.Name})
	}
	return out
}

// tilesPath is where an operator's finer map lies.
const tilesPath = "/tiles.pmtiles"

// tiles gives the parts of the operator's map that a browser asks for. Which parts those are is not logged.
func (s *server) tiles(w http.ResponseWriter, r *http.Request) error {
	if s.Tiles == "" {
		return s.nowhere(w, r)
	}
	http.ServeFile(w, r, s.Tiles)
	return nil
}

// tilesAddress is tilesPath, or nothing where there is no such map.
func (s *server) tilesAddress() string {
	if s.Tiles == "" {
		return ""
	}
	return tilesPath
}
