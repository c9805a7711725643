package store

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// NewListingID makes an id for listings and money: a UUIDv7 (RFC 9562), so that rows made together lie together.
func NewListingID() string { return uuid.Must(uuid.NewV7()).String() }

// NewPersonID makes an id for anything about people: a random UUIDv4, which tells nothing about when.
func NewPersonID() string { return uuid.NewString() }

// IsID says whether a text is an id as NewPersonID makes them.
func IsID(text string) bool {
	return len(text) == len(uuid.UUID{}.String()) && uuid.Validate(text) == nil
}

// Millis is how a moment stands in the database: Unix milliseconds.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// FromMillis is the moment of Unix milliseconds, in UTC.
func FromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// Params is the text of count parameters beginning with number first: Params(2, 3) is "$2, $3, $4". It serves IN (…).
func Params(first, count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	return b.String()
}
