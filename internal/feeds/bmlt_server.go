package feeds

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/directory"
	"kith/internal/fold"
	"kith/internal/lists"
	"kith/internal/people"
	"kith/internal/place"
	"kith/internal/schedule"
)

// BMLTServer answers the questions of BMLT's semantic API (doc/api.md) from one state of the listings. It holds what is
// public and can be told by a day of the week and a time; it is safe for use by several goroutines.
type BMLTServer struct {
	publisher *Publisher
	uri       string // root_server_uri
	locate    func(text string) (place.Point, bool)
	meetings  []bmltMeeting   // by number
	bodies    []serviceBody   // by number
	formats   []format        // those in use, by id
	samples   map[string]bool // ids of the sources whose listings stay here
}

// bmltMeeting is one meeting, ready to be asked about. What a search looks at first stands together; the values stand one
// behind another in one text.
type bmltMeeting struct {
	weekday  int64 // 1 is Sunday
	body     int64
	number   int64
	at       place.Point
	located  bool
	venue    int64   // 1 in person, 2 online, 3 both
	start    int     // minutes from midnight
	duration int     // minutes; 0: unknown
	formats  []int64 // ids, ascending
	listing  string
	searched string           // the folded words that SearchString looks through
	text     string           // all values
	ends     [keyCount]uint32 // where each value ends in text
}

// value is one field as text.
func (m *bmltMeeting) value(k bmltKey) string {
	if k == 0 {
		return m.text[:m.ends[0]]
	}
	return m.text[m.ends[k-1]:m.ends[k]]
}

func (m *bmltMeeting) keep(values *[keyCount]string) {
	var b strings.Builder
	for k, v := range values {
		b.WriteString(v)
		m.ends[k] = uint32(b.Len())
	}
	m.text = b.String()
	var words []string
	for _, k := range searchedKeys {
		words = append(words, values[k])
	}
	m.searched = fold.Fold(strings.Join(words, " "))
}

// NewBMLTServer reads the listings. locate finds places for StringSearchIsAnAddress.
func NewBMLTServer(ctx context.Context, p *Publisher, d *directory.Directory, now time.Time, locate func(string) (place.Point, bool)) (*BMLTServer, error) {
	s := &BMLTServer{publisher: p, uri: p.BaseURL + "/main_server", locate: locate, samples: map[string]bool{}}
	around, err := s.readBodies(ctx, d)
	if err != nil {
		return nil, err
	}
	used := map[int64]format{}
	for w, err := range p.going(d.AllMeetings(ctx), now) {
		if err != nil {
			return nil, err
		}
		if w.Meeting().Schedule.Repeats != schedule.Never {
			s.meetings = append(s.meetings, s.meeting(w, around, used, now))
		}
	}
	slices.SortFunc(s.meetings, func(a, b bmltMeeting) int { return cmp.Compare(a.number, b.number) })
	for _, f := range used {
		s.formats = append(s.formats, f)
	}
	slices.SortFunc(s.formats, func(a, b format) int { return cmp.Compare(a.id, b.id) })
	if slices.ContainsFunc(s.meetings, func(m bmltMeeting) bool { return m.body == house }) {
		s.addHouse()
	}
	return s, nil
}

// surroundings are what meetings are described with.
type surroundings struct {
	bodies  map[string]int64 // number of an organisation
	servers map[string]bool  // ids of the sources that are BMLT servers
}

func (s *BMLTServer) readBodies(ctx context.Context, d *directory.Directory) (*surroundings, error) {
	sources, err := d.Sources(ctx, people.Operator()) // of which only the kind is told
	if err != nil {
		return nil, err
	}
	all, err := d.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	around := &surroundings{bodies: bodyNumbers(all), servers: map[string]bool{}}
	for _, src := range sources {
		around.servers[src.ID] = src.Kind == string(BMLT)
		s.samples[src.ID] = src.Sample && !s.publisher.Sample
	}
	s.bodies = bodiesFrom(all, around.bodies, func(l *directory.Listing) bool { return s.samples[l.Source] })
	return around, nil
}

// addHouse adds the body of those that belong to none. Its number is the highest of those below ownBodies.
func (s *BMLTServer) addHouse() {
	b := serviceBody{id: house, about: &directory.Organisation{Name: s.publisher.Words.Say("feeds.house")}}
	i, _ := slices.BinarySearchFunc(s.bodies, house, func(b serviceBody, n int64) int { return cmp.Compare(b.id, n) })
	s.bodies = slices.Insert(s.bodies, i, b)
}

