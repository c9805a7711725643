package groups

import (
	"context"
	"unicode/utf8"

	"kith/internal/fault"
	"kith/internal/groups/pack"
	"kith/internal/people"
	"kith/internal/schedule"
	"kith/internal/store"
)

// The most that an organisation tells of what it does.
const (
	mostServices   = 50
	longestService = 1000
)

// Service is something that an organisation does for people. A role looks after it, or a persona; or nobody yet.
type Service struct {
	ID      string
	Name    string
	Does    string
	WhoMay  string // come
	Role    people.Role
	Persona string
	Until   schedule.Date // the last day; 0: it has none

	Keeper string // in what is read: the name of the role or the persona; empty: nobody
	Staff  bool   // the persona is of the staff
}

// Services lists those of the actor's organisation that have not ended, by name. Its members only; NotFound in the space of
// a group.
func (g *Groups) Services(ctx context.Context, by people.Actor) (all []Service, err error) {
	err = g.db.Read(ctx, func(tx *store.Tx) error {
		if _, err := insideOrganisation(tx, by); err != nil {
			return err
		}
		all, err = g.services(tx, by.Space)
		return err
	})
	return all, err
}

func (g *Groups) services(tx *store.Tx, space string) ([]Service, error) {
	scan := func(r store.Row) (s Service, err error) {
		err = r.Scan(&s.ID, &s.Name, &s.Does, &s.WhoMay, &s.Role, &s.Persona, &s.Until, &s.Keeper, &s.Staff)
		return s, err
	}
	return store.Collect(tx, scan, `SELECT s.id, s.name, s.does, s.who_may, s.role, s.persona_id, s.until, COALESCE(k.name, p.name, ''), COALESCE(p.staff, FALSE)
		FROM service s LEFT JOIN role_kind k ON k.space_id = s.space_id AND k.role = s.role
		LEFT JOIN persona p ON p.id = s.persona_id AND (p.until = 0 OR p.until >= $2)
		WHERE s.space_id = $1 AND (s.until = 0 OR s.until >= $2) ORDER BY s.name, s.id`, space, int64(g.today()))
}

// PutService writes down a service (with an empty id: a new one), or changes it. Roles with the permission "listing" may.
// Invalid names the inputs that cannot be: "name", "does", "who", "until"; NotFound when there is no such service, role or
// persona, and in the space of a group; Conflict when there are fifty.
func (g *Groups) PutService(ctx context.Context, by people.Actor, s Service) error {
	s, err := s.proper(g.today())
	if err != nil {
		return err
	}
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := mayTell(tx, by); err != nil {
			return err
		}
		if err := g.keeperThere(tx, by.Space, s); err != nil {
			return err
		}
		act := "service_changed"
		if s.ID == "" {
			s.ID, act = store.NewPersonID(), "service_added"
			if err := notMany(tx, "service", by.Space, mostServices); err != nil {
				return err
			}
		} else if err := owned(tx, "service", by.Space, s.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO service (id, space_id, name, does, who_may, role, persona_id, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, does = excluded.does, who_may = excluded.who_may, role = excluded.role,
			persona_id = excluded.persona_id, until = excluded.until`, s.ID, by.Space, s.Name, s.Does, s.WhoMay, string(s.Role), s.Persona, int64(s.Until)); err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: act, By: by.Persona, Words: s.Name})
	})
}

// proper is a service as it is kept.
func (s Service) proper(today schedule.Date) (Service, error) {
	var wrong fault.Problems
	s.Name, s.Does, s.WhoMay = oneLine(s.Name), proper(s.Does), proper(s.WhoMay)
	for _, one := range []struct {
		name, text string
		most       int
	}{{"name", s.Name, pack.MaxName}, {"does", s.Does, longestService}, {"who", s.WhoMay, longestService}} {
		if one.text == "" {
			wrong.Add(one.name, "role.missing", nil)
		}
		if utf8.RuneCountInString(one.text) > one.most {
			wrong.Add(one.name, "persona.long", map[string]any{"most": one.most})
		}
	}
	if s.Until != 0 && s.Until < today {
		wrong.Add("until", "service.over", nil)
	}
	return s, wrong.Err()
}

// keeperThere refuses a role or a persona that is not of the space, and both at once.
func (g *Groups) keeperThere(tx *store.Tx, space string, s Service) error {
	switch {
	case s.Role != "" && s.Persona != "":
		return fault.New(fault.Invalid, "", nil)
	case s.Role != "":
		_, err := kindOf(tx, space, s.Role)
		return err
	case s.Persona != "":
		_, err := g.people.Member(tx, space, s.Persona)
		return err
	}
	return nil
}

// DropService takes a service away. Roles with the permission "listing" may. NotFound when there is no such service.
func (g *Groups) DropService(ctx context.Context, by people.Actor, id string) error {
	return g.db.Write(ctx, func(tx *store.Tx) error {
		if err := mayTell(tx, by); err != nil {
			return err
		}
		name, err := store.Scalar[string](tx.QueryRow(`DELETE FROM service WHERE id = $1 AND space_id = $2 RETURNING name`, id, by.Space))
		if err != nil {
			return err
		}
		return g.note(tx, by.Space, Recorded{Act: "service_ended", By: by.Persona, Words: name})
	})
}

// mayTell refuses who may not say what an organisation does and offers.
func mayTell(tx *store.Tx, by people.Actor) error {
	if _, err := mayDo(tx, by, pack.Listing); err != nil {
		return err
	}
	_, err := insideOrganisation(tx, by)
	return err
}

// notMany refuses one more where a space has as many as it can.
func notMany(tx *store.Tx, table, space string, most int) error {
	n, err := store.Scalar[int](tx.QueryRow(`SELECT COUNT(*) FROM `+table+` WHERE space_id = $1`, space))
	if err == nil && n >= most {
		err = fault.New(fault.Conflict, "body.many", map[string]any{"most": most})
	}
	return err
}

// owned refuses, with NotFound, what is not of the space.
func owned(tx *store.Tx, table, space, id string) error {
	_, err := store.Scalar[string](tx.QueryRow(`SELECT id FROM `+table+` WHERE id = $1 AND space_id = $2`, id, space))
	return err
}
