package vocabulary

import (
	"os"
	"slices"
	"strings"
	"testing"

	"kith/internal/fold"
)

// rows reads a tab-separated table of testdata without its comment line.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, strings.Split(line, "\t"))
		}
	}
	return all
}

func terms(t *testing.T, spelled string) []Term {
	t.Helper()
	all := []Term{}
	for _, s := range strings.Fields(spelled) {
		term, ok := ParseTerm(s)
		if !ok {
			t.Fatalf("no term %q", s)
		}
		all = append(all, term)
	}
	return all
}

func TestEveryMeetingGuideTypeGoesInAndComesBack(t *testing.T) {
	spec := rows(t, "meeting_guide_types.tsv")
	if len(spec) != 87 || len(MeetingGuideTypes()) != 87 {
		t.Fatalf("%d types in the specification, %d known; want 87", len(spec), len(MeetingGuideTypes()))
	}
	for _, row := range append(spec, []string{"BV-I"}, []string{"D-HOH"}, []string{"LO-I"}, []string{"QSL"}, []string{"RSL"}, []string{"ONL"}) {
		got, ok := FromMeetingGuide(row[0])
		if !ok {
			t.Errorf("type %s is unknown", row[0])
			continue
		}
		if len(row) == 2 {
			if byName, _ := FromMeetingGuide(row[1]); !slices.Equal(byName, got) || MeetingGuideName(row[0]) != row[1] {
				t.Errorf("%q is %v, but %s is %v", row[1], byName, row[0], got)
			}
		}
		if back, _ := ToMeetingGuide(got[0]); back != row[0] {
			t.Errorf("type %s is %s, which goes back as %q", row[0], got[0], back)
		}
	}
}

func TestMeetingGuideTraps(t *testing.T) {
	for code, want := range map[string]string{
		"GR": "format:grapevine", "EL": "language:el", "S": "language:es", "NO": "language:no", "SL": "language:sl",
		"SP": "format:speaker", "T": "audience:transgender", "TC": "attend:closed", "TL": "language:fil",
		"H": "format:birthday", "HE": "language:he", "ASL": "language:ase access:sign_language",
		"Wheelchair Accessible": "access:wheelchair_said", "Chips": "format:birthday",
		"X": "access:wheelchair_said", "XB": "access:accessible_toilet", "12X12": "format:twelve_and_twelve", " lgbtq ": "audience:lgbtq",
	} {
		if got, _ := FromMeetingGuide(code); !slices.Equal(got, terms(t, want)) {
			t.Errorf("%s is %v, want %s", code, got, want)
		}
	}
}

func TestWheelchairAsPublishedIsNotAStepFreeDoor(t *testing.T) {
	if got, ok := ToMeetingGuide(Term{FacetAccess, "step_free_door"}); ok {
		t.Errorf("a step-free door goes out as %q, though nobody measured a wheelchair", got)
	}
}

func TestUnknownTypesAreKept(t *testing.T) {
	got, ok := FromMeetingGuide("ZZ9")
	if ok || !slices.Equal(got, []Term{{FacetUnknown, "ZZ9"}}) {
		t.Errorf("got %v %v", got, ok)
	}
	if back, ok := ToMeetingGuide(got[0]); !ok || back != "ZZ9" {
		t.Errorf("goes back as %q %v", back, ok)
	}
	if name := Name(FacetUnknown, "ZZ9", "es"); name != "ZZ9" {
		t.Errorf("is shown as %q", name)
	}
}

func TestNarrowCodesGoOutAsTheNearestWiderType(t *testing.T) {
	for from, want := range map[string]string{
		"format:basic_text": "LIT", "format:mindfulness": "MED", "audience:teenagers": "Y", "audience:latino": "POC", "format:topic": "D",
	} {
		if got, _ := ToMeetingGuide(terms(t, from)[0]); got != want {
			t.Errorf("%s goes out as %q, want %s", from, got, want)
		}
	}
	if got, ok := ToMeetingGuide(Term{FacetConcern, "lupus"}); ok {
		t.Errorf("lupus goes out as %q", got)
	}
}

