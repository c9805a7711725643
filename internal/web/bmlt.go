package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
)

// bmltRoot is where BMLT's semantic API is answered (doc/api.md).
const bmltRoot = "/main_server/"

// single takes repeated slashes out of addresses under bmltRoot: widgets put them together carelessly, and not all of
// them follow a redirect.
func single(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.Path; strings.Contains(path, "//") && strings.Contains(path, bmltRoot) {
			if path = slashes.ReplaceAllString(path, "/"); strings.HasPrefix(path, bmltRoot) {
				r.URL = withPath(r.URL, path)
			}
		}
		next.ServeHTTP(w, r)
	})
}

var slashes = regexp.MustCompile(`/{2,}`)

// semantic answers a question of BMLT's semantic API, in the form that the address names.
func (s *server) semantic(w http.ResponseWriter, r *http.Request) error {
	form := r.PathValue("form")
	if !knownForms[form] {
		return unprocessable(w, "There is no such form. There are json, jsonp, csv and tsml.")
	}
	v := r.URL.Query()
	switcher, callback := v.Get("switcher"), v.Get("callback")
	switch {
	case !feeds.KnowsBMLT(switcher), form == "tsml" && switcher != "GetSearchResults":
		return unprocessable(w, "There is no such switcher.")
	case form == "jsonp" && callback != "" && !validCallback(callback):
		return unprocessable(w, "A callback is the name of a function.")
	}
	e, err := s.edition(r.Context())
	if err != nil {
		return err
	}
	if validated(w, r, s.versionTag(madeOf{listings: e.Version, time: int64(e.day)}, form, r.URL.RawQuery)) {
		return nil
	}
	answer, err := s.bmltAnswer(r, e, switcher)
	switch {
	case fault.KindOf(err) == fault.Invalid && err != nil:
		return unprocessable(w, "A date looks like 2026-11-24.")
	case err != nil:
		return err
	}
	return s.sendSemantic(w, r, form, callback, answer)
}

var knownForms = map[string]bool{"json": true, "jsonp": true, "csv": true, "tsml": true}

func (s *server) bmltAnswer(r *http.Request, e edition, switcher string) (*feeds.BMLTAnswer, error) {
	server, err := s.published.bmlt.Get(e, func() (*feeds.BMLTServer, error) {
		return feeds.NewBMLTServer(r.Context(), s.publisher(), s.Directory, s.Clock.Now(), s.locate)
	})
	if err != nil {
		return nil, err
	}
	if switcher == feeds.GetChanges {
		return server.Changes(r.Context(), s.Directory, r.URL.Query())
	}
	return server.Answer(r.URL.Query())
}

// locate finds the place that a text means.
func (s *server) locate(text string) (place.Point, bool) {
	if s.Places == nil {
		return place.Point{}, false
	}
	found := s.Places.Find(text, gazetteer.Options{Near: s.Home, Country: s.Country, Limit: 1})
	if len(found) == 0 {
		return place.Point{}, false
	}
	return found[0].Point, true
}

func (s *server) sendSemantic(w http.ResponseWriter, r *http.Request, form, callback string, a *feeds.BMLTAnswer) error {
	switch form {
	case "csv":
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		return a.WriteCSV(w)
	case "tsml":
		var body bytes.Buffer
		if err := s.publisher().WriteMeetingGuide(&body, s.Directory.MeetingsOf(r.Context(), a.Listings), s.Clock.Now()); err != nil {
			return err
		}
		return sendText(w, "application/json", func([]byte) []byte { return body.Bytes() })
	case "jsonp":
		if callback == "" {
			callback = "callback"
		}
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // a script of another site loads it
		return sendText(w, "application/javascript; charset=utf-8", func(b []byte) []byte {
			// The comment keeps the first bytes from being anything but script.
			return append(a.AppendJSON(append(b, "/**/"+callback+"("...)), ");"...)
		})
	}
	return sendText(w, "application/json", a.AppendJSON)
}

// validCallback takes the names that widgets make: identifiers of ASCII, joined by dots.
func validCallback(name string) bool { return len(name) <= 128 && callbackName.MatchString(name) }

var callbackName = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*$`)

// unprocessable is how a BMLT server refuses a question.
func unprocessable(w http.ResponseWriter, message string) error {
	body, err := json.Marshal(map[string]string{"message": message})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Del("ETag")
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", private)
	w.WriteHeader(http.StatusUnprocessableEntity)
	_, _ = w.Write(body) // somebody who went away is no error
	return nil
}

// serverInfoXML is how old clients find out the version.
func (s *server) serverInfoXML(w http.ResponseWriter, r *http.Request) error {
	return send(w, r, http.StatusOK, "application/xml; charset=utf-8", []byte(feeds.BMLTServerInfoXML))
}

// notAuthorized answers BMLT's old administration, which nobody can sign in to here.
func notAuthorized(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", private)
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = w.Write([]byte("NOT AUTHORIZED")) // somebody who went away is no error
	return nil
}
