package groups

import "kith/internal/groups/pack"

// Word is what a group calls a thing, in the language of the group: that of the pack it started from. It is empty where the
// pack is gone.
func (g Group) Word(w pack.Word) string {
	p, _ := pack.Find(g.Pack)
	return p.Words[w].In(g.Lang)
}
