package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// speak decides the language of an answer. An address that begins with a language, /es/search, says it; otherwise the
// browser's Accept-Language does. The routes below never see the prefix.
func (s *server) speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, rest, named := s.splitLanguage(r.URL.Path)
		if !named {
			toldOf(r).spoken = spoken{words: s.Words.In(s.Words.Match(r.Header.Get("Accept-Language")))}
			next.ServeHTTP(w, r)
			return
		}
		if tidy := tidied(rest); tidy != rest { // the routes would lead to the tidy address without the language
			http.Redirect(w, r, withPath(r.URL, "/"+lang+tidy).RequestURI(), http.StatusMovedPermanently)
			return
		}
		toldOf(r).spoken = spoken{words: s.Words.In(lang), prefix: "/" + lang}
		r.URL = withPath(r.URL, rest)
		next.ServeHTTP(w, r)
	})
}

// splitLanguage cuts a language that there are messages in off the front of a path.
func (s *server) splitLanguage(path string) (lang, rest string, named bool) {
	lang, rest, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !s.Words.Has(lang) {
		return "", path, false
	}
	if strings.Count(path, "/") == 1 {
		return lang, "", true
	}
	return lang, "/" + rest, true
}

// tidied is a path without repeated slashes and steps up, as net/http's routes have it. BMLT's is left alone (single).
func tidied(dirty string) string {
	if strings.Contains(dirty, bmltRoot) {
		return dirty
	}
	tidy := path.Clean("/" + dirty)
	if strings.HasSuffix(dirty, "/") && tidy != "/" {
		tidy += "/"
	}
	return tidy
}

// withPath is a copy of an address with another path.
func withPath(u *url.URL, path string) *url.URL {
	out := *u
	out.Path = path
	out.RawPath = ""
	return &out
}
