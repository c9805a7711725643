package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fault"
	"kith/internal/notices"
	"kith/internal/web/templates"
)

// notices is how a member is told that there is something new.
func (s *server) notices(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showNotices(w, r, v, http.StatusOK, templates.Notices{Saved: r.URL.Query().Has("saved")})
}

func (s *server) showNotices(w http.ResponseWriter, r *http.Request, v visit, status int, out templates.Notices) error {
	room, err := s.room(r, v, "me")
	if err != nil {
		return err
	}
	now, err := s.Notices.Of(r.Context(), v.by)
	if err != nil {
		return err
	}
	page := room.page
	page.Islands = []string{"notices"}
	out.Mail, out.Push, out.Key = s.Notices.ByMail(), s.Notices.ByPush(), s.Notices.PushKey()
	out.Means, out.Waiting, out.Broken, out.Closed = string(now.Means), now.Means != "" && !now.Confirmed, now.Broken, now.Closed
	out.Pace, out.From, out.To, out.Zone, out.Link = string(now.Pace), strconv.Itoa(now.From), strconv.Itoa(now.To), now.Zone, now.Link
	for _, kind := range notices.Kinds() {
		out.Kinds = append(out.Kinds, templates.Option{Value: string(kind), Label: page.Say("notices.kind." + string(kind)), On: slices.Contains(now.Kinds, kind)})
	}
	for _, pace := range notices.Paces() {
		out.Paces = append(out.Paces, templates.Option{Value: string(pace), Label: page.Say("notices.pace." + string(pace))})
	}
	for hour := range 24 {
		out.Hours = append(out.Hours, templates.Option{Value: strconv.Itoa(hour), Label: page.Words.ClockAt(hour * 60)})
	}
	out.Zones = zoneOptions(now.Zone)
	w.Header().Set("Content-Security-Policy", workerPolicy(r.Host, v.base()+"/"))
	return s.render(w, r, status, templates.NoticesPage(page, room.desk, out))
}

// zoneOptions are the zones that are offered, and the one that was chosen.
func zoneOptions(chosen string) (all []templates.Option) {
	offered := zones
	if !slices.Contains(zones, chosen) {
		offered = append(slices.Clone(zones), chosen)
	}
	for _, zone := range offered {
		all = append(all, templates.Option{Value: zone, Label: strings.ReplaceAll(zone, "_", " ")})
	}
	return all
}

// workerPolicy is that of a page of a space which may register the space's own service worker.
func workerPolicy(host, path string) string {
	worker := "'self'"
	if hostName.MatchString(host) {
		worker = host + path + "notices.js"
	}
	return strings.Replace(spacePolicy(host, path), "trusted-types 'none'", "trusted-types kith", 1) + "; worker-src " + worker
}

// noticesWorker is the service worker of a space's notices, the same at every space's address.
func (s *server) noticesWorker(w http.ResponseWriter, r *http.Request) error {
	s.Assets.ServeNamed("notices-worker.js")(w, r)
	return nil
}

// setMail takes a mail address, to which a code goes.
func (s *server) setMail(w http.ResponseWriter, r *http.Request, v visit) error {
	address, lang := r.PostFormValue("address"), s.spoken(r).words.Lang()
	err := s.Notices.SetMail(r.Context(), v.by, address, lang, r.PostFormValue("zone"))
	return s.noticesDone(w, r, v, err, templates.Notices{Address: address}, "")
}

// setPush takes a browser, to which a code goes.
func (s *server) setPush(w http.ResponseWriter, r *http.Request, v visit) error {
	given := notices.Subscription{Endpoint: r.PostFormValue("endpoint"), P256dh: r.PostFormValue("p256dh"), Auth: r.PostFormValue("auth")}
	err := s.Notices.SetPush(r.Context(), v.by, given, s.spoken(r).words.Lang(), r.PostFormValue("zone"))
	return s.noticesDone(w, r, v, err, templates.Notices{}, "")
}

// confirmNotices takes the code.
func (s *server) confirmNotices(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.noticesDone(w, r, v, s.Notices.Confirm(r.Context(), v.by, r.PostFormValue("code")), templates.Notices{}, "?saved")
}

// chooseNotices changes what a member is told, and when.
func (s *server) chooseNotices(w http.ResponseWriter, r *http.Request, v visit) error {
	choices, err := choicesOf(r)
	if err == nil {
		choices.Lang = s.spoken(r).words.Lang()
		err = s.Notices.Choose(r.Context(), v.by, choices)
	}
	return s.noticesDone(w, r, v, err, templates.Notices{}, "?saved")
}

// choicesOf is what was chosen.
func choicesOf(r *http.Request) (c notices.Choices, err error) {
	if err := r.ParseForm(); err != nil {
		return c, fault.Wrap(fault.Invalid, err)
	}
	c = notices.Choices{Pace: notices.Pace(r.PostForm.Get("pace")), Zone: r.PostForm.Get("zone"), Link: r.PostForm.Has("link"), From: -1, To: -1}
	for _, kind := range r.PostForm["kind"] {
		c.Kinds = append(c.Kinds, notices.Kind(kind))
	}
	if hour, err := strconv.Atoi(r.PostForm.Get("from")); err == nil {
		c.From = hour
	}
	if hour, err := strconv.Atoi(r.PostForm.Get("to")); err == nil {
		c.To = hour
	}
	return c, nil
}

// removeNotices forgets a member's contact.
func (s *server) removeNotices(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.noticesDone(w, r, v, s.Notices.Remove(r.Context(), v.by), templates.Notices{}, "")
}

// noticesDone goes back to the page, or says there what was wrong.
func (s *server) noticesDone(w http.ResponseWriter, r *http.Request, v visit, err error, out templates.Notices, then string) error {
	words, kind := s.spoken(r).words, fault.KindOf(err)
	switch {
	case err == nil:
		return seeOther(w, r, v.base()+"/me/notices"+then)
	case kind != fault.Invalid && kind != fault.Conflict && kind != fault.TooMany && kind != fault.Unavailable:
		return err
	}
	out.AddressError, out.CodeError, out.ZoneError = wrong(words, err, "address"), wrong(words, err, "code"), wrong(words, err, "zone")
	if out.AddressError+out.CodeError+out.ZoneError == "" {
		out.Error = firstWrong(words, kind, err)
	}
	return s.showNotices(w, r, v, statuses[kind], out)
}

// endingNotices asks whoever came by the link in a notice. It is the same for every link.
func (s *server) endingNotices(w http.ResponseWriter, r *http.Request) error {
	return s.showEnding(w, r, templates.NoticesEnd{Path: r.URL.Path})
}

// endNotices ends the notices that had this link. Mail programs ask for it by themselves (RFC 8058).
func (s *server) endNotices(w http.ResponseWriter, r *http.Request) error {
	if err := s.Notices.End(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return s.showEnding(w, r, templates.NoticesEnd{Done: true})
}

func (s *server) showEnding(w http.ResponseWriter, r *http.Request, out templates.NoticesEnd) error {
	w.Header().Set("Cache-Control", private)
	page := s.page(r, "")
	page.NoIndex = true
	return s.render(w, r, http.StatusOK, templates.NoticesEndPage(page, out))
}
