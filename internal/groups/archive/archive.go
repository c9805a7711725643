// Package archive is the file in which a group takes everything along to another server: its form, reading and writing.
// doc/archive.md describes it. It knows nothing of a database.
package archive

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"kith/internal/fault"
	"kith/internal/schedule"
)

// Version is the version of the form that is written. Newer ones are refused.
const Version = 1

// Magic begins every such file: it is age's own.
const Magic = "age-encryption.org/v1\n"

const (
	mostBytes = 64 << 20 // of a whole archive, opened

	// The passphrase is made by the program and holds 128 random bits, which nobody guesses however quick a guess is. Stretching
	// it costs 32 MiB, so that a small board can. A file that asks for more than 256 MiB is none of ours.
	stretched     = 15
	mostStretched = 18
)

// Manifest is the first file of an archive.
type Manifest struct {
	Version int           `json:"kith_group"`
	Space   string        `json:"space"` // its id, which stays
	Began   schedule.Date `json:"began"`
	Made    schedule.Date `json:"made"`
	From    string        `json:"from"` // address of the old server
}

// Archive is a group with everything it takes along.
type Archive struct {
	Manifest Manifest
	Rows     map[string][][]any // by the name of the table, each with a value for each of its columns
	Listing  []byte             // what the directory says of it, in the form of listings; empty: nothing
}

const (
	manifestFile = "manifest.json"
	listingFile  = "listing.jsonl"
)

func tableFile(t Table) string { return "tables/" + t.Name + ".jsonl" }

// Write seals an archive with a passphrase and writes it. It is opened once before, so that nobody is handed what no other
// server takes.
func (a *Archive) Write(w io.Writer, passphrase string) error {
	var packed bytes.Buffer
	if err := a.pack(&packed); err != nil {
		return err
	}
	if _, err := unpack(packed.Bytes()); err != nil {
		return fault.Wrap(fault.Internal, fmt.Errorf("an archive that cannot be opened: %w", err))
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(stretched)
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return err
	}
	if _, err := sealed.Write(packed.Bytes()); err != nil {
		return err
	}
	return sealed.Close()
}

// pack writes the files of an archive, in their one order.
func (a *Archive) pack(w io.Writer) error {
	out := tar.NewWriter(w)
	manifest, err := json.Marshal(a.Manifest)
	if err != nil {
		return err
	}
	if err := add(out, manifestFile, append(manifest, '\n')); err != nil {
		return err
	}
	for _, t := range Tables() {
		text, err := t.lines(a.Rows[t.Name])
		if err != nil {
			return err
		}
		if err := add(out, tableFile(t), text); err != nil {
			return err
		}
	}
	if err := add(out, listingFile, a.Listing); err != nil {
		return err
	}
	return out.Close()
}

// add writes one file. It tells no moment and no owner.
func add(out *tar.Writer, name string, text []byte) error {
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	_, err := out.Write(text)
	return err
}

// Read opens an archive and checks all that can be checked without a database. It comes from strangers: Invalid says that
// the passphrase is another, or that something is broken or does not fit, and where; Conflict, that it is newer than this
// program.
func Read(r io.Reader, passphrase string) (*Archive, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, broken(err)
	}
	identity.SetMaxWorkFactor(mostStretched)
	opened, err := age.Decrypt(r, identity)
	var other *age.NoIdentityMatchError
	switch {
	case errors.As(err, &other):
		return nil, &fault.Error{Kind: fault.Invalid, Key: "archive.passphrase", Cause: err}
	case err != nil:
		return nil, broken(err)
	}
	text, err := io.ReadAll(io.LimitReader(opened, mostBytes+1))
	switch {
	case err != nil:
		return nil, broken(err)
	case len(text) > mostBytes:
		return nil, fault.New(fault.Invalid, "archive.large", map[string]any{"most": mostBytes >> 20})
	}
	return unpack(text)
}

// unpack reads the files of an archive. They stand in one order, so no name leads anywhere.
func unpack(text []byte) (*Archive, error) {
	in := tar.NewReader(bytes.NewReader(text))
	a := &Archive{Rows: map[string][][]any{}}
	manifest, err := next(in, manifestFile)
	if err != nil {
		return nil, err
	}
	if err := a.Manifest.read(manifest); err != nil {
		return nil, err
	}
	check := checker{given: map[string]map[string]bool{}}
	for _, t := range Tables() {
		text, err := next(in, tableFile(t))
		if err != nil {
			return nil, err
		}
		if a.Rows[t.Name], err = check.table(t, text); err != nil {
			return nil, err
		}
	}
	if a.Listing, err = next(in, listingFile); err != nil {
		return nil, err
	}
	if _, err := in.Next(); !errors.Is(err, io.EOF) {
		return nil, broken(errors.New("more files than an archive has"))
	}
	return a, nil
}

// next reads the file that has to come next.
func next(in *tar.Reader, name string) ([]byte, error) {
	head, err := in.Next()
	if err != nil {
		return nil, broken(fmt.Errorf("%s: %w", name, err))
	}
	if head.Name != name || head.Typeflag != tar.TypeReg {
		return nil, broken(fmt.Errorf("%s is missing", name))
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, broken(fmt.Errorf("%s: %w", name, err))
	}
	return text, nil
}

// read reads and checks a manifest.
func (m *Manifest) read(text []byte) error {
	if err := json.Unmarshal(text, m); err != nil {
		return broken(fmt.Errorf("%s: %w", manifestFile, err))
	}
	if m.Version > Version {
		return fault.New(fault.Conflict, "archive.newer", nil)
	}
	if m.Version < 1 || !isID(m.Space) || m.Began == 0 || !isLine(m.From, mostAddress) {
		return broken(fmt.Errorf("%s does not fit", manifestFile))
	}
	return nil
}

// broken is the error for what is no archive, or none any more. The cause is for who runs the command: it names a place, and
// nothing that stands there.
func broken(cause error) error {
	return &fault.Error{Kind: fault.Invalid, Key: "archive.broken", Cause: cause}
}

// Broken is the error for an archive whose parts do not fit together; where is what does not.
func Broken(where string) error { return broken(errors.New(where + " does not fit")) }
