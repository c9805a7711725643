package feeds

import (
	"regexp"
	"strings"
)

// attendance is the evidence of how one attends a meeting.
type attendance struct {
	said      string // TSML's attendance_option
	closed    bool   // "temporarily closed" (TC) is among the types
	online    bool   // a conference link, or a type that says so
	phone     bool   // a conference number
	place     bool   // somewhere to go: an address that is not only a town
	scheduled bool
}

// conclude gives the code of vocabulary facet "attend", and whether it was inferred rather than said. The rules are
// Meeting Guide's: a place that is temporarily closed is nowhere to go, and a meeting that still has a link or a number
// goes on there.
func (a attendance) conclude() (attend string, inferred bool) {
	there := a.place && !a.closed
	switch said := strings.ToLower(a.said); {
	case said == "inactive", said == "in_person" && a.closed:
		return "closed", false
	case said == "online" && a.phone && !a.online:
		return "phone", false
	case said == "hybrid" && a.closed:
		return "online", false
	case said == "in_person", said == "online", said == "hybrid":
		return said, false
	case a.online && there:
		return "hybrid", true
	case a.online:
		return "online", true
	case a.phone && there:
		return "hybrid", true
	case a.phone:
		return "phone", true
	case a.closed:
		return "closed", false
	case there && a.scheduled:
		return "in_person", true
	}
	return "arranged", true
}

var virtual = regexp.MustCompile(`(?i)^(?:online|on-line|virtual|zoom|internet|en l[ií]nea|por zoom|skype|google meet)\b|\b(?:zoom meeting|online only|online meeting|virtual meeting|solo en l[ií]nea)\b`)

// virtualPlace says whether the name of a place says that there is none.
func virtualPlace(name string) bool { return virtual.MatchString(name) }
