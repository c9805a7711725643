package feeds

import (
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"kith/internal/directory"
)

// bmlt reads the answers of a BMLT server's semantic API: service bodies, formats and meetings, told apart by their
// fields. Formats have to come before the meetings that use them; without them the formats' keys are all there is.
type bmlt struct {
	out     *output
	formats map[string]bmltFormat // by id
	bodies  map[string]bool       // ids of the service bodies that were given on

	rows  int    // meetings of this page
	first string // id of the first meeting of the page before
	again bool   // this page is the one before again
}

// page begins a page of meetings.
func (b *bmlt) page() { b.rows, b.again = 0, false }

// seen says whether a meeting belongs to a page that was read already.
func (b *bmlt) seen(id string) bool {
	if b.rows++; b.rows == 1 {
		b.again = b.first == id
		b.first = id
	}
	return b.again
}

// bmltFormat is a format as its server names it.
type bmltFormat struct{ world, key, lang string }

// maxFormats and maxBodies are far more than any server has.
const (
	maxFormats = 20_000
	maxBodies  = 100_000
)

func newBMLT(out *output) *bmlt {
	return &bmlt{out: out, formats: map[string]bmltFormat{}, bodies: map[string]bool{}}
}

// readBMLT reads one answer. {"meetings": …, "formats": …} is read twice, from a temporary file, since its formats come
// last.
func readBMLT(in *input, out *output) error {
	b := newBMLT(out)
	if head := strings.TrimSpace(string(in.head())); !strings.HasPrefix(head, "{") {
		return b.read(in)
	}
	in.plain.allow(math.MaxInt64 / 2)
	saved, err := os.CreateTemp("", "kith-*.json")
	if err != nil {
		return err
	}
	defer saved.Close()
	if err := os.Remove(saved.Name()); err != nil { // the file lives as long as it is open, and no longer than this program
		return err
	}
	if _, err := io.Copy(saved, in.buf); err != nil {
		return err
	}
	for _, part := range []string{"formats", "meetings"} {
		if err := b.readPart(saved, in, part); err != nil {
			return err
		}
	}
	return nil
}

func (b *bmlt) readPart(saved *os.File, in *input, part string) error {
	if _, err := saved.Seek(0, io.SeekStart); err != nil {
		return err
	}
	again, err := open(in.raw.ctx, saved, in.limits, func(int64) {})
	if err != nil {
		return err
	}
	rows := newJSONRows(again, b.out, part)
	err = rows.each(b.row)
	if !rows.found && part == "formats" {
		return nil
	}
	return again.explain(err)
}

func (b *bmlt) read(in *input) error { return newJSONRows(in, b.out, wrappers...).each(b.row) }

func (b *bmlt) row(rec *record) error {
	switch {
	case rec.get("key_string") != "":
		b.format(rec)
		return nil
	case rec.get("parent_id") != "" && rec.get("name") != "":
		return b.body(rec)
	case rec.get("id_bigint") == "":
		b.out.skip(rec.where, "id_bigint", "", "no_id", "ask_all_fields")
		return nil
	case b.seen(rec.get("id_bigint")):
		return nil
	}
	return b.meeting(rec)
}

// format remembers a format; of its languages English is taken, since package vocabulary knows that best.
func (b *bmlt) format(rec *record) {
	id := rec.get("id", "shared_id_bigint")
	f := bmltFormat{world: rec.get("world_id"), key: rec.get("key_string"), lang: rec.get("lang")}
	if old, ok := b.formats[id]; len(b.formats) < maxFormats && (!ok || f.lang == "en" && old.lang != "en") {
		b.formats[id] = f
	}
}

var bodyTypes = map[string]string{"WS": "fellowship", "ZF": "national_organisation", "RS": "region", "MA": "area", "AS": "area", "LU": "area", "GR": "area"}

func (b *bmlt) body(rec *record) error {
	id := rec.get("id")
	if len(b.bodies) < maxBodies {
		b.bodies[id] = true
	}
	o := &directory.OrganisationDraft{NativeID: "body:" + id}
	if parent := rec.get("parent_id"); parent != "0" {
		o.Parent = "body:" + parent
	}
	o.Name = b.out.line(rec, maxName, "name")
	o.Type = first(bodyTypes[rec.get("type")], "area")
	o.About = b.out.notes(rec, "description")
	o.Website = b.out.link(rec, "url")
	o.Phone = b.out.phone(rec, "helpline")
	return b.out.draft(directory.Draft{Where: rec.where, Organisation: o})
}

