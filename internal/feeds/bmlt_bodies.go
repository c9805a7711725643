package feeds

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"kith/internal/directory"
)

// serviceBody is an organisation as a BMLT service body.
type serviceBody struct {
	id, parent int64
	about      *directory.Organisation
}

// house is the service body of the groups that belong to no organisation.
const house = 999_999_999

// Numbers of bodies: those that BMLT sources brought lie below ownBodies, those of others from it up.
const (
	ownBodies  = 1_000_000_000
	bodyNumber = 1 << 31 // widgets keep numbers in 32 bits
)

// bodyNumbers gives each organisation its number as a service body, by its id. An organisation that came from a BMLT server
// keeps its own where an older one does not have it; another's follows from its id here. All organisations there ever
// were take part, in the order of their birth, so that no number changes when others come or go.
func bodyNumbers(all []directory.Listing) map[string]int64 {
	numbers, taken := map[string]int64{}, map[int64]bool{house: true}
	for i := range all {
		n, ok := nativeBody(all[i].Native)
		if !ok || taken[n] {
			sum := sha256.Sum256([]byte(all[i].ID))
			n = ownBodies + int64(binary.BigEndian.Uint64(sum[:8])%(bodyNumber-ownBodies))
			for taken[n] {
				n = ownBodies + (n-ownBodies+1)%(bodyNumber-ownBodies)
			}
		}
		numbers[all[i].ID], taken[n] = n, true
	}
	return numbers
}

// nativeBody is the number that an organisation has on the BMLT server that it came from.
func nativeBody(native string) (int64, bool) {
	text, ok := strings.CutPrefix(native, "body:")
	n, err := strconv.ParseInt(text, 10, 64)
	return n, ok && err == nil && n > 0 && n < ownBodies
}

var bodyKinds = map[string]string{"fellowship": "WS", "national_organisation": "ZF", "region": "RS", "area": "AS"}

// bodiesFrom lists the public organisations as service bodies, by number. One below an organisation that is not public
// stands at the top.
func bodiesFrom(all []directory.Listing, numbers map[string]int64, sample func(*directory.Listing) bool) []serviceBody {
	public := map[string]bool{}
	for i := range all {
		public[all[i].ID] = all[i].IsPublic() && !sample(&all[i])
	}
	var list []serviceBody
	for i := range all {
		l := &all[i]
		if !public[l.ID] {
			continue
		}
		b := serviceBody{id: numbers[l.ID], about: l.Content.(*directory.Organisation)}
		if public[l.Parent] {
			b.parent = numbers[l.Parent]
		}
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b serviceBody) int { return cmp.Compare(a.id, b.id) })
	return list
}

var bodyKeys = []string{"id", "parent_id", "name", "description", "type", "url", "helpline", "world_id"}

func (b *serviceBody) row() []string {
	o := b.about
	return []string{formatNumber(b.id), formatNumber(b.parent), o.Name, o.About, first(bodyKinds[o.Type], "AS"), o.Website, o.Phone, ""}
}

func formatNumber(n int64) string { return strconv.FormatInt(n, 10) }

// underBodies gives the bodies that lie below some, those included.
func underBodies(bodies []serviceBody, tops []int64) []int64 {
	all := slices.Clone(tops)
	for i := 0; i < len(all); i++ {
		for _, b := range bodies {
			if b.parent == all[i] && !slices.Contains(all, b.id) {
				all = append(all, b.id)
			}
		}
	}
	return all
}

// overBodies gives the bodies that lie above some, those included.
func overBodies(bodies []serviceBody, from []int64) []int64 {
	all := slices.Clone(from)
	for i := 0; i < len(all); i++ {
		for _, b := range bodies {
			if b.id == all[i] && b.parent != 0 && !slices.Contains(all, b.parent) {
				all = append(all, b.parent)
			}
		}
	}
	return all
}
