package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// speak decides the language of an answer. An address that begins with a language, /es/search, says it; otherwise the
// browser's Accept-Language does. The routes below never see the prefix.
func (s *server) speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, rest, named := s.splitLanguage(r.URL.Path)
		if !named {
			sp := spoken{words: s.Words.In(s.Words.Match(r.Header.Get("Accept-Language")))}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), spokenKey, sp)))
			return
		}
		if rest == "" {
			http.Redirect(w, r, "/"+lang+"/", http.StatusMovedPermanently)
			return
		}
		sp := spoken{words: s.Words.In(lang), prefix: "/" + lang}
		r = r.WithContext(context.WithValue(r.Context(), spokenKey, sp))
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

// withPath is a copy of an address with another path.
func withPath(u *url.URL, path string) *url.URL {
	out := *u
	out.Path = path
	out.RawPath = ""
	return &out
}
