package webtest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestChecks(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Accept")
	w.WriteHeader(http.StatusTeapot)
	_, _ = w.WriteString("a short and stout pot")
	for line, want := range map[string]bool{
		"status == 418": true, "status != 418": false, "body contains stout": true, "body !contains stout": false,
		"body ~ ^a .* pot$": true, "body == a": false, "header Vary == Accept": true, "header Vary contains Cookie": false, "header None ==": true,
	} {
		if err := check(w, line); (err == nil) != want {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, line := range []string{"body has stout", "body ~ (", "colour == red"} {
		if check(w, line) == nil {
			t.Errorf("%q was taken", line)
		}
	}
}

func TestSplit(t *testing.T) {
	cases := split("# first\n\nGET /a\nstatus == 200\n# between\nbody == x\n\n\nGET /b\nstatus == 404")
	if len(cases) != 2 || cases[0].line != 3 || len(cases[0].lines) != 3 || cases[1].lines[0] != "GET /b" {
		t.Errorf("%+v", cases)
	}
}
