package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/message"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/place/gazetteer"
	"kith/internal/vocabulary"
	"kith/internal/web/templates"
)

// wishPack is what a group begins with whose founders do not know each other yet.
const wishPack = "open-circle"

// start is the page for whoever found no group: it looks again, takes a wish, and says how to start.
func (s *server) start(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query()
	return s.showStart(w, r, http.StatusOK, asked, nil)
}

// showStart shows it for what was asked, and with what was wrong in a wish.
func (s *server) showStart(w http.ResponseWriter, r *http.Request, status int, asked url.Values, problem error) error {
	w.Header().Set("Cache-Control", private)
	page := s.page(r, s.spoken(r).words.Say("start.tab"))
	page.NoIndex, page.Path = true, "/start"
	t := s.teller(page)
	out := templates.Founding{Concern: asked.Get("concern"), Concerns: concernOptions(page.Words), Near: asked.Get("near"), Start: s.startForm(page)}
	at, others := s.wherever(out.Near)
	switch {
	case at != nil:
		looked, err := s.lookAgain(r, &t, out.Concern, *at)
		if err != nil {
			return err
		}
		out.Looked, out.Wish = looked, wishForm(page, asked, problem)
		for _, other := range others {
			out.Others = append(out.Others, templates.Way{Text: placeName(page.Words, other), Href: page.To("/start?" + url.Values{"concern": {out.Concern}, "near": {other.Slug()}}.Encode())})
		}
		out.Near = placeName(page.Words, *at)
	case out.Near != "":
		out.Problem = page.Say("start.near.unknown")
	}
	return s.render(w, r, status, templates.FoundingPage(page, out))
}

// wherever is the place that somebody named, and others of the name.
func (s *server) wherever(near string) (*gazetteer.Place, []gazetteer.Place) {
	if near == "" {
		return nil, nil
	}
	if p, ok := s.Places.LookupSlug(near); ok {
		return &p, nil
	}
	found := s.Places.Find(near, gazetteer.Options{Near: s.Home, Country: s.Country})
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], found[1:]
}

// lookAgain is what there is near a place, and online.
func (s *server) lookAgain(r *http.Request, t *teller, concern string, at gazetteer.Place) (*templates.Looked, error) {
	cell := place.Coarse(at.Point)
	out := &templates.Looked{Where: s.nearCell(t.Page, cell)}
	about := url.Values{}
	if vocabulary.Valid(vocabulary.FacetConcern, concern) {
		about.Set("concern", concern)
	}
	near := url.Values{"near": {nearOf(at)}, "radius_km": {"100"}}
	online := url.Values{"attend": {"online"}}
	for _, v := range []url.Values{near, online} {
		for name, values := range about {
			v[name] = values
		}
	}
	f := &finding{teller: t}
	if n := s.count(f, near); n > 0 {
		out.Ways = append(out.Ways, templates.Way{Icon: "map-pin", Text: t.Count("start.again.near", n, "km", 100), Href: t.To("/search?" + near.Encode())})
	}
	if n := s.count(f, online); n > 0 {
		out.Ways = append(out.Ways, templates.Way{Icon: "monitor", Text: t.Count("start.again.online", n), Href: t.To("/search?" + online.Encode())})
	}
	forming, err := s.Groups.FormingNear(r.Context(), cell, at.Country)
	if err != nil {
		return nil, err
	}
	for _, one := range forming {
		out.Forming = append(out.Forming, templates.FormingLine{Name: one.Name, About: aboutNeed(t.Words, one.Need), Line: one.Line, Href: "/g/" + one.Space + "/door",
			Report: t.To("/start/forming/" + one.Space + "/report")})
	}
	wishes, err := s.Groups.Wishes(r.Context(), cell, at.Country)
	for _, one := range aboutFirst(wishes, concern) {
		out.Wishes = append(out.Wishes, s.wishLine(t.Page, one))
	}
	return out, err
}

// nearOf names a place as a search takes it.
func nearOf(at gazetteer.Place) string {
	if slug := at.Slug(); slug != "" {
		return slug
	}
	return at.Name
}

// aboutFirst puts the wishes about a concern, or something wider, in front.
func aboutFirst(all []groups.Wish, concern string) []groups.Wish {
	wider := vocabulary.Ancestors(vocabulary.FacetConcern, concern)
	rank := func(w groups.Wish) int {
		if slices.Contains(wider, w.Concern) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b groups.Wish) int { return rank(a) - rank(b) })
	return all
}

