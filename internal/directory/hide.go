package directory

import (
	"regexp"
	"slices"
	"strings"

	"kith/internal/store"
)

// A source's own id of a meeting may tell a withheld place, as a slug such as grief-at-12-elm-street does, and ids are shown
// as where a listing comes from. Such an id is kept as a fingerprint, by which the source's row is recognised all the same, and the fingerprint is shown to nobody.

const hiddenMark = "~hidden:"

// derived finds ids that Kith made from what a row says, as fingerprints without a key.
var derived = regexp.MustCompile(`^~|^[a-z]+:[0-9a-f]{20}$`)

// shownID is a source's own id as anybody may see it. One that Kith made from the row is not shown: of a place that is
// withheld, whoever tries streets and numbers would know the right one by it.
func shownID(native string) string {
	if derived.MatchString(native) {
		return ""
	}
	return native
}

func hidden(native string) string { return hiddenMark + digest("hidden", native) }

// hideNative hides the id that a source gives a meeting if that may tell the place.
func (l *Listing) hideNative(tx *store.Tx, found []traces) error {
	tells := looksLikeAddress(l.Native) || slices.ContainsFunc(found, func(t traces) bool { return t.in(l.Native) })
	if l.Source == "" || strings.HasPrefix(l.Native, hiddenMark) || !tells {
		return nil
	}
	l.Native = hidden(l.Native)
	_, err := tx.Exec(`UPDATE listing SET native_id = $2 WHERE id = $1`, l.ID, l.Native)
	return err
}

// hideNative hides the id of a meeting that nobody here knows yet, at a place that is withheld here.
func (d *Draft) hideNative(known map[string]known) {
	if d.Meeting == nil {
		return
	}
	if _, ok := known[d.Meeting.NativeID]; !ok && d.Venue.traces().plainlyIn(d.Meeting.NativeID) {
		d.Meeting.NativeID = hidden(d.Meeting.NativeID)
	}
}

// knownHidden finds meetings of the source whose ids are hidden, and has the drafts speak of them so.
func (m *Import) knownHidden(tx *store.Tx, meetings map[string]known, drafts []Draft) error {
	if m.hides == nil {
		n, err := store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing WHERE source_id = $1 AND kind = 'meeting' AND native_id LIKE $2`,
			m.source.ID, hiddenMark+"%"))
		if err != nil {
			return err
		}
		hides := n > 0
		m.hides = &hides
	}
	if !*m.hides {
		return nil
	}
	var keys []string
	for i := range drafts {
		if d := drafts[i].Meeting; d != nil {
			keys = append(keys, hidden(d.NativeID))
		}
	}
	found, err := m.known(tx, KindMeeting, keys)
	for i := range drafts {
		if d := drafts[i].Meeting; d != nil {
			if k, ok := found[hidden(d.NativeID)]; ok {
				d.NativeID = k.Native
				meetings[k.Native] = k
			}
		}
	}
	return err
}
