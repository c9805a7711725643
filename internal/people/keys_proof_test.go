package people

import (
	"testing"
	"time"

	"kith/internal/fault"
	"kith/internal/sealed"
	"kith/internal/store"
)

// TestKeysNeedProof: who finds a device unlocked, long after its person showed a way in, puts keys of their own on a
// persona that has none: they would stand for it, since public keys do not change.
func TestKeysNeedProof(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, in := h.joinWithCard("Ana")
		ana := h.who(in.Token)
		err := h.db.Write(t.Context(), func(tx *store.Tx) error { // a passkey that opened nothing yet
			_, err := tx.Exec(`INSERT INTO credential (id, persona_id, kind, handle, public_key, label, created) VALUES ($1, $2, 'passkey', 'handle', 'x', 'Kith', 1)`,
				store.NewPersonID(), ana.Persona)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		h.clock.Add(2 * time.Hour)
		ana = h.who(in.Token)
		if ana.Proved {
			t.Fatal("proved")
		}
		thief, _ := keysFor(t, sealed.Owner{Space: h.space, Persona: ana.Persona}, sealed.PRF)
		if err := h.AddKeys(t.Context(), ana, "handle", thief); fault.KindOf(err) != fault.Forbidden || err == nil {
			t.Error("keys of a thief stand for Ana:", err)
		}
	})
}
