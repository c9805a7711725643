package directory

import (
	"kith/internal/store"
)

// batch is what a chunk of drafts comes to.
type batch struct {
	born      []*Listing // new listings, parents first
	wishes    map[*Listing]wish
	rows      []stagedRow
	noted     []Problem // what is wrong with the drafts
	numbers   []uint64  // meetings seen again
	groups    []string  // groups without a meeting seen again
	met       []string  // groups that had no meeting before, and have one here
	fresh     []string  // native ids of what is new
	added     int
	changed   int
	unchanged int
}

// wish is the slug and number that a source would have for a meeting.
type wish struct {
	slug   string
	number int64
}

// catalogued is what the directory has already of what a chunk speaks of, by kind and native id.
type catalogued map[Kind]map[string]known

// stagedRow is something to be done to a listing when the import is settled.
type stagedRow struct {
	act     string
	listing string
	hash    string
	draft   []byte
}

// What can be staged: what a source now says of a listing, or that it no longer has it.
const (
	actDraft = "draft"
	actGone  = "gone"
)

// sort finds out what of the drafts is new, changed, unchanged, or there twice.
func (m *Import) sort(tx *store.Tx, drafts []Draft) (*batch, error) {
	if !m.options.DryRun {
		if err := lockFeed(tx); err != nil {
			return nil, err
		}
	}
	there, err := m.knownOf(tx, drafts)
	if err != nil {
		return nil, err
	}
	if err := m.guard(tx, there, drafts); err != nil {
		return nil, err
	}
	b := &batch{wishes: map[*Listing]wish{}}
	here := map[string]bool{}
	for i := range drafts {
		if err := m.unreachable(tx, b, there, &drafts[i]); err != nil {
			return nil, err
		}
		if err := m.sortOne(b, there, here, &drafts[i]); err != nil {
			return nil, err
		}
	}
	if m.options.DryRun {
		return b, nil
	}
	return b, b.nameAll(tx)
}

// knownOf reads what the directory has of the organisations, groups, venues and meetings that the drafts speak of.
func (m *Import) knownOf(tx *store.Tx, drafts []Draft) (catalogued, error) {
	keys := map[Kind][]string{}
	for i := range drafts {
		d := &drafts[i]
		d.identify()
		keys[KindGroup] = append(keys[KindGroup], d.Group.NativeID)
		if d.Group.Organisation != "" {
			keys[KindOrganisation] = append(keys[KindOrganisation], d.Group.Organisation)
		}
		if d.Venue != nil {
			keys[KindVenue] = append(keys[KindVenue], d.Venue.NativeID)
		}
		if d.Meeting != nil {
			keys[KindMeeting] = append(keys[KindMeeting], d.Meeting.NativeID)
		}
	}
	there := catalogued{}
	for _, kind := range []Kind{KindOrganisation, KindGroup, KindVenue, KindMeeting} {
		found, err := m.known(tx, kind, keys[kind])
		if err != nil {
			return nil, err
		}
		there[kind] = found
	}
	return there, m.knownHidden(tx, there[KindMeeting], drafts)
}

func (m *Import) sortOne(b *batch, there catalogued, here map[string]bool, d *Draft) error {
	kind, key := d.key()
	hash, text, err := d.hash()
	if err != nil {
		return err
	}
	old, ok := there[kind][key]
	if m.isTwice(here, kind, key, old, ok) {
		b.noted = append(b.noted, Problem{Where: d.where(), Field: "slug", Value: key, Why: "import.why.twice", Do: "import.do.twice", Skipped: true})
		return nil
	}
	here[string(kind)+key] = true
	group, grouped := there[KindGroup][d.Group.NativeID]
	if !d.named(ok, grouped) {
		if ok {
			b.again(old)
		}
		b.noted = append(b.noted, Problem{Where: d.where(), Field: "name", Why: "import.why.name_tells_home", Do: "import.do.rename", Skipped: true})
		return nil
	}
	if kind == KindMeeting && group.hash != "" {
		b.met = append(b.met, group.ID)
	}
	if ok {
		b.again(old)
		if old.hash == hash && (old.State != Retired || old.kept) {
			b.unchanged++
			return nil
		}
		b.changed++
		m.bearAround(b, there, d)
		b.rows = append(b.rows, stagedRow{act: actDraft, listing: old.ID, hash: hash, draft: text})
		return nil
	}
	b.added++
	b.fresh = append(b.fresh, string(kind)+key)
	m.bear(b, there, d, hash)
	emptied := d.Venue != nil && there[KindVenue][d.Venue.NativeID].empty // the source says again where that is
	if emptied || group.State == Retired {
		b.rows = append(b.rows, stagedRow{act: actDraft, listing: there[kind][key].ID, hash: hash, draft: text})
	}
	return nil
}

// named says whether a draft has names for what it would bring: those that tell a withheld place were taken out.
func (d *Draft) named(known, grouped bool) bool {
	return (grouped || d.Group.Name != "") && (known || d.Meeting == nil || d.Meeting.Name != "")
}

// isTwice says whether this import has met the same listing before.
func (m *Import) isTwice(here map[string]bool, kind Kind, key string, old known, ok bool) bool {
	switch {
	case here[string(kind)+key], m.fresh[string(kind)+key]:
		return true
	case !ok:
		return false
	case old.born == m.id:
		return true
	case kind == KindMeeting:
		return m.seen.Contains(uint64(old.Number))
	}
	return m.groups[old.ID]
}

