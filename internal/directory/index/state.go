package index

import "slices"

const (
	smallPart = 1024    // parts up to this many listings are always folded into the next change
	maxText   = 1 << 31 // bytes of text in one segment
)

// state is one content of an index. It is immutable.
type state struct {
	parts   []part
	version uint64 // the sum of all entries' sums
}

// part is a segment without the listings that were changed or removed since.
type part struct {
	*segment
	dead  bitmap // nil: none
	alive int
}

func newPart(s *segment, dead bitmap) part {
	p := part{segment: s, alive: s.len()}
	if len(dead) > 0 {
		p.dead = dead
		p.alive -= dead.count([]span{{0, uint32(len(dead))}})
	}
	return p
}

func (p *part) has(i uint32) bool { return p.dead == nil || !p.dead.has(i) }

// pieces appends what is alive of the part.
func (p *part) pieces(into []piece) []piece {
	for i := range uint32(p.len()) {
		if p.has(i) {
			into = append(into, p.piece(i))
		}
	}
	return into
}

// change makes the state after an Apply. With fold, small parts and those not much larger than the change are made one
// with it, so that there are never many parts and every listing is moved a few times only.
func (s *state) change(changed []Entry, removed []string, o Options, fold bool) *state {
	next := &state{parts: slices.Clone(s.parts), version: s.version}
	owned := make([]bool, len(next.parts))
	for _, id := range removed {
		next.remove(id, owned)
	}
	pieces := next.replace(changed, owned)
	for kind := range pieces {
		next.put(Kind(kind), pieces[kind], o, fold)
	}
	next.parts = slices.DeleteFunc(next.parts, func(p part) bool { return p.alive == 0 })
	return next
}

// replace takes out what changed and gives the new pieces by kind. What is the same as before stays.
func (s *state) replace(changed []Entry, owned []bool) [2][]piece {
	var pieces [2][]piece
	seen := make(map[string]bool, len(changed))
	for i := range slices.Backward(changed) {
		e := &changed[i]
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		if sum := e.sum(); !s.holds(e.ID, sum) {
			s.remove(e.ID, owned)
			s.version += sum
			pieces[e.Kind] = append(pieces[e.Kind], pieceOf(e, sum))
		}
	}
	return pieces
}

func (s *state) find(id string) (int, uint32, bool) {
	for at := range s.parts {
		if i, ok := s.parts[at].findID(id); ok && s.parts[at].has(i) {
			return at, i, true
		}
	}
	return 0, 0, false
}

func (s *state) holds(id string, sum uint64) bool {
	at, i, ok := s.find(id)
	return ok && s.parts[at].sum[i] == sum
}

// remove takes a listing out. owned tells which parts' dead belong to this state alone.
func (s *state) remove(id string, owned []bool) {
	at, i, ok := s.find(id)
	if !ok {
		return
	}
	p := &s.parts[at]
	if !owned[at] {
		owned[at] = true
		dead := newBitmap(p.len())
		copy(dead, p.dead)
		p.dead = dead
	}
	p.dead.add(i)
	p.alive--
	s.version -= p.sum[i]
}

// put adds pieces as a part.
func (s *state) put(kind Kind, pieces []piece, o Options, fold bool) {
	if fold {
		pieces = s.absorb(kind, pieces)
	}
	if len(pieces) > 0 {
		s.parts = append(s.parts, newPart(build(kind, pieces, o), nil))
	}
}

// absorb takes out the parts that are to be made one with pieces, and appends what is alive of them.
func (s *state) absorb(kind Kind, pieces []piece) []piece {
	text := 0
	for at := len(s.parts) - 1; at >= 0; at-- {
		p := &s.parts[at]
		hollow := p.alive*2 < p.len()
		small := len(pieces) > 0 && p.alive <= max(2*len(pieces), smallPart)
		if p.kind != kind || !hollow && !small || text+len(p.text) > maxText {
			continue
		}
		text += len(p.text)
		pieces = p.pieces(pieces)
		s.parts = slices.Delete(s.parts, at, at+1)
	}
	return pieces
}

// compact makes one part of all listings of a kind, as far as their text allows.
func (s *state) compact(o Options) *state {
	next := &state{version: s.version}
	for _, kind := range [...]Kind{Meeting, Group} {
		next.parts = append(next.parts, s.joined(kind, o)...)
	}
	return next
}

func (s *state) joined(kind Kind, o Options) []part {
	old := slices.Clone(s.parts)
	old = slices.DeleteFunc(old, func(p part) bool { return p.kind != kind })
	if len(old) <= 1 && !slices.ContainsFunc(old, func(p part) bool { return p.dead != nil }) {
		return old
	}
	var joined state
	var pieces []piece
	text := 0
	for i := range old {
		if text += len(old[i].text); text > maxText {
			joined.put(kind, pieces, o, false)
			pieces, text = nil, len(old[i].text)
		}
		pieces = old[i].pieces(pieces)
	}
	joined.put(kind, pieces, o, false)
	return joined.parts
}
