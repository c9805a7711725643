package web

import (
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/people"
	"kith/internal/web/assets"
	"kith/internal/web/templates"
)

// sessionCookie holds a session's token. Its path is the space's, so that a browser never sends it to another; __Secure-
// makes the browser refuse it over plain HTTP. (__Host- would forbid a path.)
const sessionCookie = "__Secure-kith"

// languageCookie holds the language chosen inside a space, where addresses name none: the session's cookie has one path.
const languageCookie = "kith-language"

// visit is somebody who is signed in to a space.
type visit struct {
	by      people.Actor
	session string
}

// base is the path of the space without the slash at its end.
func (v visit) base() string { return "/g/" + v.by.Space }

// spaceHandler answers somebody who is signed in.
type spaceHandler func(http.ResponseWriter, *http.Request, visit) error

// inside lets those in who are signed in to the space that the address names. A stranger gets the sign-in page, which is
// the same to the byte whether the space exists or not.
func (s *server) inside(h spaceHandler) handler {
	return s.evenRemoved(func(w http.ResponseWriter, r *http.Request, v visit) error {
		if v.by.Removed {
			return s.removed(w, r, v)
		}
		return h(w, r, v)
	})
}

// evenRemoved is inside, for what is open to those too who are removed from the group. Everything else is closed to them
// here, in one place.
func (s *server) evenRemoved(h spaceHandler) handler {
	return s.atDoor(func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.visit(r)
		if fault.KindOf(err) == fault.NotFound {
			return s.stranger(w, r, templates.SignIn{})
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", spacePolicy(r.Host, v.base()+"/"))
		if hasMoved(r, v) {
			return s.movedAway(w, r, v)
		}
		if err := s.stays(r, v); err != nil {
			return err
		}
		return s.orProve(w, r, v, h(w, r, v))
	})
}

// atDoor prepares every answer under a space's path: nothing is stored, nothing tells two answers apart, and the language
// comes from a cookie of the space.
func (s *server) atDoor(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Cache-Control", private)
		header.Set("Content-Security-Policy", doorPolicy)
		header.Del(requestHeader)
		if s.spoken(r).prefix != "" {
			return s.chooseLanguage(w, r)
		}
		s.chosenLanguage(r)
		return h(w, r)
	}
}

// chooseLanguage keeps the language of an address such as /es/g/… and goes on to the address without it, the only one at
// which the session holds.
func (s *server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	keepLanguage(w, r, s.spoken(r).words.Lang())
	http.Redirect(w, r, r.URL.RequestURI(), http.StatusSeeOther)
	return nil
}

// keepLanguage has a space answer in a language from now on.
func keepLanguage(w http.ResponseWriter, r *http.Request, lang string) {
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: lang, Path: "/g/" + r.PathValue("space") + "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// chosenLanguage has a request answered in the language that was chosen, else it stays the browser's.
func (s *server) chosenLanguage(r *http.Request) {
	if c, err := r.Cookie(languageCookie); err == nil && s.Words.Has(c.Value) {
		toldOf(r).spoken = spoken{words: s.Words.In(c.Value)}
	}
}

// mostCookies is how many session cookies are looked at. A browser sends one, unless a script put others beside it.
const mostCookies = 4

// visit says who asks; NotFound when nobody is signed in. A cookie that a script of another space put under a longer path
// comes first and does not hold; one that holds beside another makes it unclear who asks, so that it is nobody.
func (s *server) visit(r *http.Request) (v visit, err error) {
	cookies := r.CookiesNamed(sessionCookie)
	if len(cookies) == 0 {
		cookies = []*http.Cookie{{}} // asks the database like any other, so that an answer takes no less time
	}
	for _, c := range cookies[:min(len(cookies), mostCookies)] {
		by, session, err := s.People.Who(r.Context(), r.PathValue("space"), c.Value)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return visit{}, err
		}
		if v.session != "" && v.session != session {
			return visit{}, fault.New(fault.NotFound, "", nil)
		}
		v = visit{by, session}
	}
	if v.session == "" {
		return visit{}, fault.New(fault.NotFound, "", nil)
	}
	return v, nil
}

// doorPolicy is that of pages for strangers. It names no path, as the address must not show in them; instead their script
// may connect to nothing.
const doorPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
	"manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

