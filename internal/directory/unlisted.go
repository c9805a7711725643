package directory

import (
	"context"

	"kith/internal/store"
)

// Unlisted gives the slugs of the groups that asked to be left out of what search engines are told.
func (d *Directory) Unlisted(ctx context.Context) (slugs map[string]bool, err error) {
	slugs = map[string]bool{}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		groups, err := listListings(tx, `l.kind = 'group' AND l.content LIKE '%"unlisted":true%'`, "")
		for _, l := range groups {
			if g, ok := l.Content.(*Group); ok && g.Unlisted {
				slugs[l.Slug] = true
			}
		}
		return err
	})
	return slugs, err
}
