package web

import (
	"net/http"
	"strings"
)

// policy lets a page use what this server gives and nothing else: no inline script or style, no eval, no other host, no
// framing (CSP level 3, Trusted Types). Of the two Trusted Types policies, kith names the service worker, and default, which
// only the map makes, lets two constants of its library pass.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"require-trusted-types-for 'script'; trusted-types kith default"

// permissions turns off what a page could ask of the device, but for the place, which a person may give to a search.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(self), " +
	"gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), screen-wake-lock=(), browsing-topics=()"

// secure sets the headers that protect every answer. A handler that must be open to other sites loosens its own.
func (s *server) secure(next http.Handler) http.Handler {
	always := []standing{ // see notModified
		newStanding("Content-Security-Policy", policy),
		newStanding("Permissions-Policy", permissions),
		newStanding("Referrer-Policy", "no-referrer"),
		newStanding("Cross-Origin-Opener-Policy", "noopener-allow-popups"),
		newStanding("Cross-Origin-Resource-Policy", "same-origin"),
		newStanding("X-Content-Type-Options", "nosniff"),
	}
	if strings.HasPrefix(s.Site.BaseURL, "https://") {
		always = append(always, newStanding("Strict-Transport-Security", "max-age=31536000"))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for i := range always {
			always[i].setIn(h)
		}
		next.ServeHTTP(w, r)
	})
}

// dataPolicy is that of an answer that is no page: nothing in it runs, looks like anything or leads anywhere.
var dataPolicy = newStanding("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

// asData guards an answer that is no page. Of what a page may do and ask and name to others nothing need be said there.
func asData(h http.Header) {
	dataPolicy.setIn(h)
	delete(h, "Permissions-Policy")
	delete(h, "Referrer-Policy")
	delete(h, "Cross-Origin-Opener-Policy")
}

// notModified says that the asker has the answer already, the headers that protect it included: those told again are told
// in vain (RFC 9111 §4.3.4).
func notModified(w http.ResponseWriter) {
	h := w.Header()
	for _, name := range [...]string{"Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "Cross-Origin-Opener-Policy",
		"Cross-Origin-Resource-Policy", "X-Content-Type-Options"} {
		delete(h, name)
	}
	w.WriteHeader(http.StatusNotModified)
}

// standing is a header with a value that many answers share, made once.
type standing struct {
	name   string
	values []string // just long enough, so that adding to a header's values copies them
}

func newStanding(name, value string) standing {
	return standing{http.CanonicalHeaderKey(name), []string{value}}
}

func (s *standing) setIn(h http.Header) { h[s.name] = s.values }
