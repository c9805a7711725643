package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestANumberBehindANameIsTold after coming in, and only where there is one.
func TestANumberBehindANameIsTold(t *testing.T) {
	k, base, _, token := doorRig(t)
	k.ask(token, base+"/entrance", url.Values{"door": {"open"}})
	for _, c := range []struct{ name, to string }{{" rosa ", base + "/first?numbered=1"}, {" Noor ", base + "/first"}} {
		self := url.Values{"name": {c.name}, "version": {"1"}}
		_, rest, _ := strings.Cut(k.ask("", base+"/door/card", self).Body.String(), `name="offered" value="`)
		code, _, _ := strings.Cut(rest, `"`)
		self.Set("code", code)
		self.Set("offered", code)
		w := k.ask("", base+"/door/card", self)
		if w.Header().Get("Location") != c.to {
			t.Errorf("%q is led to %s", c.name, w.Header().Get("Location"))
		}
		page := k.ask(w.Result().Cookies()[0].Value, w.Header().Get("Location"), nil).Body.String()
		if strings.Contains(page, "You have a number behind your name") != (c.name == " rosa ") {
			t.Errorf("%q reads %.800s", c.name, text(page))
		}
	}
}

// TestADoorSpeaksTheOtherLanguage without its address in a link, and answers the same where there is none.
func TestADoorSpeaksTheOtherLanguage(t *testing.T) {
	k, base, _, token := doorRig(t)
	page := k.ask(token, base+"/entrance/invite", url.Values{"uses": {"1"}, "days": {"7"}}).Body.String()
	_, rest, _ := strings.Cut(page, base+"/join/")
	secret, _, _ := strings.Cut(rest, "<")
	join := base + "/join/" + secret
	page = k.ask("", join, nil).Body.String()
	if !strings.Contains(page, `name="lang" value="es"`) || strings.Contains(page, `href="/es`) {
		t.Errorf("%s", page)
	}
	w := k.ask("", join, url.Values{"lang": {"es"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "./"+secret {
		t.Fatalf("status %d, to %q", w.Code, w.Header().Get("Location"))
	}
	r, _ := http.NewRequest(http.MethodGet, join, nil)
	r.AddCookie(w.Result().Cookies()[0])
	recorded := k.serve(r)
	want(t, recorded, "Nuestro acuerdo")
	if w := k.ask("", join, url.Values{"lang": {"../x"}}); len(w.Result().Cookies()) != 0 {
		t.Error("a language that there is not was kept")
	}
}

// TestASeekerAsksAQuestion without coming in, reads the answer, and takes it back.
func TestASeekerAsksAQuestion(t *testing.T) {
	k, base, _, token := doorRig(t)
	k.ask(token, base+"/entrance", url.Values{"door": {"open"}})
	w := k.ask("", base+"/door/knock", url.Values{"note": {"Is there a step?"}})
	knock := w.Header().Get("Location")
	want(t, k.ask("", knock, nil).Body.String(), "Your note is with the group", "Is there a step?")
	want(t, k.ask(token, base+"/", nil).Body.String(), "1 person is at the door")
	page := k.ask(token, base+"/entrance", nil).Body.String()
	want(t, page, "asks a question", "Is there a step?")
	_, rest, _ := strings.Cut(page, `name="id" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if w := k.ask(token, base+"/entrance/answer", url.Values{"id": {id}, "state": {"answered"}, "answer": {"No step."}}); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	want(t, k.ask("", knock, nil).Body.String(), "The group has answered", "No step.")
	if w := k.ask("", knock+"/withdraw", url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	if w := k.ask("", knock, nil); w.Code != http.StatusNotFound {
		t.Errorf("taken back, and still there: status %d", w.Code)
	}
}

// TestTheFirstDaysUseTheGroupsWords: a group of another pack calls its companions otherwise.
func TestTheFirstDaysUseTheGroupsWords(t *testing.T) {
	k, base, _, token := doorRig(t)
	want(t, k.ask(token, base+"/first", nil).Body.String(), "Your companion for the first days", "The next gathering")
	if w := k.ask(token, base+"/first/pick", url.Values{"companion": {"nobody"}}); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
	for _, form := range []url.Values{{"text": {"kept text"}}, {"text": {""}, "agreed": {"1"}}} {
		w := k.ask(token, base+"/stories", form)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), form.Get("text")) {
			t.Errorf("%v: status %d", form, w.Code)
		}
	}
}

// serve answers a request that was made by hand.
func (k *deskRig) serve(r *http.Request) string {
	w := httptest.NewRecorder()
	k.site.ServeHTTP(w, r)
	return w.Body.String()
}
