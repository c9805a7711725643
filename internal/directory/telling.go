package directory

import (
	"context"

	"kith/internal/store"
)

// Telling gives those of some texts that look like an address, where a meeting of a group keeps its place to itself: what a
// group says of itself elsewhere may give it away. None where no place is withheld. Who asks has decided that the actor may
// know whether one is.
func (d *Directory) Telling(ctx context.Context, group string, texts ...string) (telling []string, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		meetings, _, err := around(tx, group, false)
		if err != nil || len(meetings) == 0 {
			return err
		}
		telling = nil
		for _, text := range texts {
			if looksLikeAddress(text) {
				telling = append(telling, text)
			}
		}
		return nil
	})
	return telling, err
}
