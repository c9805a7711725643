package web

import (
	"encoding/json"
	"net/http"

	"kith/internal/web/templates"
)

// privacy is "What we keep".
func (s *server) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusOK, templates.Privacy(s.page(r, s.spoken(r).words.Say("privacy.title"))))
}

// leave is the page that says nothing, where "Leave" leads unless the operator chose another.
func (s *server) leave(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", private)
	return s.render(w, r, http.StatusOK, templates.Leave())
}

// webManifest lets a browser install the site under a neutral name (W3C Web Application Manifest).
func (s *server) webManifest(w http.ResponseWriter, r *http.Request) error {
	name := s.page(r, "").FullTitle()
	body, err := json.Marshal(map[string]any{
		"name": name, "short_name": name, "start_url": "/", "scope": "/", "display": "minimal-ui",
		"background_color": "#fbf8f2", "theme_color": "#fbf8f2",
		"icons": []map[string]string{{"src": s.Assets.Path("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}},
	})
	if err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "application/manifest+json", body)
}

// robots tells search engines where not to go (RFC 9309).
func (s *server) robots(w http.ResponseWriter, r *http.Request) error {
	text := "User-agent: *\nDisallow: /g/\nDisallow: /leave\n"
	if s.Site.BaseURL != "" {
		text += "Sitemap: " + s.Site.BaseURL + "/sitemap.xml\n"
	}
	return send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}

// healthy says that the process lives.
func (s *server) healthy(w http.ResponseWriter, r *http.Request) { probe(w, http.StatusOK) }

// ready says whether it can answer what it is asked.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if s.Ready != nil && s.Ready(r.Context()) != nil {
		probe(w, http.StatusServiceUnavailable)
		return
	}
	probe(w, http.StatusOK)
}

// probe answers a probe with a status in words.
func probe(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", private)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(http.StatusText(status) + "\n")) // a probe that went away is no error
}
