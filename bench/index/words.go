package bench

import "kith/internal/schedule"

var (
	firstWords = []string{
		"Serenity", "New", "Friday", "Sunrise", "Happy", "Living", "Keep It", "One Day", "Hope", "Courage", "Early", "Back to",
		"Grateful", "Open", "Wednesday", "Noon", "Candlelight", "First", "Freedom", "Honest", "Gentle", "Steady", "Women's",
		"Brothers", "Quiet", "Second", "Morning", "Northside", "Harbour", "Lifeline", "Nueva", "Simple", "Bridge", "Lighthouse",
		"Common", "Tuesday", "Primary", "Traditional", "Downtown", "Rainbow", "Clear", "Evening", "Sober", "Unity",
	}
	lastWords = []string{
		"Group", "Hope", "Night", "Circle", "Hour", "Sober", "Simple", "Seekers", "Beginnings", "Basics", "Friends", "Steps",
		"Meeting", "Solutions", "Awakening", "Fellowship", "Purpose", "Vida", "Reflections", "Nooners", "Recovery", "Survivors",
		"Welcome", "Path", "Together", "Sharing", "Travellers", "Discovery", "Speakers", "Study", "Home", "Acceptance",
	}
	venueOwners = []string{
		"St Mark", "Grace Lutheran", "First Methodist", "Our Saviour", "Riverside", "Trinity", "Holy Name", "Bethany", "City",
		"Alano", "Unity", "Mount Olive", "Central", "Zion", "St Thomas", "Wesley", "Lakeside", "Calvary", "Memorial", "Westside",
	}
	venueKinds  = []string{"Church", "Hall", "Community Center", "Clubhouse", "Hospital", "Library", "Parish House", "School"}
	streetKinds = []string{"Street", "Avenue", "Road", "Boulevard", "Lane"}
	syllables   = []string{
		"al", "ber", "can", "dor", "el", "fair", "glen", "har", "il", "jan", "kel", "lin", "mar", "nor", "oak", "pen", "quin",
		"ros", "san", "tor", "ul", "ver", "wil", "yor", "zel", "ash", "brook", "cles", "dun", "est",
	}
	endings    = []string{"ton", "ville", "field", "ford", "burg", "wood", "port", "land", "by", "stead", "mouth", "ham"}
	programmes = []string{"aa", "aa", "aa", "aa", "na", "na", "al-anon", "smart", "grief", "dbsa"}
	concernsOf = map[string][]string{
		"aa": {"alcohol", "addiction"}, "na": {"drugs", "addiction"}, "al-anon": {"family-of-drinkers", "family"},
		"smart": {"addiction"}, "grief": {"bereavement", "grief"}, "dbsa": {"mood", "mental-health"},
	}
	formats = []string{
		"open", "closed", "discussion", "speaker", "step-study", "big-book", "beginners", "literature", "meditation",
		"candlelight", "tradition", "birthday", "topic", "text-study", "as-bill-sees-it", "daily-reflections", "grapevine",
	}
	audiences = []string{"women", "men", "young", "lgbtq", "seniors", "professionals"}
	accesses  = []string{"step-free", "lift", "accessible-toilet", "hearing-loop", "childcare", "transit"}
	zones     = []string{
		"Pacific/Auckland", "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago",
		"America/New_York", "America/Bogota", "America/Sao_Paulo", "Atlantic/Azores", "Europe/London", "Europe/Paris",
		"Africa/Cairo", "Europe/Moscow", "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Bangkok", "Asia/Shanghai",
		"Asia/Tokyo", "Australia/Brisbane", "Australia/Sydney", "Pacific/Noumea",
	}
	starts = []schedule.Clock{
		360, 390, 420, 420, 450, 480, 540, 540, 600, 600, 630, 660, 720, 720, 720, 735, 750, 780, 840, 960, 1020, 1050, 1080,
		1080, 1080, 1095, 1110, 1110, 1140, 1140, 1140, 1140, 1155, 1170, 1170, 1170, 1200, 1200, 1200, 1200, 1230, 1260, 1320,
	}
	synonyms = map[string][]string{
		"alcohol": {"alcohol", "drinking", "alcoholism", "sobriety"}, "drugs": {"drugs", "narcotics", "clean"},
		"addiction": {"addiction", "substance use", "dependency"}, "bereavement": {"bereavement", "mourning", "loss"},
		"grief": {"grief", "death of a loved one"}, "family": {"family", "relatives"}, "mood": {"depression", "bipolar"},
		"mental-health": {"mental health"}, "aa": {"alcoholics anonymous", "aa"}, "na": {"narcotics anonymous", "na"},
		"smart": {"smart recovery"}, "al-anon": {"al-anon", "alanon"},
	}
)

// Words gives the words for a code, as a vocabulary does.
func Words(facet, code string) []string {
	if facet == "concern" || facet == "programme" {
		return synonyms[code]
	}
	return nil
}
