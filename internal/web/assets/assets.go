// Package assets holds the files that browsers fetch: style, script, fonts, icons. Command tools/assets makes them; a
// binary built without them still serves pages that work, unstyled.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Prefix is the path under which the files are served.
const Prefix = "/assets/"

//go:embed all:dist
var embedded embed.FS

// Builtin is the set in the binary.
func Builtin() (*Set, error) {
	sub, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, err
	}
	return Open(sub)
}

// Set is a folder of finished files and the names that templates use for them.
type Set struct {
	files fs.FS
	names map[string]string // logical name → file name
}

// Open reads the manifest of a folder. Without one the set is empty.
func Open(files fs.FS) (*Set, error) {
	s := &Set{files: files}
	data, err := fs.ReadFile(files, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, json.Unmarshal(data, &s.names)
}

// Has says whether the set has a file of this logical name, such as "leave.js".
func (s *Set) Has(name string) bool { return s.names[name] != "" }

// Path is the address of a file by its logical name. A file that was not built has an address that is not found.
func (s *Set) Path(name string) string {
	if file := s.names[name]; file != "" {
		return Prefix + file
	}
	return Prefix + name
}

// types are the media types of the files; the system's own table is not asked, since it differs between machines.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// ServeHTTP answers /assets/NAME-HASH.EXT, compressed where the browser takes it. Such a name never changes its content.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, strings.TrimPrefix(r.URL.Path, Prefix), "public, max-age=31536000, immutable")
}

// ServeNamed answers with a file by its logical name at an address that stays the same, as a service worker must have.
func (s *Set) ServeNamed(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, s.names[name], "public, no-cache")
	}
}

func (s *Set) serve(w http.ResponseWriter, r *http.Request, file, caching string) {
	kind := types[path.Ext(file)]
	if kind == "" || strings.ContainsRune(file, '/') || file == "manifest.json" {
		http.NotFound(w, r)
		return
	}
	data, encoding, err := s.read(file, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", caching)
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+file+encoding+`"`)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(data) // a browser that went away is no error
}

// read gives a file in the best form the browser takes.
func (s *Set) read(file, accepted string) (data []byte, encoding string, err error) {
	for _, form := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !strings.Contains(accepted, form.encoding) {
			continue
		}
		if data, err := fs.ReadFile(s.files, file+form.ending); err == nil {
			return data, form.encoding, nil
		}
	}
	data, err = fs.ReadFile(s.files, file)
	return data, "", err
}
