package directory

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/store"
)

// cacheFile is the saved index in the data folder. It only saves time: without it, or when it does not fit, the index is
// built from the database.
const cacheFile = "index.cache"

// Start makes the index ready as fast as it can be: from the cache in folder and what changed since, else from the
// database.
func (d *Directory) Start(ctx context.Context, folder string) error {
	if err := d.fromCache(ctx, folder); err == nil {
		return d.CatchUp(ctx)
	} else if !errors.Is(err, fs.ErrNotExist) {
		d.log.Info("the saved index is not used", "why", err)
	}
	return d.Load(ctx)
}

// errOtherDatabase says that a saved index belongs to another database, another state of it, or another program.
var errOtherDatabase = errors.New("it belongs to another database or program")

func (d *Directory) fromCache(ctx context.Context, folder string) error {
	f, err := os.Open(filepath.Join(folder, cacheFile))
	if err != nil {
		return err
	}
	defer f.Close()
	ix, mark, err := index.Load(f, index.Options{Words: searchWords})
	if err != nil {
		return err
	}
	d.following.Lock()
	defer d.following.Unlock()
	var seq, last int64
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		stamp, err := d.stamp(tx)
		if err != nil {
			return err
		}
		if n, err := fmt.Sscanf(mark, stamp+" %d", &seq); err != nil || n != 1 {
			return errOtherDatabase
		}
		last, err = lastChange(tx)
		return err
	})
	if err == nil && seq > last {
		err = errOtherDatabase
	}
	if err != nil {
		return err
	}
	d.index.Store(ix)
	d.followed, d.saved = seq, seq
	return nil
}

// Save writes the index to the cache in folder, if it changed since it was last written or read there.
func (d *Directory) Save(ctx context.Context, folder string) error {
	if d.Index() == nil {
		return nil
	}
	if err := d.CatchUp(ctx); err != nil { // a place withheld a moment ago must not be written again
		return err
	}
	d.following.Lock()
	defer d.following.Unlock()
	if d.saved == d.followed {
		return nil
	}
	var stamp string
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		stamp, err = d.stamp(tx)
		return err
	})
	if err != nil {
		return err
	}
	name := filepath.Join(folder, cacheFile)
	f, err := os.CreateTemp(folder, cacheFile+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = d.Index().Save(f, fmt.Sprintf("%s %d", stamp, d.followed))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	d.saved = d.followed
	return nil
}

// dropCache takes away the saved index, which holds a place that was just withheld. It is saved again from what is told.
func (d *Directory) dropCache() {
	if d.folder == "" {
		return
	}
	if err := os.Remove(filepath.Join(d.folder, cacheFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.log.Error("the saved index still holds a place that is withheld now", "err", err)
	}
}

// stamp tells this database, as it was last restored, and this program from all others.
func (d *Directory) stamp(tx *store.Tx) (string, error) {
	id, err := store.Scalar[string](tx.QueryRow(`SELECT value FROM setting WHERE name = 'database'`))
	return id + "/" + d.version, err
}

func lastChange(tx *store.Tx) (int64, error) {
	return store.Scalar[int64](tx.QueryRow(`SELECT value FROM counter WHERE name = 'listing_change'`))
}

// Identify gives the database an id of its own, unless it has one. Anew gives it another one: after a restore, what was
// remembered of the database elsewhere no longer holds.
func (d *Directory) Identify(ctx context.Context, anew bool) error {
	var missing bool
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		_, err := store.Scalar[string](tx.QueryRow(`SELECT value FROM setting WHERE name = 'database'`))
		missing = fault.KindOf(err) == fault.NotFound
		if missing {
			return nil
		}
		return err
	})
	if err != nil || !missing && !anew {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		conflict := `ON CONFLICT (name) DO NOTHING`
		if anew {
			conflict = `ON CONFLICT (name) DO UPDATE SET value = excluded.value`
		}
		_, err := tx.InsertMany("setting", []string{"name", "value"}, [][]any{{"database", store.NewListingID()}}, conflict)
		return err
	})
}
