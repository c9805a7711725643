package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"kith/internal/fault"
	"kith/internal/fold"
	"kith/internal/people"
	"kith/internal/store"
)

// Counts is what an import did. Read counts meetings, and groups that have none: Read = Added + Changed + Unchanged +
// Skipped.
type Counts struct {
	Read      int64 `json:"read"`
	Added     int64 `json:"added"`
	Changed   int64 `json:"changed"`
	Unchanged int64 `json:"unchanged"`
	Retired   int64 `json:"retired"`
	Skipped   int64 `json:"skipped"`
}

// The states of an import. Held waits for a person; committed is decided and being settled; done is in;
// discarding is being taken back.
const (
	ImportReading    = "reading"
	ImportHeld       = "held"
	ImportCommitted  = "committed"
	ImportDone       = "done"
	ImportDiscarding = "discarding"
	ImportDiscarded  = "discarded"
)

// ImportOptions say how an import is to go.
type ImportOptions struct {
	DryRun      bool    // count only, write nothing
	ShrinkShare float64 // hold when more than this share of the source's live listings would be retired; 0: a quarter
	Hold        bool    // hold in any case, for a person to look at
}

// Import is one reading of a source going on. It is for one goroutine. What it has read is on disk but hidden until
// Finish commits it, so an import that dies leaves the directory as it was.
//
// What is new is written where it will stand and shows once the import is done; what changes or goes waits in import_row
// and is settled into the listings after the commit, in short transactions that a restart resumes.
type Import struct {
	d       *Directory
	source  Source
	options ImportOptions
	id      string
	by      people.Actor

	counts   Counts
	pending  []Draft
	bodies   []OrganisationDraft // organisations, until the first group comes
	seen     *roaring64.Bitmap   // numbers of the meetings that the source still has
	groups   map[string]bool     // ids of groups without a meeting that it still has
	met      map[string]bool     // ids of groups that had no meeting in an earlier import and now have one
	fresh    map[string]bool     // native ids new in a dry run
	hides    *bool               // whether the source has meetings whose ids are hidden; nil: nobody asked yet
	reached  map[string]bool     // native ids of organisations that can be reached, in a dry run
	problems int64
	noted    []Problem // what this import found wrong itself; mostProblems of them at most
	left     []string  // ids of gone meetings that a person here had put right
	staged   int64
	analyzed int64  // how many more listings it takes until the database looks at them anew
	first    string // ids of the first and the last listing born here
	last     string
	stop     func() // ends the heartbeat
}

// chunk is how many drafts go into one transaction: short enough that nobody waits long, long enough to be quick.
const chunk = 400

// alive is how long an import may be silent before another takes it for dead, in milliseconds.
const alive = 60_000

// StartImport begins to read a source. While another import of the same source goes on, or waits to be decided, the error
// is a Conflict. Steward only.
func (d *Directory) StartImport(ctx context.Context, by people.Actor, source Source, o ImportOptions) (*Import, error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	if o.ShrinkShare == 0 {
		o.ShrinkShare = 0.25
	}
	m := &Import{d: d, source: source, options: o, by: by, id: store.NewListingID(), seen: roaring64.New(),
		groups: map[string]bool{}, met: map[string]bool{}, fresh: map[string]bool{}, reached: map[string]bool{}, analyzed: chunk}
	m.stop = func() {}
	if o.DryRun {
		return m, nil
	}
	if err := d.clearWay(ctx, source.ID); err != nil {
		return nil, err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := noneGoing(tx, source.ID); err != nil {
			return err
		}
		return insertImport(tx, m.id, source.ID, ImportReading, d.now(), 0, by.By(), "{}")
	})
	if err == nil {
		m.beat(ctx)
	}
	return m, err
}

// beat says now and then that this import lives, also while its source is slow to send.
func (m *Import) beat(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	m.stop = stop
	go func() {
		tick := time.NewTicker(alive / 4 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := m.d.db.Write(ctx, func(tx *store.Tx) error { return m.touch(tx) })
			if err != nil && ctx.Err() == nil {
				m.d.log.Warn("an import cannot say that it lives", "import", m.id, "err", err)
			}
		}
	}()
}

// touch notes that this import lives; Conflict when another took it for dead and gave it up.
func (m *Import) touch(tx *store.Tx) error {
	n, err := tx.Exec(`UPDATE import SET touched = $2 WHERE id = $1 AND state = 'reading'`, m.id, m.d.now())
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "import.taken_over", nil)
	}
	return err
}

