package web

import (
	"context"
	"net/http"

	"kith/internal/message"
)

// told is what is known of a request before its handler runs. One goes with each request, and those that find something
// out note it there.
type told struct {
	id     string
	spoken spoken
}

type toldKey struct{}

func withTold(r *http.Request, t *told) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), toldKey{}, t))
}

// toldOf is what is known of a request; nothing where it did not come through identify.
func toldOf(r *http.Request) *told {
	if t, ok := r.Context().Value(toldKey{}).(*told); ok {
		return t
	}
	return new(told)
}

func requestID(r *http.Request) string { return toldOf(r).id }

// spoken is the language of an answer, and the prefix of the address when the address named it.
type spoken struct {
	words  *message.Words
	prefix string
}

// spoken is the language that a request is answered in.
func (s *server) spoken(r *http.Request) spoken {
	if sp := toldOf(r).spoken; sp.words != nil {
		return sp
	}
	return spoken{words: s.Words.In(message.English)}
}
