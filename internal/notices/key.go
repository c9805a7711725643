package notices

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Files of the keys in the data folder.
const (
	contactFile = "contact.key" // what contacts are encrypted with
	pushFile    = "push.key"    // by which push services know this server (RFC 8292)
)

// Keys are those that stand outside the database and outside its copies. Several nodes of one database share them.
type Keys struct {
	contact []byte // 32 bytes
	push    *ecdh.PrivateKey
}

// KeyFiles are the names of the files in a data folder, whether they are there or not.
func KeyFiles(folder string) []string {
	return []string{filepath.Join(folder, contactFile), filepath.Join(folder, pushFile)}
}

// MakeKeys reads the keys in a data folder, and makes those that are missing, for the folder's owner alone.
func MakeKeys(folder string) (Keys, error) {
	files := KeyFiles(folder)
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	pair, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return Keys{}, err
	}
	if err := errors.Join(makeKey(files[0], random), makeKey(files[1], pair.Bytes())); err != nil {
		return Keys{}, err
	}
	return ReadKeys(folder)
}

// ReadKeys reads the keys in a data folder; fs.ErrNotExist when one is missing.
func ReadKeys(folder string) (k Keys, err error) {
	files := KeyFiles(folder)
	if k.contact, err = readKey(files[0]); err != nil {
		return k, err
	}
	push, err := readKey(files[1])
	if err != nil {
		return k, err
	}
	if k.push, err = ecdh.P256().NewPrivateKey(push); err != nil {
		return k, fmt.Errorf("%s holds no key", files[1]) // the cause could show it
	}
	return k, nil
}

// makeKey writes a key, unless there is one. It comes under its name whole, or not at all.
func makeKey(file string, key []byte) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "new-*.key") // for the owner alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, base64.RawURLEncoding.EncodeToString(key))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) { // another process was first
		return err
	}
	return nil
}

func readKey(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s holds no key", file)
	}
	return key, nil
}

func (k Keys) pushPublic() string {
	return base64.RawURLEncoding.EncodeToString(k.push.PublicKey().Bytes())
}

func (k Keys) pushPrivate() string { return base64.RawURLEncoding.EncodeToString(k.push.Bytes()) }
