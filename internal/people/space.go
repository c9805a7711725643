package people

import (
	"kith/internal/fault"
	"kith/internal/store"
)

// Clearinghouse is the kind of the space in which the stewards of the listings work.
const Clearinghouse = "clearinghouse"

// Space is where personas live: a clearinghouse, and later a group, an organisation, a private journey. Its id is random
// and never changes.
type Space struct {
	ID   string
	Kind string
	Name string
}

// clearinghouse gives the one clearinghouse of this database and makes it at first need.
func (p *People) clearinghouse(tx *store.Tx) (Space, error) {
	s := Space{Kind: Clearinghouse, Name: "Kith"}
	err := tx.QueryRow(`SELECT id, name FROM space WHERE kind = $1`, Clearinghouse).Scan(&s.ID, &s.Name)
	if fault.KindOf(err) != fault.NotFound || err == nil {
		return s, err
	}
	return p.NewSpace(tx, s.Kind, s.Name)
}

// NewSpace makes a space of a kind. It is for operations that have decided that the actor may.
func (p *People) NewSpace(tx *store.Tx, kind, name string) (Space, error) {
	s := Space{ID: store.NewPersonID(), Kind: kind, Name: name}
	_, err := tx.Exec(`INSERT INTO space (id, kind, name, created) VALUES ($1, $2, $3, $4)`, s.ID, s.Kind, s.Name, int64(p.today()))
	return s, err
}