var hostName = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

// spacePolicy keeps a page inside its own space: cookie paths are no isolation, since a page of one space could fetch
// another. Scripts, styles, fonts and drawings come from the built files alone, so that not even a picture can ask another space. A
// host that a policy cannot name with a path is let down to the whole site.
func spacePolicy(host, path string) string {
	own, built := "'self'", "'self'"
	if hostName.MatchString(host) {
		own, built = host+path, host+assets.Prefix
	}
	return "default-src 'none'; script-src " + built + "; style-src " + built + "; img-src " + built + " " + own + "; font-src " + built +
		"; connect-src " + own + "; manifest-src 'self'; form-action " + own + "; frame-src " + own +
		"; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

// spacePage begins a page of a space: not for search engines, and with no absolute address in it.
func (s *server) spacePage(r *http.Request, title string) templates.Page {
	page := s.page(r, title)
	page.Section = templates.AtDoor
	page.NoIndex = true
	page.Site.BaseURL = ""
	return page
}

// desk is the frame of the pages of a space.
func (s *server) desk(r *http.Request, v visit, here, title string) (templates.Page, templates.Desk) {
	page := s.spacePage(r, title)
	page.Section = templates.Steward
	return page, templates.Desk{Base: v.base(), Name: v.by.Name, Here: here, Steward: v.by.Has(people.Steward)}
}

// frame is the frame of a page about listings: the steward's desk, or the room of the group that keeps its own.
func (s *server) frame(r *http.Request, v visit, here, title string) (templates.Page, templates.Desk, error) {
	if !groups.IsRoom(v.by.Kind) {
		page, desk := s.desk(r, v, here, title)
		return page, desk, nil
	}
	room, err := s.room(r, v, "meetings")
	room.page.Title = title
	return room.page, room.desk, err
}

// openSession gives the browser its session, ends the one that it had here before, and goes to the space, or to where somebody
// showed anew that it is them.
func (s *server) openSession(w http.ResponseWriter, r *http.Request, in people.SignedIn) error {
	if err := s.setSession(w, r, in); err != nil {
		return err
	}
	return seeOther(w, r, "/g/"+r.PathValue("space")+"/"+backTo(r))
}

// setSession gives the browser its session, and ends the one that it had here before.
func (s *server) setSession(w http.ResponseWriter, r *http.Request, in people.SignedIn) error {
	if old, err := r.Cookie(sessionCookie); err == nil {
		if err := s.People.EndEarlier(r.Context(), r.PathValue("space"), old.Value); err != nil {
			return err
		}
	}
	c := &http.Cookie{Name: sessionCookie, Value: in.Token, Path: "/g/" + r.PathValue("space") + "/", Secure: true, HttpOnly: true,
		SameSite: http.SameSiteLaxMode}
	if !in.Shared {
		c.Expires = in.Ends
	}
	http.SetCookie(w, c)
	return nil
}

// closeSession takes the session from the browser.
func closeSession(w http.ResponseWriter, v visit) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: v.base() + "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: -1, Expires: time.Unix(0, 0)})
}

// seeOther goes on to another page of the same site after a change.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// from is where a request comes from, for limits: the network, which is hashed at once and never kept. Behind a
// proxy that the operator named it is what that proxy says last; what others say of themselves is not believed.
func (s *server) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if !slices.Contains(s.Proxies, host) {
		return network(host)
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	if last := strings.TrimSpace(said[len(said)-1]); net.ParseIP(last) != nil {
		return network(last)
	}
	return host
}

// network is an address as limits count it. Whoever has one of IPv6 has all 2^64 of its network, so that is one.
func network(host string) string {
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if address = address.Unmap(); address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address.WithZone(""), 64).Masked().String()
}

// up leads from the request's path back to the space, as "../" for each step, so that a page needs no address.
func up(r *http.Request) string {
	rest := strings.TrimPrefix(r.URL.Path, "/g/"+r.PathValue("space")+"/")
	return strings.Repeat("../", strings.Count(rest, "/"))
}

// nowhereInside answers for every address in a space that is not there.
func (s *server) nowhereInside(http.ResponseWriter, *http.Request, visit) error {
	return fault.New(fault.NotFound, "", nil)
}
