package web

import (
	"net/http"
	"net/url"
	"strings"

	"kith/internal/message"
	"kith/internal/web/help"
	"kith/internal/web/templates"
)

// help is "Get help now". The country is the visitor's choice, else the operator's; never guessed from an address.
func (s *server) help(w http.ResponseWriter, r *http.Request) error {
	country := strings.ToUpper(r.FormValue("country"))
	if !s.Help.Has(country) {
		country = s.Site.Country
	}
	page := s.page(r, s.spoken(r).words.Say("help.tab"))
	page.Islands = []string{"offline"}
	page.NoIndex = true
	return s.render(w, r, http.StatusOK, templates.Help(page, s.helpPage(page, country)))
}

// helpPage words the lines of a country.
func (s *server) helpPage(p templates.Page, country string) templates.HelpPage {
	h := templates.HelpPage{Countries: s.countries(p, country)}
	if !s.Help.Has(country) {
		h.Emergency = []templates.HelpLine{s.helpLine(p.Words, help.Anywhere)}
		return h
	}
	h.Country = p.Words.Country(country)
	for _, l := range s.Help.In(country, help.Emergency) {
		h.Emergency = append(h.Emergency, s.helpLine(p.Words, l))
	}
	for _, l := range s.Help.Others(country) {
		h.Lines = append(h.Lines, s.helpLine(p.Words, l))
	}
	return h
}

// countries are the choices of the visitor, in the order of their language, none picked first.
func (s *server) countries(p templates.Page, picked string) []templates.Option {
	var options []templates.Option
	for _, code := range s.Help.Countries() {
		options = append(options, templates.Option{Value: code, Label: p.Words.Country(code), On: code == picked})
	}
	message.SortBy(p.Words, options, func(o templates.Option) string { return o.Label })
	return append([]templates.Option{{Label: p.Say("help.country.none"), On: !s.Help.Has(picked)}}, options...)
}

// helpLine words one line.
func (s *server) helpLine(w *message.Words, l help.Line) templates.HelpLine {
	line := templates.HelpLine{Name: l.NameIn(w.Lang()), Dial: l.Dial, Serves: serves(w, l), Facts: lineFacts(w, l), Checked: s.checked(w, l)}
	if l.Dial != "" {
		line.Call = "tel:" + digits(l.Dial)
	}
	if l.Text != nil {
		line.Text = w.Say("help.text", "number", l.Text.To)
		line.SMS = "sms:" + digits(l.Text.To)
		if l.Text.Word != "" {
			line.Text = w.Say("help.text.word", "number", l.Text.To, "word", l.Text.Word)
			line.SMS += "?body=" + url.PathEscape(l.Text.Word)
		}
	}
	return line
}

// serves says who answers an emergency number.
func serves(w *message.Words, l help.Line) string {
	var names []string
	for _, s := range l.Serves {
		names = append(names, w.Say("help.serves."+s))
	}
	return w.List(names...)
}

// lineFacts are what a person may want to know before calling.
func lineFacts(w *message.Words, l help.Line) []templates.Fact {
	facts := []templates.Fact{{Icon: "heart-handshake", Text: w.Say("help.kind." + string(l.Kind))}}
	switch l.Hours {
	case "":
	case "24/7":
		facts = append(facts, templates.Fact{Icon: "clock", Text: w.Say("help.always")})
	default:
		facts = append(facts, templates.Fact{Icon: "clock", Text: l.Hours})
	}
	if len(l.Languages) > 0 {
		var names []string
		for _, tag := range l.Languages {
			names = append(names, w.Language(tag))
		}
		facts = append(facts, templates.Fact{Icon: "languages", Text: w.List(names...)})
	}
	return append(facts, templates.Fact{Icon: "shield", Text: w.Say("help.police." + string(l.Police))})
}

// checked says when a person last made sure of a line, and that nobody has when that is so.
func (s *server) checked(w *message.Words, l help.Line) string {
	day, ok := l.Checked()
	switch {
	case !ok:
		return w.Say("help.checked.never", "source", l.Source)
	case l.Fresh(s.Clock.Now()):
		return w.Say("help.checked.on", "date", w.Date(day), "source", l.Source)
	}
	return w.Say("help.checked.stale", "date", w.Date(day), "source", l.Source)
}

// digits is a number as a telephone takes it.
func digits(dial string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '*' || r == '#' {
			return r
		}
		return -1
	}, dial)
}