// promptMark parts what BMLT's form asked from what was answered: "Bus Lines#@-@#B60".
const promptMark = "#@-@#"

// inMeetingGuide gives the Meeting Guide names of BMLT's fields.
var inMeetingGuide = map[string]string{
	"meeting_name": "name", "location_text": "location", "location_street": "street", "location_municipality": "city", "location_province": "state",
	"location_postal_code_1": "postal_code", "location_nation": "country", "location_neighborhood": "quarter", "time_zone": "timezone",
	"start_time": "time", "duration_time": "duration", "comments": "notes", "virtual_meeting_link": "conference_url",
	"virtual_meeting_additional_info": "conference_url_notes", "phone_meeting_number": "conference_phone", "longitude": "longitude",
	"latitude": "latitude", "id_bigint": "id", "worldid_mixed": "group_id",
}

var venueTypes = map[string]string{"1": "in_person", "2": "online", "3": "hybrid"}

// meeting brings a row to Meeting Guide's fields. Names, telephones and addresses of contact persons stay out.
func (b *bmlt) meeting(rec *record) error {
	r := row{record: newRecord(), out: b.out}
	r.where = rec.where
	for from, to := range inMeetingGuide {
		if text := answer(rec.get(from)); text != "" {
			r.text[to] = text
		}
	}
	if day := rec.get("weekday_tinyint"); day != "" {
		var ok bool
		if r.text["day"], ok = weekday(day); !ok {
			r.skip(1, "weekday_tinyint", day, "bad_day", "write_day")
			return nil
		}
	}
	r.text["city"] = first(r.text["city"], answer(rec.get("location_city_subsection")), answer(rec.get("location_sub_province")))
	r.text["quarter"] = first(r.text["quarter"], answer(rec.get("location_city_subsection")))
	if r.text["quarter"] == r.text["city"] {
		delete(r.text, "quarter")
	}
	r.text["location_notes"] = lines(answer(rec.get("location_info")), answer(rec.get("train_lines")), answer(rec.get("bus_lines")))
	r.text["district_id"] = rec.get("service_body_bigint")
	r.text["attendance_option"] = venueTypes[rec.get("venue_type")]
	if r.text["group_id"] == "" {
		r.text["group"] = r.text["name"]
	}
	r.unpublished = rec.get("published") == "0"
	r.codes = b.terms(rec)
	if r.codes.hybrid && r.text["attendance_option"] == "" {
		r.text["attendance_option"] = "hybrid"
	}
	if err := b.bodyOf(&r, rec); err != nil {
		return err
	}
	return r.drafts()
}

// bodyOf names the row's service body, and gives it on where only the row tells its name.
func (b *bmlt) bodyOf(r *row, rec *record) error {
	id, name := rec.get("service_body_bigint"), b.out.line(rec, maxName, "service_body_name")
	if id == "" {
		return nil
	}
	r.organisation = "body:" + id
	if b.bodies[id] || name == "" {
		return nil
	}
	return r.give(r.organisation, "", directory.Organisation{Name: name, Type: "area"})
}

func answer(text string) string {
	if _, after, ok := strings.Cut(text, promptMark); ok {
		text = after
	}
	return strings.TrimSpace(text)
}

func lines(texts ...string) string {
	return strings.Join(strings.FieldsFunc(strings.Join(texts, "\n"), func(c rune) bool { return c == '\n' }), "\n")
}

// weekday turns BMLT's 1 to 7, from Sunday, into 0 to 6.
func weekday(text string) (string, bool) {
	n, err := strconv.Atoi(text)
	return strconv.Itoa(n - 1), err == nil && n >= 1 && n <= 7
}

// terms reads a row's formats, by id where the server's list of formats was read, else by key.
func (b *bmlt) terms(rec *record) *terms {
	var t terms
	ids, keys := rec.all("format_shared_id_list"), rec.all("formats")
	if len(b.formats) > 0 && len(ids) > 0 {
		for _, id := range ids {
			if f, ok := b.formats[id]; ok {
				b.out.bmltTerm(rec.where, &t, f)
			}
		}
		return &t
	}
	for _, key := range keys {
		key, _ = shortened(plainLine(key), maxCode)
		b.out.bmltTerm(rec.where, &t, bmltFormat{key: key, lang: first(rec.get("lang_enum"), "en")})
	}
	return &t
}
