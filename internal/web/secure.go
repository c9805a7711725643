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
	https := strings.HasPrefix(s.Site.BaseURL, "https://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", permissions)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "noopener-allow-popups")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		if https {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
