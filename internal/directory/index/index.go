package index

import (
	"iter"
	"sync"
	"sync/atomic"
)

// Options are what an index needs to know of the world.
type Options struct {
	// Words gives the words by which a code of a facet (named as in Answer.Facets) can be found in a text search: its
	// names and synonyms. It must always give the same for the same code. Nil: codes have no words.
	Words func(facet, code string) []string
}

// Index answers searches over listings. It is safe for use by several goroutines; searches never wait.
type Index struct {
	options  Options
	state    atomic.Pointer[state]
	changing sync.Mutex // one Apply at a time
	searches sync.Pool  // *search
}

// chunk is how many entries New takes in at a time.
const chunk = 1 << 16

// New makes an index of entries. Of two with the same ID the later one counts.
func New(entries iter.Seq[Entry], o Options) *Index {
	ix := &Index{options: o}
	s := &state{}
	var some []Entry
	for e := range entries {
		if some = append(some, e); len(some) == chunk {
			s = s.change(some, nil, o, false)
			some = some[:0]
		}
	}
	ix.state.Store(s.change(some, nil, o, false).compact(o))
	return ix
}

// Apply puts changed entries in, new ones or others in place of those with the same ID, and takes out those whose IDs
// are removed and not among the changed. Searches see all of it at once. Of changed entries with the same ID the last
// one counts.
func (ix *Index) Apply(changed []Entry, removed []string) {
	ix.changing.Lock()
	defer ix.changing.Unlock()
	ix.state.Store(ix.state.Load().change(changed, removed, ix.options, true))
}

// Len is the number of meetings and groups.
func (ix *Index) Len() int {
	n := 0
	for _, p := range ix.state.Load().parts {
		n += p.alive
	}
	return n
}

// Version is a number that follows from the content alone: it differs when anything in any entry does, and is the same
// in another process with the same entries.
func (ix *Index) Version() uint64 { return ix.state.Load().version }

// BySlug gives the meeting or group with a slug. Lists in the entry are shared and must not be changed.
func (ix *Index) BySlug(kind Kind, slug string) (*Entry, bool) {
	for _, p := range ix.state.Load().parts {
		if p.kind != kind {
			continue
		}
		if i, ok := p.findSlug(slug, p.has); ok {
			return p.entry(i), true
		}
	}
	return nil, false
}

// ByNumber gives the listing with a stable integer id. Lists in the entry are shared and must not be changed.
func (ix *Index) ByNumber(n int64) (*Entry, bool) {
	for _, p := range ix.state.Load().parts {
		if i, ok := p.findNumber(n, p.has); ok {
			return p.entry(i), true
		}
	}
	return nil, false
}

// All gives every meeting and group, sorted by name and slug, until do says false. Lists in the entries are shared and
// must not be changed.
func (ix *Index) All(do func(*Entry) bool) {
	parts := ix.state.Load().parts
	heads := make([]head, 0, len(parts))
	for i := range parts {
		h := head{part: &parts[i]}
		if h.advance() {
			heads = append(heads, h)
		}
	}
	for len(heads) > 0 {
		first := 0
		for i := range heads {
			if heads[i].before(&heads[first]) {
				first = i
			}
		}
		if !do(heads[first].entry) {
			return
		}
		if !heads[first].advance() {
			heads = append(heads[:first], heads[first+1:]...)
		}
	}
}

// head is the next entry of a part in the order of names.
type head struct {
	part  *part
	rank  int
	entry *Entry
	name  string
}

func (h *head) advance() bool {
	for h.rank < len(h.part.byRank) {
		i := h.part.byRank[h.rank]
		h.rank++
		if h.part.has(i) {
			h.entry, h.name = h.part.entry(i), h.part.name(i)
			return true
		}
	}
	return false
}

func (h *head) before(other *head) bool {
	if h.name != other.name {
		return h.name < other.name
	}
	return h.entry.Slug < other.entry.Slug
}
