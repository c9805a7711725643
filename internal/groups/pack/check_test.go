package pack

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kith/internal/fault"
)

// sound is a pack without fault, to be spoilt.
func sound(t testing.TB) Pack {
	t.Helper()
	p, err := Parse(written(t, "open-circle"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func written(t testing.TB, id string) []byte {
	t.Helper()
	data, err := files.ReadFile("data/" + id + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wrong lists what Parse finds as "pointer key".
func wrong(t *testing.T, data []byte) []string {
	t.Helper()
	p, err := Parse(data)
	if err == nil {
		return nil
	}
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid {
		t.Fatalf("not an Invalid fault: %v", err)
	}
	if !reflect.DeepEqual(p, Pack{}) {
		t.Errorf("a refused pack was handed out all the same")
	}
	var found []string
	for _, field := range f.Fields {
		found = append(found, field.Name+" "+field.Key)
	}
	return found
}

func TestEveryPartIsChecked(t *testing.T) {
	long := func(n int) Text { return Text{"en": strings.Repeat("ñ", n), "es": "x"} }
	for name, c := range map[string]struct {
		spoil func(p *Pack)
		want  []string
	}{
		"nothing spoilt":         {func(p *Pack) {}, nil},
		"id in capitals":         {func(p *Pack) { p.ID = "Circle" }, []string{"/id pack.id"}},
		"no id":                  {func(p *Pack) { p.ID = "" }, []string{"/id pack.id"}},
		"id that is a path":      {func(p *Pack) { p.ID = "../x" }, []string{"/id pack.id"}},
		"no such language":       {func(p *Pack) { *p = only(*p, "english") }, []string{"/name/english pack.language"}},
		"language not canonical": {func(p *Pack) { *p = only(*p, "es_mx") }, []string{"/name/es_mx pack.language"}},
		"one language is enough": {func(p *Pack) { *p = only(*p, "eu") }, nil},
		"text not translated":    {func(p *Pack) { delete(p.About, "es") }, []string{"/about/es pack.missing"}},
		"language of one text":   {func(p *Pack) { p.About["fr"] = "x" }, []string{"/about/fr pack.other_language"}},
		"no name":                {func(p *Pack) { p.Name = nil }, []string{"/name pack.missing"}},
		"blank text":             {func(p *Pack) { p.Name["es"] = " " }, []string{"/name/es pack.missing"}},
		"spaces around":          {func(p *Pack) { p.Name["es"] = "x " }, []string{"/name/es pack.plain"}},
		"hidden letter":          {func(p *Pack) { p.Name["es"] = "a\u202eb" }, []string{"/name/es pack.plain"}},
		"control letter":         {func(p *Pack) { p.Clauses[0].Text["es"] = "a\x00b" }, []string{"/clauses/0/text/es pack.plain"}},
		"name of two lines":      {func(p *Pack) { p.Name["es"] = "a\nb" }, []string{"/name/es pack.plain"}},
		"clause of two lines":    {func(p *Pack) { p.Clauses[0].Text["es"] = "a\n\nb" }, nil},
		"joiner in a word":       {func(p *Pack) { p.Name["es"] = "می\u200cخواهم" }, nil},
		"name as long as may be": {func(p *Pack) { p.Name = long(MaxName) }, nil},
		"name too long":          {func(p *Pack) { p.Name = long(MaxName + 1) }, []string{"/name/en pack.long"}},
		"clause too long":        {func(p *Pack) { p.Clauses[8].Text = long(MaxClause + 1) }, []string{"/clauses/8/text/en pack.long"}},
		"no word for a meeting":  {func(p *Pack) { delete(p.Words, Meeting) }, []string{"/words/meeting pack.missing"}},
		"word nobody asks for":   {func(p *Pack) { p.Words["guru"] = p.Name }, []string{"/words/guru pack.choice"}},
		"door":                   {func(p *Pack) { p.Door = "ajar" }, []string{"/door pack.choice"}},
		"professionals":          {func(p *Pack) { p.Professionals = "" }, []string{"/professionals pack.choice"}},
		"talk kept for no time":  {func(p *Pack) { p.RetentionDays = 0 }, []string{"/retention_days pack.number"}},
		"talk kept for ever":     {func(p *Pack) { p.RetentionDays = MaxKept + 1 }, []string{"/retention_days pack.number"}},
		"sessions below nothing": {func(p *Pack) { p.Sessions = -1 }, []string{"/sessions pack.number"}},
		"format nobody knows":    {func(p *Pack) { p.Formats[1] = "seance" }, []string{"/formats/1 pack.format"}},
		"format twice":           {func(p *Pack) { p.Formats[1] = p.Formats[0] }, []string{"/formats/1 pack.twice"}},
		"clause left out":        {func(p *Pack) { p.Clauses = p.Clauses[:8] }, []string{"/clauses pack.number"}},
		"clauses out of order": {func(p *Pack) { p.Clauses[0].Kind, p.Clauses[1].Kind = p.Clauses[1].Kind, p.Clauses[0].Kind },
			[]string{"/clauses/0/kind pack.choice", "/clauses/1/kind pack.choice"}},
		"a clause too many": {func(p *Pack) { p.Clauses = append(p.Clauses, p.Clauses[0]) }, []string{"/clauses pack.number"}},

		"two roles of one id":     {func(p *Pack) { p.Roles[1].ID = "host" }, []string{"/roles/1/id pack.twice"}},
		"role id":                 {func(p *Pack) { p.Roles[2].ID = "a b" }, []string{"/roles/2/id pack.id"}},
		"a role called steward":   {func(p *Pack) { p.Roles[1].ID = "steward" }, []string{"/roles/1/id pack.reserved"}},
		"a role called founder":   {func(p *Pack) { p.Roles[1].ID = "founder" }, []string{"/roles/1/id pack.reserved"}},
		"nobody in a role":        {func(p *Pack) { p.Roles[2].Seats = 0 }, []string{"/roles/2/seats pack.number"}},
		"a role without end":      {func(p *Pack) { p.Roles[0].TermDays = 0 }, []string{"/roles/0/term_days pack.number"}},
		"a term of two years":     {func(p *Pack) { p.Roles[0].TermDays = 730 }, nil},
		"a term above two years":  {func(p *Pack) { p.Roles[0].TermDays = 731 }, []string{"/roles/0/term_days pack.number"}},
		"gap below nothing":       {func(p *Pack) { p.Roles[0].GapDays = -1 }, []string{"/roles/0/gap_days pack.number"}},
		"membership of ten years": {func(p *Pack) { p.Roles[0].NeededDays = 3650 }, []string{"/roles/0/needed_days pack.number"}},
		"permission unknown":      {func(p *Pack) { p.Roles[2].May = []Permission{"rule"} }, []string{"/roles/2/may/0 pack.choice"}},
		"permission twice":        {func(p *Pack) { p.Roles[2].May = []Permission{Greet, Greet} }, []string{"/roles/2/may/1 pack.twice"}},
		"point not translated":    {func(p *Pack) { delete(p.Roles[0].Checklist[2], "en") }, []string{"/roles/0/checklist/2/en pack.missing"}},
		"too many roles": {func(p *Pack) {
			for len(p.Roles) <= MaxRoles {
				r := p.Roles[2]
				r.ID = "hand" + strings.Repeat("d", len(p.Roles))
				p.Roles = append(p.Roles, r)
			}
		}, []string{"/roles pack.number"}},
		"several faults at once": {func(p *Pack) { p.ID, p.Door = "", "" }, []string{"/id pack.id", "/door pack.choice"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := sound(t)
			c.spoil(&p)
			if got := wrong(t, encode(t, p)); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// TestNoRoleCanLockTheOthersOut takes permissions away from one role after another.
func TestNoRoleCanLockTheOthersOut(t *testing.T) {
	for _, permission := range Permissions() {
		p := sound(t)
		for i := range p.Roles {
			p.Roles[i].May = slices.DeleteFunc(p.Roles[i].May, func(has Permission) bool { return has == permission })
		}
		p.Roles[0].May = append(p.Roles[0].May, permission)
		got := wrong(t, encode(t, p))
		shared := permission == Roles || permission == Protect || permission == Leave
		if shared != slices.Equal(got, []string{"/roles pack.holders"}) || !shared && got != nil {
			t.Errorf("%s in one role only: %q", permission, got)
		}
	}
}

func TestARoleThatMayStayEmptyProtectsNobody(t *testing.T) {
	p := sound(t)
	p.Roles[1].Needed = false
	want := []string{"/roles pack.holders", "/roles pack.holders", "/roles pack.holders", "/roles pack.holders"}
	if got := wrong(t, encode(t, p)); !slices.Equal(got, want) { // listing, roles, protect, leave
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestWhatIsNoPack(t *testing.T) {
	good := string(written(t, "open-circle"))
	swap := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the pack has no %s", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	for name, c := range map[string]struct{ data, want string }{
		"nothing":            {"", " pack.not_json"},
		"half a pack":        {good[:len(good)/2], "pack.not_json"},
		"something behind":   {good + "x", " pack.not_json"},
		"a list":             {"[]", " pack.wrong_type"},
		"unknown key":        {swap(`"door"`, `"gate"`), "/gate pack.unknown"},
		"key in capitals":    {swap(`"door"`, `"Door"`), "/Door pack.unknown"},
		"unknown deep below": {swap(`"kind"`, `"sort"`), "/clauses/0/sort pack.unknown"},
		"key twice":          {swap(`"door"`, `"id": "a", "door"`), "/id pack.twice"},
		"language twice":     {swap(`"es": "Círculo abierto"`, `"en": "x"`), "/name/en pack.twice"},
		"text for a number":  {swap(`"seats": 2`, `"seats": "2"`), "/roles/0/seats pack.wrong_type"},
		"half a seat":        {swap(`"seats": 2`, `"seats": 2.5`), "/roles/0/seats pack.wrong_type"},
		"number too large":   {swap(`"seats": 2`, `"seats": 99999999999999999999`), "/roles/0/seats pack.wrong_type"},
		"text without tag":   {swap(`{"en": "Open circle", "es": "Círculo abierto"}`, `"Open circle"`), "/name pack.wrong_type"},
		"broken letters":     {swap("Open circle", "Open \xff circle"), "/name/en pack.not_json"},
		"too large":          {good + strings.Repeat(" ", MaxBytes), " pack.bytes"},
	} {
		got := wrong(t, []byte(c.data))
		if len(got) != 1 || !strings.HasSuffix(got[0], c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// FuzzParse: whatever is accepted can be written and read again as the same pack.
func FuzzParse(f *testing.F) {
	f.Add(encode(f, tiny(f)))
	for _, s := range []string{"", "{}", "null", "[", `{"roles":[{}]}`, `{"name":{"en":"a"},"words":{"a/b~":{}}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("not an Invalid fault: %v", err)
			}
			return
		}
		again, err := Parse(encode(t, p))
		if err != nil || !slices.Equal(encode(t, again), encode(t, p)) {
			t.Errorf("not the same when read again: %v", err)
		}
	})
}

// tiny is a whole pack in few letters: the fuzzer is slow with long ones.
func tiny(t testing.TB) Pack {
	p := only(sound(t), "en")
	for _, text := range texts(p) {
		text["en"] = "x"
	}
	p.Roles = p.Roles[:2]
	for i := range p.Roles {
		p.Roles[i].Checklist = p.Roles[i].Checklist[:1]
	}
	return p
}

func encode(t testing.TB, p Pack) []byte {
	t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// only gives the pack with its English as the sole language, under another tag.
func only(p Pack, tag string) Pack {
	for _, text := range texts(p) {
		english := text["en"]
		clear(text)
		text[tag] = english
	}
	return p
}
