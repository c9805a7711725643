package directory

import (
	"context"

	"kith/internal/fault"
	"kith/internal/people"
	"kith/internal/store"
)

// Source is where listings come from: a file once read, or an address that is read again.
type Source struct {
	ID           string
	Name         string
	Kind         string // meeting-guide, tsml-csv, bmlt, csv, kith
	Address      string // URL; empty for files
	Zone         string // default IANA zone of rows that name none
	Programme    string // default programme; vocabulary
	Mapping      string // of spreadsheet columns, as package feeds writes it
	Licence      string // what the publisher allows, for attribution
	Sample       bool   // sample data: marked everywhere, in no feed
	AllowPrivate bool   // the address may lead into the own network
	RefreshEvery int64  // minutes between readings; 0: only when asked
	NextRefresh  int64  // unix milliseconds
	ETag         string
	LastModified string
	Created      int64
}

const sourceColumns = `id, name, kind, address, zone, programme, mapping, licence, sample, allow_private, refresh_minutes,
	next_refresh, etag, last_modified, created`

func scanSource(r store.Row) (s Source, err error) {
	err = r.Scan(&s.ID, &s.Name, &s.Kind, &s.Address, &s.Zone, &s.Programme, &s.Mapping, &s.Licence, &s.Sample, &s.AllowPrivate,
		&s.RefreshEvery, &s.NextRefresh, &s.ETag, &s.LastModified, &s.Created)
	return s, err
}

// Renew has a source read anew that is to be read in another way than before, also when its server has nothing new.
func (s *Source) Renew(before Source) {
	type way struct{ kind, address, zone, programme, mapping string }
	wayOf := func(s *Source) way { return way{s.Kind, s.Address, s.Zone, s.Programme, s.Mapping} }
	if wayOf(s) != wayOf(&before) {
		s.ETag, s.LastModified = "", ""
	}
}

// LeastRefresh is the shortest time between two readings of a source, in minutes: publishers are asked no more often.
const LeastRefresh = 5

// SaveSource adds a source or replaces all that the one of that name says, and gives it with its id. Steward only.
func (d *Directory) SaveSource(ctx context.Context, by people.Actor, s Source) (Source, error) {
	return d.ChangeSource(ctx, by, s.Name, func(to *Source) { *to = s })
}

// ChangeSource changes the source of that name as it is now, or adds one, and gives it with its id. What others changed in it
// meanwhile stays, but for what change sets; it may run more than once. A source is marked as sample only when it is added.
// Invalid when what comes of it cannot be. Steward only.
func (d *Directory) ChangeSource(ctx context.Context, by people.Actor, name string, change func(*Source)) (s Source, err error) {
	if err := mustSteward(by); err != nil {
		return s, err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		old, err := scanSource(tx.QueryRow(`SELECT `+sourceColumns+` FROM source WHERE name = $1`, name))
		known := err == nil
		if !known && fault.KindOf(err) != fault.NotFound {
			return err
		}
		s = old
		change(&s)
		s.Name = name
		if err := s.check(); err != nil {
			return err
		}
		if !known {
			s.ID, s.Created = store.NewListingID(), d.now()
			return insertSource(tx, s)
		}
		s.ID, s.Created, s.Sample = old.ID, old.Created, old.Sample
		if s == old {
			return nil
		}
		return updateSource(tx, s)
	})
	return s, err
}

func (s *Source) check() error {
	var p fault.Problems
	if s.Name == "" {
		p.Add("name", "source.name_missing", nil)
	}
	if s.RefreshEvery != 0 && s.RefreshEvery < LeastRefresh {
		p.Add("refresh", "source.too_often", map[string]any{"least": LeastRefresh})
	}
	return p.Err()
}

func updateSource(tx *store.Tx, s Source) error {
	_, err := tx.Exec(`UPDATE source SET kind = $2, address = $3, zone = $4, programme = $5, mapping = $6, licence = $7,
		allow_private = $8, refresh_minutes = $9, next_refresh = $10, etag = $11, last_modified = $12 WHERE id = $1`, s.ID, s.Kind,
		s.Address, s.Zone, s.Programme, s.Mapping, s.Licence, s.AllowPrivate, s.RefreshEvery, s.NextRefresh, s.ETag, s.LastModified)
	return err
}

// SourceRead notes of which kind a source was found to be and in which state its server had it, so that it is read again only
// when that is another. read is the source as it was read: when somebody wants it read in another way since, nothing is noted,
// so that it is read anew. Steward only.
func (d *Directory) SourceRead(ctx context.Context, by people.Actor, read Source, kind, etag, lastModified string) error {
	if err := mustSteward(by); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE source SET kind = $2, etag = $3, last_modified = $4 WHERE id = $1 AND kind = $5 AND address = $6
			AND zone = $7 AND programme = $8 AND mapping = $9`, read.ID, kind, etag, lastModified, read.Kind, read.Address, read.Zone,
			read.Programme, read.Mapping)
		return err
	})
}

func insertSource(tx *store.Tx, s Source) error {
	_, err := tx.InsertMany("source", []string{"id", "name", "kind", "address", "zone", "programme", "mapping", "licence", "sample",
		"allow_private", "refresh_minutes", "next_refresh", "etag", "last_modified", "created"}, [][]any{{s.ID, s.Name, s.Kind, s.Address,
		s.Zone, s.Programme, s.Mapping, s.Licence, s.Sample, s.AllowPrivate, s.RefreshEvery, s.NextRefresh, s.ETag, s.LastModified,
		s.Created}}, "")
	return err
}

// SourceNamed finds a source by its name; NotFound when there is none.
func (d *Directory) SourceNamed(ctx context.Context, name string) (s Source, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		s, err = scanSource(tx.QueryRow(`SELECT `+sourceColumns+` FROM source WHERE name = $1`, name))
		return err
	})
	return s, err
}

// Sources lists all sources by name. Steward only: an address may hold a key.
func (d *Directory) Sources(ctx context.Context, by people.Actor) (all []Source, err error) {
	if err := mustSteward(by); err != nil {
		return nil, err
	}
	return d.sources(ctx)
}

func (d *Directory) sources(ctx context.Context) (all []Source, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Collect(tx, scanSource, `SELECT `+sourceColumns+` FROM source ORDER BY name`)
		return err
	})
	return all, err
}

// ClaimRefresh gives the next source that is due to be read again and moves its next reading on, so that of several nodes
// only one reads it. ok is false when none is due.
func (d *Directory) ClaimRefresh(ctx context.Context) (s Source, ok bool, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		ok = false // an attempt that collided with another node's counts for nothing
		s, err = scanSource(tx.QueryRow(`SELECT `+sourceColumns+` FROM source WHERE refresh_minutes > 0 AND next_refresh <= $1
			ORDER BY next_refresh LIMIT 1`, d.now()))
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		_, err = tx.Exec(`UPDATE source SET next_refresh = $2 WHERE id = $1`, s.ID, d.now()+s.RefreshEvery*60_000)
		return err
	})
	return s, ok, err
}

// LiveOf counts the listings that a source brought and still has: meetings, and groups without one.
func (d *Directory) LiveOf(ctx context.Context, sourceID string) (n int64, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		n, err = store.Scalar[int64](tx.QueryRow(`SELECT COUNT(*) FROM listing l WHERE l.source_id = $1 AND l.state <> 'retired'
			AND l.hash <> '' AND l.kind IN ('meeting', 'group') AND `+settledOnly, sourceID))
		return err
	})
	return n, err
}