// concernOptions are all concerns for choosing, the narrower below the wider.
func concernOptions(words *message.Words) []templates.Option {
	all := []templates.Option{{Label: words.Say("start.about.own")}}
	for _, top := range vocabulary.TopConcerns() {
		all = append(all, templates.Option{Value: top, Label: vocabulary.Name(vocabulary.FacetConcern, top, words.Lang())})
		for _, code := range vocabulary.Children(vocabulary.FacetConcern, top) {
			all = append(all, templates.Option{Value: code, Label: "– " + vocabulary.Name(vocabulary.FacetConcern, code, words.Lang())})
		}
	}
	return all
}

// aboutNeed says what a need is about.
func aboutNeed(words *message.Words, n groups.Need) string {
	switch {
	case n.Concern != "":
		return vocabulary.Name(vocabulary.FacetConcern, n.Concern, words.Lang())
	case n.Words != "":
		return words.Say("wish.own", "words", n.Words)
	}
	return words.Say("wish.about.unsaid")
}

// whereNeed says how and roughly where, and in which language.
func (s *server) whereNeed(p templates.Page, n groups.Need) string {
	where := ""
	switch {
	case n.Attend == groups.Online:
		where = p.Say("wish.online", "country", p.Words.Country(n.Country))
	case n.Cell != "":
		where = s.nearCell(p, n.Cell)
	}
	if n.Lang == "" || where == "" {
		return where
	}
	return p.Say("wish.where", "where", where, "lang", p.Words.Language(n.Lang))
}

func (s *server) wishLine(p templates.Page, w groups.Wish) templates.WishLine {
	line := templates.WishLine{ID: w.ID, About: aboutNeed(p.Words, w.Need), Where: s.whereNeed(p, w.Need)}
	if w.Many > 0 {
		line.Many = p.Count("wish.many", w.Many)
	}
	return line
}

// wishForm is the form with what was written and what is to be looked at again.
func wishForm(p templates.Page, asked url.Values, problem error) templates.WishForm {
	f := templates.WishForm{Action: p.To("/start/wish"), Near: asked.Get("near")}
	lang := asked.Get("lang")
	if lang == "" {
		lang = p.Words.Lang()
	}
	f.Inputs = []templates.Input{
		{Name: "about", Kind: "select", Label: p.Say("wish.about"), Value: asked.Get("concern"), Options: concernOptions(p.Words), Error: wrong(p.Words, problem, "concern")},
		{Name: "words", Label: p.Say("wish.words"), Hint: p.Say("wish.words.hint"), Value: asked.Get("words"), Error: wrong(p.Words, problem, "words"), Autocomplete: "off"},
		{Name: "lang", Kind: "select", Label: p.Say("wish.lang"), Value: lang, Options: languageOptions(p.Words), Error: wrong(p.Words, problem, "lang")},
	}
	attend := asked.Get("attend")
	for _, one := range []string{groups.InPerson, groups.Online} {
		f.Attends = append(f.Attends, templates.Option{Value: one, Label: p.Say("wish.attend." + one), On: attend == one || attend == "" && one == groups.InPerson})
	}
	if problem != nil {
		f.Error = firstWrong(p.Words, fault.KindOf(problem), problem)
	}
	return f
}

// languageOptions are the languages that listings have, by name.
func languageOptions(words *message.Words) (all []templates.Option) {
	for _, tag := range vocabulary.Codes(vocabulary.FacetLanguage) {
		all = append(all, templates.Option{Value: tag, Label: words.Language(tag)})
	}
	message.SortBy(words, all, func(o templates.Option) string { return o.Label })
	return all
}

// needOf reads what somebody wishes. Of the place only what is coarse goes on from here.
func (s *server) needOf(form url.Values) groups.Need {
	need := groups.Need{Concern: form.Get("about"), Words: form.Get("words"), Attend: form.Get("attend"), Lang: form.Get("lang")}
	if at, _ := s.wherever(form.Get("near")); at != nil {
		need.Cell, need.Country = place.Coarse(at.Point), at.Country
	}
	return need
}