func TestOnlineIntergroupTypesAreAllUnderstood(t *testing.T) {
	for _, row := range rows(t, "online_aa_types.tsv") {
		byCode, ok := FromMeetingGuide(row[0])
		byName, _ := FromMeetingGuide(row[1])
		if !ok || !slices.Equal(byCode, byName) {
			t.Errorf("%s is %v, but %q is %v", row[0], byCode, row[1], byName)
		}
	}
}

func TestNoTwoMeetingGuideTypesAreSaidAlike(t *testing.T) {
	owners := map[string]string{}
	for _, g := range tables().guide.types {
		for _, said := range append([]string{g.Type}, g.Names...) {
			if owner := owners[fold.Fold(said)]; owner != "" && owner != g.Type {
				t.Errorf("%q is both %s and %s", said, owner, g.Type)
			}
			owners[fold.Fold(said)] = g.Type
		}
	}
}

// keptBMLT are the formats that servers publish and the vocabulary has no word for.
var keptBMLT = []string{"FD"} // discussion of the fifth and the tenth step

func TestEveryPublishedBMLTFormatIsUnderstoodOrListed(t *testing.T) {
	for _, row := range rows(t, "bmlt_formats.tsv") {
		key, lang, world := row[0], row[1], row[2]
		got, ok := FromBMLT(world, key, lang)
		if ok == slices.Contains(keptBMLT, key) {
			t.Errorf("key %s in %s, world id %q: %v %v", key, lang, world, got, ok)
		}
		if !ok && !slices.Equal(got, []Term{Unknown(key)}) {
			t.Errorf("key %s was not kept: %v", key, got)
		}
	}
}

func TestEveryBMLTFormatComesBack(t *testing.T) {
	lossy := []string{"CS", "SD", "TW", "AB", "WEB"} // say more than, or the same as, the format they go back as
	for _, r := range tables().bmlt.rows {
		back, ok := ToBMLT(r.Terms[0])
		if !ok || (back.Key == r.Key) == slices.Contains(lossy, r.Key) {
			t.Errorf("%s goes back as %+v", r.Key, back)
		}
		if got, ok := FromBMLT(back.WorldID, back.Key, "en"); !ok || got[0] != r.Terms[0] {
			t.Errorf("%s was written %+v, which reads %v", r.Key, back, got)
		}
	}
}

func TestBMLTWorldIDAndKey(t *testing.T) {
	for _, c := range []struct{ world, key, lang, want string }{
		{"SPK", "So", "en", "format:speaker"},
		{"SPK", "SD", "en", "format:speaker format:discussion"},
		{"SPK", "Orador", "es", "format:speaker"}, // a key of the server's own
		{"CLOSED", "S", "sv", "open:members_only"},
		{"W", "K", "sv", "audience:women"},
		{"", "K", "sv", "audience:women"},
		{"W", "M", "en", "audience:women"}, // the world id is believed
		{"LANG", "ES", "en", "language:es"},
		{"", "ES", "es", "language:es"},
		{"LANG", "SL", "en", "language:sl"}, // with LANG it is no sign language
		{"", "SL", "en", "access:sign_language language:ase"},
		{"LANG", "POR", "pt", "language:pt"},
		{"LANG", "L/R", "en", "language:lt language:ru"},
		{"LANG", "Finlandais", "fr", "language:fi"},
		{"", "WC", "en", "access:wheelchair_said"},
		{"hybr", "HY", "en", "attend:hybrid"},
		{"VM", "VM", "en", "attend:online"},
		{"TC", "TC", "en", "attend:closed"},
	} {
		got, ok := FromBMLT(c.world, c.key, c.lang)
		if !ok || !slices.Equal(got, terms(t, c.want)) {
			t.Errorf("world id %q, key %q in %s: %v, want %s", c.world, c.key, c.lang, got, c.want)
		}
	}
	for _, key := range []string{"", "N", "Swahili", "§§"} {
		if got, ok := FromBMLT("LANG", key, "en"); ok {
			t.Errorf("LANG with key %q is %v", key, got)
		}
	}
}

