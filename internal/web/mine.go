package web

import (
	"net/http"

	"kith/internal/web/templates"
)

// minePolicy is that of the page with the list that a browser keeps. Whatever runs there can send nothing: it may connect to
// nothing, and no form leads anywhere.
const minePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
	"manifest-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// mine is the page of the list of places that a browser keeps for its person. The list itself never comes here.
func (s *server) mine(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Security-Policy", minePolicy)
	w.Header().Set("Cache-Control", private)
	page := s.page(r, "")
	page.NoIndex = true
	page.Islands = []string{"mine"}
	return s.render(w, r, http.StatusOK, templates.MinePage(page))
}
