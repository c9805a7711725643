package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/web/templates"
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

// drawCode is a QR code as a drawing within a page: a link that may be seen once cannot be asked for as a picture.
func drawCode(text string) (templates.Code, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return templates.Code{}, err
	}
	modules := code.Bitmap() // with its quiet zone
	var path strings.Builder
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return templates.Code{Size: strconv.Itoa(len(modules)), Path: path.String()}, nil
}
