package web

import (
	"bytes"
	"net/http"

	"codeberg.org/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"
	"golang.org/x/text/encoding/charmap"

	"kith/internal/fault"
	"kith/internal/web/templates"
)

// Measures of the flyer in millimetres, on A4.
const (
	flyerMargin = 25.0
	flyerCode   = 60.0
	a4Width     = 210.0
)

// printable says whether a text can stand in the flyer's PDF: in the letters of Windows-1252, which every viewer's own
// fonts have (PDF 1.7, Annex D). Text in other letters, and from right to left, is printed from the page.
func printable(text string) bool {
	_, err := charmap.Windows1252.NewEncoder().String(text)
	return err == nil
}

// flyerPDF is the flyer as a file, for a copy shop.
func (s *server) flyerPDF(w http.ResponseWriter, r *http.Request, v visit) error {
	room, f, err := s.flyerOf(r, v)
	if err != nil {
		return err
	}
	if !f.PDF {
		return fault.New(fault.NotFound, "", nil)
	}
	body, err := drawFlyer(room.page, f)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="flyer.pdf"`)
	return send(w, r, http.StatusOK, "application/pdf", body)
}

func drawFlyer(p templates.Page, f templates.Flyer) ([]byte, error) {
	doc := fpdf.New("P", "mm", "A4", "")
	latin := doc.UnicodeTranslatorFromDescriptor("")
	doc.SetTitle(f.Name, true)
	doc.SetLang(f.Lang)
	doc.SetMargins(flyerMargin, flyerMargin, flyerMargin)
	doc.AddPage()
	write := func(style string, size, line float64, text string) {
		doc.SetFont("Helvetica", style, size)
		doc.MultiCell(0, line, latin(text), "", "C", false)
		doc.Ln(line / 2)
	}
	write("B", 34, 14, f.Name)
	write("", 18, 9, p.Say("flyer.what"))
	if f.Words != "" {
		write("", 18, 9, f.Words)
	}
	for _, key := range []string{"flyer.free", "flyer.name", "flyer.listen"} {
		write("", 15, 8, p.Say(key))
	}
	if f.HasLink {
		picture, err := qrcode.Encode(f.Link, qrcode.Medium, 4*codeSize)
		if err != nil {
			return nil, err
		}
		options := fpdf.ImageOptions{ImageType: "PNG"}
		doc.RegisterImageOptionsReader("code", options, bytes.NewReader(picture))
		doc.ImageOptions("code", (a4Width-flyerCode)/2, doc.GetY(), flyerCode, flyerCode, true, options, 0, f.Link)
		write("", 12, 7, f.Link)
	}
	var out bytes.Buffer
	err := doc.Output(&out)
	return out.Bytes(), err
}