// clearWay finishes what an earlier import of the source left behind: one that died while reading is discarded, one that
// was decided is settled.
func (d *Directory) clearWay(ctx context.Context, source string) error {
	var left []importRecord
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		left, err = importsWhere(tx, `source_id = $1 AND state IN ('reading', 'committed', 'discarding')`, source)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range left {
		if err := d.resume(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) resume(ctx context.Context, r importRecord) error {
	switch {
	case r.State == ImportCommitted:
		return d.settle(ctx, r.ID)
	case r.State == ImportDiscarding, d.now()-r.Touched > alive:
		return d.discard(ctx, r.ID)
	}
	return nil
}

// Resume settles every import that was decided when the program ended, and discards those that died while reading.
func (d *Directory) Resume(ctx context.Context) error {
	var left []importRecord
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		left, err = importsWhere(tx, `state IN ('reading', 'committed', 'discarding')`)
		return err
	})
	for _, r := range left {
		err = errors.Join(err, d.resume(ctx, r))
	}
	return err
}

func noneGoing(tx *store.Tx, source string) error {
	going, err := importsWhere(tx, `source_id = $1 AND state IN ('reading', 'held', 'committed', 'discarding')`, source)
	if err != nil || len(going) == 0 {
		return err
	}
	key := "import.going"
	if going[0].State == ImportHeld {
		key = "import.waits"
	}
	return fault.New(fault.Conflict, key, nil)
}

// Draft takes in what the source says of one listing.
func (m *Import) Draft(ctx context.Context, draft Draft) error {
	if draft.Organisation != nil {
		m.bodies = append(m.bodies, *draft.Organisation)
		return nil
	}
	m.counts.Read++
	if draft.Venue != nil && draft.Venue.Withheld() { // whoever reads sources may have forgotten: nothing of it is staged
		venue := *draft.Venue
		venue.Withhold(venue.Shown)
		draft.Venue = &venue
	}
	m.pending = append(m.pending, draft)
	if len(m.pending) < chunk {
		return nil
	}
	return m.flush(ctx)
}

// mostProblems is how many problems of one import are kept. Nobody reads more, and a source that is all wrong must not fill
// the disk.
const mostProblems = 10_000

// Problem takes in one thing that is wrong with the source. A row that it keeps out is counted as read and skipped.
func (m *Import) Problem(ctx context.Context, ps ...Problem) error {
	var rows [][]any
	for _, p := range ps {
		p.Value = cut(p.Value, longestLine)
		tidy(&p.Value)
		if p.Skipped {
			m.counts.Read++
			m.counts.Skipped++
		}
		if m.problems++; m.problems <= mostProblems {
			rows = append(rows, []any{m.id, m.problems, p.Where, p.Field, p.Value, p.Why, p.Do, p.Skipped})
		}
	}
	if m.options.DryRun || len(rows) == 0 {
		return nil
	}
	return m.d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.InsertMany("import_problem", []string{"import_id", "n", "at", "field", "value", "why", "remedy", "skipped"}, rows, "")
		return err
	})
}

// flush takes the pending drafts in: finds out what is new, changed and unchanged, and writes what is not.
func (m *Import) flush(ctx context.Context) error {
	if err := m.flushBodies(ctx); err != nil || len(m.pending) == 0 {
		return err
	}
	drafts := m.pending
	m.pending = m.pending[:0:0]
	var b *batch
	work := func(tx *store.Tx) (err error) {
		b, err = m.sort(tx, drafts)
		if err != nil || m.options.DryRun {
			return err
		}
		return m.write(tx, b)
	}
	run := m.d.db.Write
	if m.options.DryRun {
		run = m.d.db.Read
	}
	if err := run(ctx, work); err != nil {
		return err
	}
	m.accept(b)
	if len(b.born)+len(b.rows) > 0 {
		m.d.breathe()
	}
	if err := m.report(ctx, b.noted...); err != nil {
		return err
	}
	return m.analyze(ctx)
}

// report notes what the import itself finds wrong.
func (m *Import) report(ctx context.Context, ps ...Problem) error {
	m.noted = append(m.noted, ps[:min(len(ps), mostProblems-len(m.noted))]...)
	return m.Problem(ctx, ps...)
}

// analyze has the database look at the listings anew each time that their number has grown fourfold.
func (m *Import) analyze(ctx context.Context) error {
	if m.options.DryRun || m.counts.Added < m.analyzed {
		return nil
	}
	m.analyzed = 4 * max(m.counts.Added, chunk)
	return m.d.db.Analyze(ctx, "listing")
}

// accept takes over into the import's own memory what a chunk found, once it is on disk.
func (m *Import) accept(b *batch) {
	for _, p := range b.noted {
		if p.Skipped {
			m.counts.Read-- // Problem counts it again
		}
	}
	m.counts.Added += int64(b.added)
	m.counts.Changed += int64(b.changed)
	m.counts.Unchanged += int64(b.unchanged)
	m.seen.AddMany(b.numbers)
	for _, id := range b.groups {
		m.groups[id] = true
	}
	for _, id := range b.met {
		m.met[id] = true
	}
	if m.options.DryRun {
		for _, key := range b.fresh {
			m.fresh[key] = true
		}
	}
	m.staged += int64(len(b.rows))
	if n := len(b.born); n > 0 && !m.options.DryRun {
		m.first = cmp.Or(m.first, b.born[0].ID)
		m.last = b.born[n-1].ID
	}
}