// leaveWish takes a wish in, and leads to the page on which it goes on.
func (s *server) leaveWish(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	secret, err := s.Groups.Wish(r.Context(), s.from(r), s.needOf(r.PostForm))
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, s.spoken(r).prefix+"/wish/"+secret)
	case kind == fault.Invalid || kind == fault.TooMany || kind == fault.Conflict:
		asked := r.PostForm
		asked.Set("concern", asked.Get("about"))
		return s.showStart(w, r, statuses[kind], asked, err)
	}
	return err
}

// joinWish takes somebody's part in a wish that others have.
func (s *server) joinWish(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", private)
	secret, err := s.Groups.JoinWish(r.Context(), s.from(r), r.PathValue("wish"))
	if err != nil {
		return err
	}
	return seeOther(w, r, s.spoken(r).prefix+"/wish/"+secret)
}

// reportWish asks why a wish should not stand, and tells the stewards.
func (s *server) reportWish(w http.ResponseWriter, r *http.Request) error {
	id, page := r.PathValue("wish"), s.reportPage(w, r)
	found, err := s.Groups.ShownWish(r.Context(), id)
	if err != nil {
		return err
	}
	return s.report(w, r, page, s.wishLine(page, found), func(words string) error { return s.Groups.ReportWish(r.Context(), s.from(r), id, words) })
}

// reportForming does the same about what a group says that forms.
func (s *server) reportForming(w http.ResponseWriter, r *http.Request) error {
	space, page := r.PathValue("space"), s.reportPage(w, r)
	found, err := s.Groups.ShownForming(r.Context(), space)
	if err != nil {
		return err
	}
	line := templates.WishLine{About: found.Name, Where: aboutNeed(page.Words, found.Need)}
	return s.report(w, r, page, line, func(words string) error { return s.Groups.ReportForming(r.Context(), s.from(r), space, words) })
}

func (s *server) reportPage(w http.ResponseWriter, r *http.Request) templates.Page {
	w.Header().Set("Cache-Control", private)
	page := s.page(r, s.spoken(r).words.Say("start.tab"))
	page.NoIndex = true
	return page
}

func (s *server) report(w http.ResponseWriter, r *http.Request, page templates.Page, line templates.WishLine, send func(words string) error) error {
	out := templates.WishReport{Action: r.URL.EscapedPath(), Line: line, Back: page.To("/start")}
	if r.Method != http.MethodPost {
		return s.render(w, r, http.StatusOK, templates.WishReportPage(page, out))
	}
	err := send(r.PostFormValue("words"))
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		out.Error = firstWrong(page.Words, kind, err)
		return s.render(w, r, statuses[kind], templates.WishReportPage(page, out))
	}
	if err != nil {
		return err
	}
	out.Sent = true
	return s.render(w, r, http.StatusOK, templates.WishReportPage(page, out))
}

// ownWish is the page of somebody who wishes.
func (s *server) ownWish(w http.ResponseWriter, r *http.Request) error {
	return s.showWish(w, r, http.StatusOK, templates.WishPage{})
}

func (s *server) showWish(w http.ResponseWriter, r *http.Request, status int, out templates.WishPage) error {
	w.Header().Set("Cache-Control", private)
	secret := r.PathValue("secret")
	mine, err := s.Groups.Wisher(r.Context(), secret)
	if err != nil {
		return err
	}
	page := s.doorPage(r, "")
	path := s.spoken(r).prefix + "/wish/" + secret
	out.Path, out.Link, out.About, out.Where = path, s.origin(r)+path, aboutNeed(page.Words, mine.Need), s.whereNeed(page, mine.Need)
	out.Shares, out.StandsIn, out.Ends = mine.Shares, mine.StandsIn, page.Words.Date(dayTime(mine.Ends))
	out.Many = page.Say("wish.few")
	if mine.Many > 0 {
		out.Many = page.Count("wish.many", mine.Many)
	}
	if mine.State != groups.Wished {
		out.State, out.Reason, out.Until = string(mine.State), mine.Reason, page.Words.Date(dayTime(mine.Until))
	}
	if mine.Space != "" {
		out.Door = "/g/" + mine.Space + "/wish/" + secret
	}
	if mine.Listing != "" {
		out.Listing = page.To("/groups/" + mine.Listing)
	}
	for _, n := range mine.Notes {
		out.Notes = append(out.Notes, templates.WishNote{Note: n.Note, Answer: n.Answer, Day: page.Words.Date(dayTime(n.Day))})
	}
	return s.render(w, r, status, templates.OwnWishPage(page, out))
}

