package feeds

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/lists"
	"kith/internal/place"
)

// venue reads where a row's meeting is held; nil where it says nothing. What looks like a private home comes back
// withheld.
func (r *row) venue() *directory.VenueDraft {
	v := &directory.VenueDraft{}
	v.Name = r.out.line(r.record, maxName, "location")
	v.Quarter = r.out.line(r.record, maxName, "quarter", "sub_region")
	r.address(&v.Venue)
	v.Directions = r.out.notes(r.record, "location_notes")
	r.at = r.point()
	v.At = r.at
	if empty(&v.Venue) {
		return nil
	}
	v.Rough = r.approximate(&v.Venue)
	home := looksPrivate(&v.Venue, r.get("notes"))
	if home {
		v.At, v.Rough = nil, false
	}
	r.out.locate(&v.Venue)
	if r.at == nil {
		r.at = v.At
	}
	v.NativeID = r.venueID(&v.Venue, home)
	if home {
		v.Withhold(directory.OnContact)
		v.Inferred = append(v.Inferred, "shown")
	}
	return v
}

func empty(v *directory.Venue) bool {
	return v.Name == "" && v.Address == "" && v.Street == "" && v.Locality == "" && v.Postal == "" && v.Region == "" && v.At == nil
}

// venueID is the source's own, or else a hash of name and address; of a home only of its town and group.
func (r *row) venueID(v *directory.Venue, home bool) string {
	if home {
		return identity("home", r.get("group", "name"), v.Locality)
	}
	if id := plainLine(r.get("location_id")); id != "" && len(id) <= maxLine {
		return "venue:" + id
	}
	return identity("venue", v.Name, v.Address, v.Street, v.Locality, v.Region, v.Postal)
}

// approximate is what the row says; else a whole address of fewer than four parts names no door (TSML's rule).
func (r *row) approximate(v *directory.Venue) bool {
	switch strings.ToLower(r.get("approximate")) {
	case "yes", "true", "1":
		return true
	case "no", "false", "0":
		return false
	}
	return v.Street == "" && (v.Name == "" || r.get("formatted_address") != "")
}

// address reads the parts of an address that a row gives one by one, and takes from its one-line form what is missing.
func (r *row) address(v *directory.Venue) {
	v.Address = r.out.line(r.record, maxLine, "formatted_address")
	v.Street = r.out.line(r.record, maxLine, "address", "street")
	v.Locality = r.out.line(r.record, maxName, "city", "locality")
	v.Region = r.out.line(r.record, maxName, "state", "province")
	v.Postal = r.out.line(r.record, maxCode, "postal_code", "zip")
	v.Country = country(r.out.line(r.record, maxName, "country"))
	whole := v.Address
	if whole == "" && strings.Count(v.Street, ",") >= 2 {
		whole, v.Address, v.Street = v.Street, v.Street, ""
	}
	if p, ok := partsOfAddress(whole); ok {
		v.Street, v.Locality = first(v.Street, p.Street), first(v.Locality, p.Locality)
		v.Region, v.Postal, v.Country = first(v.Region, p.Region), first(v.Postal, p.Postal), first(v.Country, p.Country)
	}
	town, part, _ := strings.Cut(r.region(), ",")
	if v.Locality == "" && v.Address == "" {
		v.Locality = town
	}
	v.Quarter = first(v.Quarter, strings.TrimSpace(part))
}

// region is TSML's, the narrowest of several: a town, or a part of one as in "Minneapolis, Southeast".
func (r *row) region() string {
	if l := r.list["regions"]; len(l) > 0 {
		return plainLine(l[len(l)-1])
	}
	return r.out.line(r.record, maxName, "region")
}

func (r *row) locality() string {
	var v directory.Venue
	r.address(&v)
	return first(v.Locality, v.Address)
}

var (
	regionPostal = regexp.MustCompile(`^(\p{L}[\p{L} .]*?)\s+((?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4,6}))$`)
	postalTown   = regexp.MustCompile(`^(\d{4,5}) +(\p{L}.*)$`)
	regionOnly   = regexp.MustCompile(`^\p{L}[\p{L} .'’-]*$`)
)

// partsOfAddress reads "Street, Town, Region Postal, Country" as geocoders write it; the street may have commas and may be
// missing. What does not look so is not guessed at.
func partsOfAddress(whole string) (v directory.Venue, ok bool) {
	p := strings.Split(whole, ",")
	for i := range p {
		p[i] = strings.TrimSpace(p[i])
	}
	n := len(p)
	if n < 2 || slices.Contains(p, "") {
		return v, false
	}
	if name := country(p[n-1]); knownCountry(name) {
		if in, ok := townAndStreet(directory.Venue{Country: name}, p[:n-1]); ok {
			return in, true
		}
	}
	return townAndStreet(v, p) // "CA" may be Canada, or California
}

