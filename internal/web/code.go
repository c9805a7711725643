package web

import (
	"net/http"

	"github.com/skip2/go-qrcode"

	"kith/internal/directory"
	"kith/internal/fault"
)

// codeSize is the width of a QR code's picture, in pixels: a line of modules is then some five pixels wide in print.
const codeSize = 320

// code is a QR code of a listing's address, for a poster or another telephone.
func (s *server) code(kind directory.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		whole, err := s.Directory.Public(r.Context(), kind, r.PathValue("slug"))
		if err != nil {
			return err
		}
		if whole.MovedTo != "" {
			return fault.New(fault.NotFound, "", nil)
		}
		page := s.page(r, "")
		picture, err := qrcode.Encode(page.Whole("/"+string(kind)+"s/"+whole.Listing.Slug), qrcode.Medium, codeSize)
		if err != nil {
			return err
		}
		return send(w, r, http.StatusOK, "image/png", picture)
	}
}