// shareWork says that somebody would share the work, or would not.
func (s *server) shareWork(w http.ResponseWriter, r *http.Request) error {
	mine, err := s.Groups.Wisher(r.Context(), r.PathValue("secret"))
	if err != nil {
		return err
	}
	err = s.Groups.ShareWork(r.Context(), r.PathValue("secret"), r.PostFormValue("shares") != "", s.opening(r, wishPack, mine.Lang))
	return s.wishDone(w, r, err, templates.WishPage{})
}

// opening is what a new group begins with, in a language that Kith speaks.
func (s *server) opening(r *http.Request, kind, lang string) groups.Opening {
	if !s.Words.Has(lang) {
		lang = s.spoken(r).words.Lang()
	}
	words := s.Words.In(lang)
	return groups.Opening{Pack: kind, Lang: lang, Name: words.Say("start.new_group"), Founder: words.Say("founder.name"), Does: words.Say("founder.does")}
}

// noteToStewards leaves a note for who stands in.
func (s *server) noteToStewards(w http.ResponseWriter, r *http.Request) error {
	note := r.PostFormValue("note")
	err := s.Groups.NoteToStewards(r.Context(), s.from(r), r.PathValue("secret"), note)
	return s.wishDone(w, r, err, templates.WishPage{Note: note})
}

// wishDone shows somebody's wish again: as it stands now, or with what was wrong.
func (s *server) wishDone(w http.ResponseWriter, r *http.Request, err error, out templates.WishPage) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, s.spoken(r).prefix+"/wish/"+r.PathValue("secret"))
	case kind == fault.Invalid || kind == fault.TooMany || kind == fault.Conflict:
		out.Error = firstWrong(s.spoken(r).words, kind, err)
		if out.Note != "" || kind == fault.Invalid {
			out.NoteError, out.Error = out.Error, ""
		}
		return s.showWish(w, r, statuses[kind], out)
	}
	return err
}

// withdrawWish takes somebody's wish back.
func (s *server) withdrawWish(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", private)
	if err := s.Groups.WithdrawWish(r.Context(), r.PathValue("secret")); err != nil {
		return err
	}
	return seeOther(w, r, s.spoken(r).prefix+"/")
}

// startForm asks what kind of group it is, where the operator lets strangers start one.
func (s *server) startForm(p templates.Page) templates.StartForm {
	if !s.AnybodyStarts {
		return templates.StartForm{}
	}
	f := templates.StartForm{Action: p.To("/start/group")}
	s.startChoices(p, &f)
	return f
}

func (s *server) startChoices(p templates.Page, f *templates.StartForm) {
	for _, one := range pack.All() {
		f.Packs = append(f.Packs, templates.Option{Value: one.ID, Label: one.Name.In(p.Words.Lang())})
	}
	for _, tag := range s.Words.Languages() {
		f.Langs = append(f.Langs, templates.Option{Value: tag, Label: message.OwnName(tag)})
	}
}

// startGroup makes a group that forms for people who know each other, and shows the link for its first members once.
func (s *server) startGroup(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", private)
	path, err := s.Groups.Start(r.Context(), people.Actor{}, s.AnybodyStarts, s.from(r), s.opening(r, r.PostFormValue("pack"), r.PostFormValue("lang")))
	if err != nil {
		return err
	}
	out, err := s.started(r, path)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, templates.StartedPage(s.doorPage(r, ""), out))
}

func (s *server) started(r *http.Request, path string) (templates.Opened, error) {
	link := s.origin(r) + path
	image, err := drawCode(link)
	return templates.Opened{Link: link, Image: image}, err
}

// foundingHref leads from a search that found little to the page on how to start, with what was sought. On a shared device
// no words go into an address.
func (f *finding) foundingHref() string {
	if f.post {
		return f.To("/start")
	}
	v := url.Values{}
	if concern := f.sought.Values.Get("concern"); concern != "" && !strings.HasPrefix(concern, "!") {
		v.Set("concern", concern)
	}
	if f.sought.Place != nil {
		v.Set("near", nearOf(*f.sought.Place))
	}
	if len(v) == 0 {
		return f.To("/start")
	}
	return f.To("/start?" + v.Encode())
}
