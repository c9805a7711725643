package web

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPIDocument []byte

// openAPI describes the API (OpenAPI 3.1).
func (s *server) openAPI(w http.ResponseWriter, r *http.Request) error {
	return send(w, r, http.StatusOK, "application/json", openAPIDocument)
}
