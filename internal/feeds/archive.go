package feeds

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"

	"kith/internal/directory"
	"kith/internal/vocabulary"
)

// ArchiveVersion is the version of the archive's form that is written; doc/archive.md describes it. Newer ones are refused.
const ArchiveVersion = 1

type archiveMark struct {
	Kith int `json:"kith"`
}

// archiveLine is one draft as it stands in the archive.
type archiveLine struct {
	Organisation *archiveOrganisation `json:"organisation,omitempty"`
	Group        *archiveGroup        `json:"group,omitempty"`
	Venue        *archiveVenue        `json:"venue,omitempty"`
	Meeting      *archiveMeeting      `json:"meeting,omitempty"`
	Unpublished  bool                 `json:"unpublished,omitempty"`
}

type archiveOrganisation struct {
	ID     string `json:"id"`
	Parent string `json:"parent,omitempty"`
	directory.Organisation
}

type archiveGroup struct {
	ID           string `json:"id"`
	Organisation string `json:"organisation,omitempty"`
	directory.Group
}

type archiveVenue struct {
	ID string `json:"id"`
	directory.Venue
}

type archiveMeeting struct {
	ID     string `json:"id"`
	Slug   string `json:"slug,omitempty"`
	Number int64  `json:"number,omitempty"`
	directory.Meeting
}

// WriteArchive writes drafts in Kith's own form. An error of drafts, or of w, ends it and is returned.
func WriteArchive(w io.Writer, drafts iter.Seq2[directory.Draft, error]) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(archiveMark{ArchiveVersion}); err != nil {
		return err
	}
	for d, err := range drafts {
		if err != nil {
			return err
		}
		if err := enc.Encode(archived(d)); err != nil {
			return err
		}
	}
	return buf.Flush()
}

func archived(d directory.Draft) archiveLine {
	l := archiveLine{Unpublished: d.Unpublished}
	if o := d.Organisation; o != nil {
		l.Organisation = &archiveOrganisation{o.NativeID, o.Parent, o.Organisation}
	}
	if g := d.Group; g != nil {
		l.Group = &archiveGroup{g.NativeID, g.Organisation, g.Group}
	}
	if v := d.Venue; v != nil {
		l.Venue = &archiveVenue{v.NativeID, v.Venue}
	}
	if m := d.Meeting; m != nil {
		l.Meeting = &archiveMeeting{m.NativeID, m.Slug, m.Number, m.Meeting}
	}
	return l
}

func (l archiveLine) draft(where string) directory.Draft {
	d := directory.Draft{Where: where, Unpublished: l.Unpublished}
	if o := l.Organisation; o != nil {
		d.Organisation = &directory.OrganisationDraft{NativeID: o.ID, Parent: o.Parent, Organisation: o.Organisation}
	}
	if g := l.Group; g != nil {
		d.Group = &directory.GroupDraft{NativeID: g.ID, Organisation: g.Organisation, Group: g.Group}
	}
	if v := l.Venue; v != nil {
		d.Venue = &directory.VenueDraft{NativeID: v.ID, Venue: v.Venue}
	}
	if m := l.Meeting; m != nil {
		d.Meeting = &directory.MeetingDraft{NativeID: m.ID, Slug: m.Slug, Number: m.Number, Meeting: m.Meeting}
	}
	return d
}

// readArchive reads Kith's own archive with the same mistrust as any source: it may come from another server.
func readArchive(in *input, out *output) error {
	var mark archiveMark
	if err := readLine(in, &mark); err != nil {
		return refuse("import.error.archive", nil)
	}
	if mark.Kith > ArchiveVersion {
		return refuse("import.error.archive_version", map[string]any{"version": mark.Kith})
	}
	for n := 2; ; n++ {
		text, err := in.line()
		if err != nil && (err != io.EOF || len(text) == 0) {
			return err
		}
		if err := out.archiveLine("row "+strconv.Itoa(n), text); err != nil {
			return err
		}
	}
}

func readLine(in *input, v any) error {
	text, err := in.line()
	if err != nil && err != io.EOF {
		return err
	}
	return json.Unmarshal(text, v)
}

// line reads up to the end of a line; the row's limit holds.
func (in *input) line() ([]byte, error) {
	in.nextRow()
	return in.buf.ReadBytes('\n')
}

func (out *output) archiveLine(where string, text []byte) error {
	if isBlank(text) {
		return nil
	}
	var l archiveLine
	if err := strictly(text, &l); err != nil {
		out.skip(where, "", "", "bad_draft", "check_row")
		return nil
	}
	d := l.draft(where)
	tidy(reflect.ValueOf(&d))
	out.shorten(&d)
	if field := unfit(d); field != "" {
		out.skip(where, field, "", "bad_draft", "check_row")
		return nil
	}
	out.mend(&d)
	return out.draft(d)
}

func isBlank(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c > ' ' })
}

// unfit names the field for which a draft of an archive cannot be taken.
func unfit(d directory.Draft) string {
	switch {
	case d.Organisation == nil && d.Group == nil:
		return "group"
	case d.Organisation != nil && (d.Organisation.NativeID == "" || d.Organisation.Name == ""):
		return "organisation"
	case d.Group != nil && d.Group.Name == "":
		return "name"
	case d.Meeting != nil && (d.Meeting.NativeID == "" || d.Meeting.Name == "" || !vocabulary.Valid(vocabulary.FacetAttend, d.Meeting.Attend)):
		return "meeting"
	case d.Meeting != nil && d.Meeting.Schedule.Validate() != nil:
		return "schedule"
	}
	return ""
}

// mend drops links that are none and positions off the earth, and withholds what says that it is withheld.
func (out *output) mend(d *directory.Draft) {
	var links []*string
	if d.Organisation != nil {
		links = append(links, &d.Organisation.Website)
	}
	if d.Group != nil {
		links = append(links, &d.Group.Contact.Website)
	}
	if d.Meeting != nil {
		links = append(links, &d.Meeting.JoinURL)
		if d.Meeting.JoinFor != "" {
			d.Meeting.JoinFor = "members"
		}
	}
	for _, l := range links {
		if _, ok := safeURL(*l); *l != "" && !ok {
			out.warn(d.Where, "website", *l, "bad_url", "write_url")
			*l = ""
		}
	}
	if v := d.Venue; v != nil {
		if v.At != nil && !onEarth(*v.At) {
			out.warn(d.Where, "at", "", "bad_coordinates", "check_coordinates")
			v.At = nil
		}
		if v.Withheld() && v.Shown != directory.Approximate {
			v.Shown = directory.OnContact
		}
		if v.Withheld() {
			d.Withhold(v.Shown)
		}
	}
}

// shorten cuts names to what a name may have.
func (out *output) shorten(d *directory.Draft) {
	var names []*string
	if d.Organisation != nil {
		names = append(names, &d.Organisation.Name)
	}
	if d.Group != nil {
		names = append(names, &d.Group.Name)
	}
	if d.Meeting != nil {
		names = append(names, &d.Meeting.Name)
	}
	for _, name := range names {
		*name = out.told(&record{where: d.Where}, "name", plainLine(*name), maxName)
	}
}

// tidy makes every text in v plain and short.
func tidy(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		s, _ := shortened(plainText(v.String()), maxNotes)
		v.SetString(s)
	case reflect.Pointer:
		if !v.IsNil() {
			tidy(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tidy(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			tidy(v.Index(i))
		}
	}
}

func strictly(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}
