package people

import (
	"strconv"
	"strings"
	"time"

	"kith/internal/store"
)

// grain is how finely a session knows when it was used, and when a way in was last shown.
const grain = 5 * time.Minute

// stamp is a moment as a session keeps it: the hash of a count of grains with the session's token. Whoever has the token can
// try the few counts that matter; the database alone tells nothing. What keeps two stamps of one moment apart.
func stamp(token, what string, count int64) string {
	return HashOf(what + " " + strconv.FormatInt(count, 10) + " " + token)
}

// grains counts the grains up to a moment.
func grains(at time.Time) int64 { return at.Unix() / int64(grain/time.Second) }

// stamped finds the count of a stamp that is no older than a time, to the grain; false when it is older.
func stamped(have, token, what string, now time.Time, oldest time.Duration) (count int64, ok bool) {
	for count = grains(now); count >= grains(now.Add(-oldest)); count-- {
		if stamp(token, what, count) == have {
			return count, true
		}
	}
	return 0, false
}

// grainEnd is the end of a count of grains, in unix milliseconds.
func grainEnd(count int64) int64 { return (count + 1) * grain.Milliseconds() }

// endingToken is a secret with an end in it, in unix milliseconds. It is hashed with its end, so that nobody can change that,
// and the database need not know it.
func endingToken(end int64) string { return NewSecret() + "." + strconv.FormatInt(end, 36) }

// tokenEnd is the end that lies in a token, in unix milliseconds; 0 when none does.
func tokenEnd(token string) int64 {
	_, text, _ := strings.Cut(token, ".")
	end, _ := strconv.ParseInt(text, 36, 64) // what is no number is no end
	return end
}

// dayEnd is a moment rounded up to a whole day, in unix milliseconds: what is stored tells no moment.
func dayEnd(at time.Time) int64 {
	day := at.UTC().Truncate(24 * time.Hour)
	if day.Before(at) {
		day = day.Add(24 * time.Hour)
	}
	return store.Millis(day)
}