func townAndStreet(v directory.Venue, p []string) (directory.Venue, bool) {
	last := p[len(p)-1]
	rest := p[:len(p)-1]
	if m := regionPostal.FindStringSubmatch(last); m != nil {
		v.Region, v.Postal = m[1], m[2]
	} else if m := postalTown.FindStringSubmatch(last); m != nil {
		v.Postal, v.Locality = m[1], m[2]
	} else if regionOnly.MatchString(last) && len(rest) > 0 {
		v.Region = last
	} else if regionOnly.MatchString(last) {
		v.Locality = last
	} else {
		return v, false
	}
	if v.Locality == "" && len(rest) > 0 {
		v.Locality, rest = rest[len(rest)-1], rest[:len(rest)-1]
	}
	if strings.ContainsAny(v.Locality, "0123456789") { // a street where the town should be
		return v, false
	}
	v.Street = strings.Join(rest, ", ")
	return v, true
}

// street is the street of an address in one line.
func street(whole string) string {
	if p, ok := partsOfAddress(whole); ok {
		return p.Street
	}
	return whole
}

// countries are the ways in which the sources' commonest countries are written, brought to one.
var countries = map[string]string{
	"usa": "USA", "us": "USA", "u.s.a": "USA", "u.s.a.": "USA", "u.s.": "USA", "united states": "USA", "united states of america": "USA", "ee. uu.": "USA", "estados unidos": "USA",
	"uk": "UK", "u.k.": "UK", "united kingdom": "UK", "great britain": "UK", "gb": "UK",
	"canada": "Canada", "ca": "Canada", "mexico": "México", "méxico": "México", "mx": "México", "spain": "España", "españa": "España", "es": "España",
	"france": "France", "germany": "Deutschland", "deutschland": "Deutschland", "ireland": "Ireland", "australia": "Australia", "new zealand": "New Zealand",
	"portugal": "Portugal", "brasil": "Brasil", "brazil": "Brasil", "argentina": "Argentina", "chile": "Chile", "colombia": "Colombia",
	"puerto rico": "Puerto Rico", "italy": "Italia", "italia": "Italia", "sweden": "Sverige", "sverige": "Sverige", "japan": "Japan", "india": "India",
}

func country(text string) string {
	if name, ok := countries[strings.ToLower(text)]; ok {
		return name
	}
	return text
}

func knownCountry(name string) bool {
	_, ok := countries[strings.ToLower(name)]
	return ok && name != "CA"
}

// point reads the row's coordinates, which are believed. What is no place on earth, or lies off Africa at 0, 0, is left out.
func (r *row) point() *place.Point {
	lat, lng := r.get("latitude", "lat", "latlon.lat"), r.get("longitude", "lng", "lon", "latlon.lng")
	if both := r.get("coordinates"); lat == "" && both != "" {
		lat, lng, _ = strings.Cut(both, ",")
	}
	return r.out.point(r.where, lat, lng)
}

func (out *output) point(where, lat, lng string) *place.Point {
	if lat == "" && lng == "" {
		return nil
	}
	p, ok := parsePoint(lat, lng)
	if !ok {
		out.warn(where, "latitude", "", "bad_coordinates", "check_coordinates")
		return nil
	}
	return &p
}

func parsePoint(lat, lng string) (place.Point, bool) {
	a, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	b, err2 := strconv.ParseFloat(strings.TrimSpace(lng), 64)
	p := place.Point{Lat: a, Lng: b}
	return p, err1 == nil && err2 == nil && onEarth(p)
}

// onEarth is false for 0, 0 too: that is where missing coordinates lie.
func onEarth(p place.Point) bool {
	return p.Valid() && p != place.Point{}
}

// locate gives a venue without coordinates those of its town, from the gazetteer.
func (out *output) locate(v *directory.Venue) {
	if v.At != nil || out.Locate == nil {
		return
	}
	for _, text := range []string{lists.Join(", ", v.Locality, v.Region, v.Country), lists.Join(", ", v.Locality, v.Region), lists.Join(", ", v.Postal, v.Country), v.Postal, v.Locality} {
		if text == "" {
			continue
		}
		if p, ok := out.Locate(text); ok {
			v.At, v.Rough = &p, true
			v.Inferred = append(v.Inferred, "at")
			return
		}
	}
}
