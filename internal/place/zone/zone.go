// Package zone tells the time zone of a position from its boundaries. Its tables take about 31 MB of memory, so only
// importers link it, and let go of the Finder when they are done.
package zone

import (
	"fmt"
	"strings"
	"time"

	"github.com/ringsaturn/tzf"

	"kith/internal/place"
)

// Finder knows the boundaries of the time zones; it may be used by several goroutines.
type Finder struct{ zones tzf.F }

// New loads the boundaries, which takes some tenths of a second.
func New() (*Finder, error) {
	zones, err := tzf.NewDefaultFinder()
	if err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	return &Finder{zones}, nil
}

// Of returns the IANA name of the zone whose clocks are used at p, "America/Los_Angeles". It is "" where p is not on
// the earth, on the high seas, where ships keep zones without a place ("Etc/GMT+8"), and for a zone that the
// program's own time zone data does not have.
func (f *Finder) Of(p place.Point) string {
	if !p.Valid() {
		return ""
	}
	name := f.zones.GetTimezoneName(p.Lng, p.Lat)
	if name == "" || strings.HasPrefix(name, "Etc/") {
		return ""
	}
	if _, err := time.LoadLocation(name); err != nil {
		return ""
	}
	return name
}
