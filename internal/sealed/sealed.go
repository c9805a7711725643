// Package sealed is the byte format of a persona's keys: two public keys that everybody in the space may have, and the
// private ones wrapped once for each credential, so that a passkey or a member card opens them in the browser. The server
// keeps both and can open neither; it reads only the form. doc/sealing.md describes every byte; web/sealed is the same
// in the browser. It is pure.
package sealed

import (
	"fmt"

	"kith/internal/fault"
)

// Version is the first byte of all that this package writes, and the only one it reads.
const Version = 1

// Owner says whose keys they are. Both ids are text as the database has them; a space or a persona that moves to another
// server keeps its id, or its keys would not open any more.
type Owner struct {
	Space   string
	Persona string
}

// maxID is the length up to which one byte can count an id.
const maxID = 255

// validate refuses an owner that could not be told from another: Invalid.
func (o Owner) validate() error {
	for _, id := range []string{o.Space, o.Persona} {
		if len(id) == 0 || len(id) > maxID {
			return wrongForm("an id of %d bytes", len(id))
		}
	}
	return nil
}

// bound begins what a signature or a seal is bound to: the purpose, so that bytes made for one end serve no other, and
// the owner, each id behind its length.
func (o Owner) bound(purpose string, more ...byte) []byte {
	b := append([]byte(purpose), more...)
	for _, id := range []string{o.Space, o.Persona} {
		b = append(b, byte(len(id)))
		b = append(b, id...)
	}
	return b
}

// checkForm is what the server can say of bytes from a browser: their version and their length.
func checkForm(what string, b []byte, length int) error {
	if len(b) > 0 && b[0] != Version {
		return &fault.Error{Kind: fault.Invalid, Key: "sealed.version", Cause: fmt.Errorf("%s of version %d", what, b[0])}
	}
	if len(b) != length {
		return wrongForm("%s of %d bytes, not %d", what, len(b), length)
	}
	return nil
}

func wrongForm(format string, values ...any) error {
	return &fault.Error{Kind: fault.Invalid, Key: "sealed.form", Cause: fmt.Errorf(format, values...)}
}

// notOpened is the one error of everything that does not open, so that it tells nothing of why.
func notOpened() error { return fault.New(fault.Forbidden, "sealed.not_opened", nil) }