func (b *batch) again(old known) {
	if old.Kind == KindMeeting {
		b.numbers = append(b.numbers, uint64(old.Number))
	} else {
		b.groups = append(b.groups, old.ID)
	}
}

// bearAround brings in the group and the venue of a draft that the directory does not have yet.
func (m *Import) bearAround(b *batch, there catalogued, d *Draft) {
	if _, ok := there[KindGroup][d.Group.NativeID]; !ok {
		g := m.newborn(KindGroup, d.Group.NativeID, &d.Group.Group)
		g.Parent = there[KindOrganisation][d.Group.Organisation].ID
		b.bear(there, g, wish{slug: slugOf(g.Content.Title())})
	}
	if d.Venue == nil {
		return
	}
	if _, ok := there[KindVenue][d.Venue.NativeID]; !ok {
		b.bear(there, m.newborn(KindVenue, d.Venue.NativeID, &d.Venue.Venue), wish{})
	}
}

func (b *batch) bear(there catalogued, l *Listing, w wish) {
	there[l.Kind][l.Native] = l.asKnown()
	b.born = append(b.born, l)
	b.wishes[l] = w
}

// bear brings in a new listing and what it stands in.
func (m *Import) bear(b *batch, there catalogued, d *Draft, hash string) {
	m.bearAround(b, there, d)
	if d.Meeting == nil {
		b.markGroup(d, hash)
		return
	}
	l := m.newborn(KindMeeting, d.Meeting.NativeID, &d.Meeting.Meeting)
	l.hash = hash
	l.Parent = there[KindGroup][d.Group.NativeID].ID
	if d.Venue != nil {
		l.Venue = there[KindVenue][d.Venue.NativeID].ID
	}
	if d.Unpublished {
		l.State = Unpublished
	}
	slug := d.Meeting.Slug
	if slug == "" || slugOf(slug) != slug {
		slug = slugOf(d.Meeting.Name)
	}
	b.bear(there, l, wish{slug: slug, number: d.Meeting.Number})
}

// markGroup notes on a group that was just born that the source says it on its own.
func (b *batch) markGroup(d *Draft, hash string) {
	for _, l := range b.born {
		if l.Kind == KindGroup && l.Native == d.Group.NativeID {
			l.hash = hash
			if d.Unpublished {
				l.State = Unpublished
			}
		}
	}
}

// nameAll gives what is born slugs and numbers: those of the source where they are free.
func (b *batch) nameAll(tx *store.Tx) error {
	wished := map[Kind][]string{}
	var numbers []any
	for _, l := range b.born {
		w := b.wish(l)
		if w.slug != "" {
			wished[l.Kind] = append(wished[l.Kind], w.slug)
		}
		if l.Kind == KindMeeting && w.number > 0 {
			numbers = append(numbers, w.number)
		}
	}
	sluggers := map[Kind]*slugger{}
	for _, kind := range []Kind{KindOrganisation, KindGroup, KindVenue, KindMeeting} {
		s, err := newSlugger(tx, kind, wished[kind])
		if err != nil {
			return err
		}
		sluggers[kind] = s
	}
	taken, err := takenNumbers(tx, numbers)
	if err != nil {
		return err
	}
	for _, l := range b.born {
		l.Slug = sluggers[l.Kind].give(b.wish(l).slug, l.ID)
	}
	return b.number(tx, taken)
}

func (b *batch) wish(l *Listing) wish {
	if l.Kind == KindOrganisation {
		return wish{slug: slugOf(l.Content.Title())}
	}
	return b.wishes[l]
}

func takenNumbers(tx *store.Tx, wished []any) (map[int64]bool, error) {
	taken := map[int64]bool{}
	if len(wished) == 0 {
		return taken, nil
	}
	ns, err := store.Collect(tx, store.Scalar[int64], `SELECT number FROM listing WHERE number IN (`+store.Params(1, len(wished))+`)`, wished...)
	for _, n := range ns {
		taken[n] = true
	}
	return taken, err
}

// number gives each new meeting the source's number where it is free and below the counter's, else one of ours.
func (b *batch) number(tx *store.Tx, taken map[int64]bool) error {
	var without []*Listing
	for _, l := range b.born {
		if l.Kind != KindMeeting {
			continue
		}
		n := b.wish(l).number
		if n <= 0 || n > highestForeign || taken[n] {
			without = append(without, l)
			continue
		}
		taken[n] = true
		l.Number = n
	}
	if len(without) == 0 {
		return nil
	}
	first, err := nextNumbers(tx, len(without))
	for i, l := range without {
		l.Number = first + int64(i)
	}
	return err
}

// highestForeign is the last number that a source may bring along: ours begin behind it.
const highestForeign = 10_000_000

// write puts a chunk on disk, hidden.
func (m *Import) write(tx *store.Tx, b *batch) error {
	if err := insertListings(tx, b.born...); err != nil {
		return err
	}
	rows := make([][]any, len(b.rows))
	for i, r := range b.rows {
		rows[i] = []any{m.id, m.staged + int64(i) + 1, r.act, r.listing, r.hash, string(r.draft)}
	}
	if _, err := tx.InsertMany("import_row", []string{"import_id", "n", "act", "listing_id", "hash", "draft"}, rows, ""); err != nil {
		return err
	}
	return m.touch(tx)
}