func TestToBMLT(t *testing.T) {
	for from, want := range map[string]BMLTFormat{
		"open:anyone":            {"O", "OPEN", "O"},
		"audience:newcomers":     {"B", "BEG", "FC3"},
		"format:big_book":        {"BK", "LIT", "FC1"},
		"audience:lesbian":       {"GL", "GL", "FC3"},
		"access:wheelchair_said": {"WC", "WCHR", "FC2"},
		"language:es":            {"ES", "LANG", "LANG"},
		"language:sl":            {"SLV", "LANG", "LANG"},
		"language:es-MX":         {"ES", "LANG", "LANG"},
	} {
		if got, ok := ToBMLT(terms(t, from)[0]); !ok || got != want {
			t.Errorf("%s goes out as %+v, want %+v", from, got, want)
		}
	}
	if got, ok := ToBMLT(Term{FacetConcern, "grief"}); ok {
		t.Errorf("grief goes out as %+v", got)
	}
}

func TestEveryLanguageGoesOutUnderAKeyOfItsOwn(t *testing.T) {
	keys := map[string]string{}
	for _, r := range tables().bmlt.rows {
		keys[strings.ToUpper(r.Key)] = r.Terms[0].Code
	}
	for _, code := range Codes(FacetLanguage) {
		f, ok := ToBMLT(Term{FacetLanguage, code})
		if owner, taken := keys[f.Key]; !ok || taken && owner != code {
			t.Errorf("language %s goes out as %+v, which is %s", code, f, owner)
		}
		keys[f.Key] = code
		if back, ok := FromBMLT(f.WorldID, f.Key, "en"); code != "ase" && (!ok || back[0].Code != code) {
			t.Errorf("language %s goes out as %+v, which reads %v", code, f, back)
		}
	}
}

func TestTSMLDialects(t *testing.T) {
	for _, c := range []struct{ dialect, code, want string }{
		{"aa", "HE", "language:he"},
		{"", "HE", "language:he"},
		{"minneapolis_aa", "HE", "access:wheelchair_said"},
		{"minneapolis_aa", "STEP", "format:step_study"},
		{"minneapolis_aa", "MW", ""},
		{"minneapolis_aa", "CF", "access:children_welcome"},
		{"seattle_aa", "at", "format:with_alateen"},
		{"seattle_aa", "O", "open:anyone"},
		{"al_anon", "Y", "programme:alateen"},
		{"aca", "SP", "language:es"},
		{"na", "JFT", "format:just_for_today"},
		{"recovery_dharma", "ES", "language:es"},
		{"slaa", "NC", "audience:newcomers"},
	} {
		got, ok := FromTSML(c.dialect, c.code)
		if !ok || !slices.Equal(got, terms(t, c.want)) {
			t.Errorf("%s in %q is %v, want %q", c.code, c.dialect, got, c.want)
		}
	}
	for _, c := range [][2]string{{"recovery_dharma", "IS"}, {"da", "AR"}, {"slaa", "HR"}, {"seattle_aa", "gs"}} {
		if got, ok := FromTSML(c[0], c[1]); ok || got[0] != Unknown(c[1]) {
			t.Errorf("%s in %s is %v, but only Meeting Guide would say so", c[1], c[0], got)
		}
	}
}

func TestMinneapolisAndSeattleCodesAreAllUnderstoodOrListed(t *testing.T) {
	for dialect, codes := range map[string]string{
		"minneapolis_aa": "MW O HE C STEP BB TO D ST CF W M SP CC S AP",
		"seattle_aa":     "O C ls sp wo mo yp cc an at we wp wb ss asl",
	} {
		fields := strings.Fields(codes)
		if got := DialectOf(fields); got != dialect {
			t.Errorf("%v gives away %q, want %s", fields, got, dialect)
		}
		for _, code := range fields {
			if _, ok := FromTSML(dialect, code); !ok {
				t.Errorf("%s in %s is unknown", code, dialect)
			}
		}
	}
	if got := DialectOf([]string{"O", "HE", "ST"}); got != "" {
		t.Errorf("a Hebrew meeting gives away %q", got)
	}
}