// key is what tells a draft from every other of its source.
func (d *Draft) key() (Kind, string) {
	if d.Meeting != nil {
		return KindMeeting, d.Meeting.NativeID
	}
	return KindGroup, d.Group.NativeID
}

// identify gives a draft's group and venue the native ids that the source does not give: fingerprints of what tells them
// apart. A withheld venue belongs to its group alone.
func (d *Draft) identify() {
	locality := ""
	if d.Venue != nil {
		locality = fold.Fold(d.Venue.Locality)
	}
	if d.Group.NativeID == "" {
		d.Group.NativeID = "~" + digest(fold.Fold(d.Group.Name), d.Group.Organisation, locality)
	}
	if d.Venue == nil || d.Venue.NativeID != "" {
		return
	}
	v := d.Venue
	if v.Withheld() {
		v.NativeID = d.homeKey()
		return
	}
	v.NativeID = "~" + digest(fold.Fold(v.Name), fold.Fold(v.Address), fold.Fold(v.Street), locality, fold.Fold(v.Region), v.Postal)
}

// homeKey is the native id of a withheld venue: it tells nothing of where that is.
func (d *Draft) homeKey() string {
	return "~" + digest("withheld", d.Group.NativeID, fold.Fold(d.Venue.Locality))
}

// hash is a fingerprint of all that a draft says.
func (d *Draft) hash() (string, []byte, error) {
	said := *d
	said.Where = ""
	text, err := json.Marshal(said)
	if err != nil {
		return "", nil, err
	}
	return digest(string(text)), text, nil
}

// flushBodies takes in the organisations of a source, parents first: a chunk at a time, like what else it brings, so that
// thousands of them hold nobody up. They are hidden until the import is done.
func (m *Import) flushBodies(ctx context.Context) error {
	if len(m.bodies) == 0 {
		return nil
	}
	bodies := parentsFirst(m.bodies)
	m.bodies = nil
	if m.options.DryRun {
		for _, b := range bodies {
			m.reached[b.NativeID] = b.Contact().Reachable() || m.reached[b.Parent]
		}
		return nil
	}
	for some := range slices.Chunk(bodies, chunk) {
		var b *batch
		err := m.d.db.Write(ctx, func(tx *store.Tx) (err error) {
			b, err = m.writeBodies(tx, some)
			return err
		})
		if err != nil {
			return err
		}
		m.accept(b)
		m.d.breathe()
	}
	return nil
}

// parentsFirst orders organisations so that each stands after the one above it. A ring is cut where it is met.
func parentsFirst(bodies []OrganisationDraft) []OrganisationDraft {
	at := map[string]int{}
	for i, b := range bodies {
		at[b.NativeID] = i
	}
	var out []OrganisationDraft
	done := make([]bool, len(bodies))
	var place func(i int)
	place = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		if above, ok := at[bodies[i].Parent]; ok {
			place(above)
		}
		out = append(out, bodies[i])
	}
	for i := range bodies {
		if at[bodies[i].NativeID] == i {
			place(i)
		}
	}
	return out
}

func (m *Import) writeBodies(tx *store.Tx, bodies []OrganisationDraft) (*batch, error) {
	if err := lockFeed(tx); err != nil {
		return nil, err
	}
	keys := make([]string, 0, 2*len(bodies))
	for _, b := range bodies {
		keys = append(keys, b.NativeID, b.Parent)
	}
	known, err := m.known(tx, KindOrganisation, keys)
	if err != nil {
		return nil, err
	}
	b := &batch{}
	for _, body := range bodies {
		if err := b.body(m, known, body); err != nil {
			return nil, err
		}
	}
	if err := b.nameAll(tx); err != nil {
		return nil, err
	}
	return b, m.write(tx, b)
}

// body sorts one organisation in: new ones are born, known ones are staged when they say something else than before.
func (b *batch) body(m *Import, known map[string]known, body OrganisationDraft) error {
	draft := Draft{Organisation: &body}
	hash, text, err := draft.hash()
	if err != nil {
		return err
	}
	if old, ok := known[body.NativeID]; ok {
		if old.hash != hash {
			b.rows = append(b.rows, stagedRow{act: actDraft, listing: old.ID, hash: hash, draft: text})
		}
		return nil
	}
	l := m.newborn(KindOrganisation, body.NativeID, &body.Organisation)
	l.Parent, l.hash = known[body.Parent].ID, hash
	known[body.NativeID] = l.asKnown()
	b.born = append(b.born, l)
	return nil
}

// newborn is a listing that this import brings.
func (m *Import) newborn(kind Kind, native string, c Content) *Listing {
	now := m.d.now()
	return &Listing{ID: store.NewListingID(), Kind: kind, Source: m.source.ID, Native: native, State: Published, Content: c,
		Version: 1, Created: now, Updated: now, born: m.id}
}
