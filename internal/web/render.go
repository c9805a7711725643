package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"kith/internal/web/templates"
)

// Ways of caching an answer.
const (
	fresh   = "public, no-cache"  // may be kept, must be asked about each time
	private = "private, no-store" // leaves nothing behind
)

// page begins the description of a page: language, links, site. The handler adds title, section, islands.
func (s *server) page(r *http.Request, title string) templates.Page {
	sp := s.spoken(r)
	path := r.URL.Path
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return templates.Page{
		Words: sp.words, Assets: s.Assets, Site: s.Site, Languages: s.Words.Languages(),
		Prefix: sp.prefix, Path: path, Title: title,
	}
}

// render answers with a page. It is made whole before a byte is sent, so that a failure half-way is a failure.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var body bytes.Buffer
	body.Grow(32 << 10) // most pages fit
	if err := page.Render(r.Context(), &body); err != nil {
		return err
	}
	if s.spoken(r).prefix == "" {
		w.Header().Add("Vary", "Accept-Language")
	}
	w.Header().Set("Content-Language", s.spoken(r).words.Lang())
	return send(w, r, status, "text/html; charset=utf-8", body.Bytes())
}

// send answers with a whole body, or with 304 when the asker has it already. A caching set before stays.
func send(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", fresh)
	}
	if status == http.StatusOK && h.Get("Cache-Control") != private {
		h.Set("ETag", tag(body))
		if matches(r.Header.Get("If-None-Match"), h.Get("ETag")) {
			notModified(w)
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // somebody who went away is no error
	return nil
}

// tag is the weak validator of a body (RFC 9110 §8.8.1): the same page compressed in another way is the same page.
func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// matches compares weakly, as If-None-Match wants (RFC 9110 §13.1.2).
func matches(wanted, tag string) bool {
	for _, one := range strings.Split(wanted, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
