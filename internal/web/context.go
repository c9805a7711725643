package web

import (
	"context"
	"net/http"

	"kith/internal/message"
)

type contextKey int

const (
	requestKey contextKey = iota
	spokenKey
)

func withRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestKey).(string)
	return id
}

// spoken is the language of an answer, and the prefix of the address when the address named it.
type spoken struct {
	words  *message.Words
	prefix string
}

// spoken is the language that a request is answered in.
func (s *server) spoken(r *http.Request) spoken {
	if sp, ok := r.Context().Value(spokenKey).(spoken); ok {
		return sp
	}
	return spoken{words: s.Words.In(message.English)}
}