func (s *BMLTServer) meeting(w *directory.Whole, around *surroundings, used map[int64]format, now time.Time) bmltMeeting {
	m := w.Meeting()
	out := bmltMeeting{number: w.Listing.Number, listing: w.Listing.ID, weekday: int64(dayOf(&m.Schedule)) + 1,
		start: int(m.Schedule.Start), duration: int(m.Schedule.Duration), venue: venueNumber(m.Attend), body: house}
	v := [keyCount]string{keyBodyName: s.publisher.Words.Say("feeds.house")}
	if len(w.Organisations) > 0 {
		out.body = around.bodies[w.Organisations[0].ID]
		v[keyBodyName] = w.Organisations[0].Content.Title()
	}
	if world, ok := strings.CutPrefix(w.Group.Native, "group:"); ok && around.servers[w.Group.Source] && world != hashOf(w.Group.Native) {
		v[keyWorldID] = world
	}
	terms := termsOf(w)
	if t, ok := attendTerms[m.Attend]; ok {
		terms = append(terms, t)
	}
	var keys, ids []string
	for _, f := range formatsOf(terms) {
		used[f.id] = f
		out.formats = append(out.formats, f.id)
		keys, ids = append(keys, f.key), append(ids, formatNumber(f.id))
	}
	v[keyFormats], v[keyFormatIDs] = strings.Join(keys, ","), strings.Join(ids, ",")
	v[keyID], v[keyBody], v[keyWeekday], v[keyVenueType] = formatNumber(out.number), formatNumber(out.body), formatNumber(out.weekday), formatNumber(out.venue)
	v[keyStart], v[keyDuration], v[keyZone] = clockOf(out.start), clockOf(out.duration), m.Schedule.Zone
	v[keyLanguage], v[keyPublished], v[keyServer] = "en", "1", s.uri
	v[keyName], v[keyComments] = nameOf(w), s.publisher.notesOf(w, now)
	v[keyPhoneNumber], v[keyLink], v[keyLinkInfo] = m.DialIn, m.JoinURL, s.howToJoin(m)
	s.place(&out, &v, w)
	out.keep(&v)
	return out
}

// howToJoin is what one has to know to take part. Of a meeting by phone the number is in it: not all widgets show its field.
func (s *BMLTServer) howToJoin(m *directory.Meeting) string {
	said := lists.Join("\n", s.publisher.joinNotes(m), m.DialNotes)
	if m.JoinURL != "" || strings.Contains(said, m.DialIn) {
		return said
	}
	return lists.Join("\n", m.DialIn, said)
}

// hashOf is the hash in the native id of a group that its source gave none (identity); empty when it gave one.
func hashOf(native string) string {
	_, hash, _ := strings.Cut(native, ":")
	if _, err := hex.DecodeString(hash); err != nil || len(hash) != 20 {
		return ""
	}
	return hash
}

func (s *BMLTServer) place(out *bmltMeeting, v *[keyCount]string, w *directory.Whole) {
	at := w.Place()
	if at == nil {
		return
	}
	v[keyPlace], v[keyPlaceInfo], v[keyStreet] = at.Name, lists.Join("\n", w.Meeting().Room, directions(at)), at.Street
	if at.Street == "" && !rough(at) {
		v[keyStreet] = at.Address
	}
	v[keyNeighborhood], v[keyTown], v[keyProvince], v[keyPostal], v[keyNation] = at.Quarter, at.Locality, at.Region, at.Postal, at.Country
	if at.At != nil {
		out.at, out.located = *at.At, true
		v[keyLongitude], v[keyLatitude] = formatDegrees(at.At.Lng), formatDegrees(at.At.Lat)
	}
}

func formatDegrees(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// venueNumber is BMLT's venue_type. What is closed for now or arranged has a place, if anything.
func venueNumber(attend string) int64 {
	switch attend {
	case "online", "phone":
		return 2
	case "hybrid":
		return 3
	}
	return 1
}

// clockOf is a time of day or a length as BMLT writes it. A length that nobody knows is 00:00:00.
func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d:00", minutes/60, minutes%60) }

// byNumber finds a meeting.
func (s *BMLTServer) byNumber(n int64) (*bmltMeeting, bool) {
	i, ok := slices.BinarySearchFunc(s.meetings, n, func(m bmltMeeting, n int64) int { return cmp.Compare(m.number, n) })
	if !ok {
		return nil, false
	}
	return &s.meetings[i], true
}
