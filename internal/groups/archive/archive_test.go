package archive

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"

	"kith/internal/fault"
	"kith/internal/schedule"
)

const (
	pass  = "a passphrase for tests"
	space = "0f6d2f5e-7c1b-4a53-9a51-0b7a6c2d4e11"
	ana   = "8b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f"
	hash  = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
)

// small is an archive of one member.
func small() *Archive {
	day := int64(schedule.DateOf(2026, 11, 24))
	return &Archive{
		Manifest: Manifest{Version: Version, Space: space, Began: schedule.Date(day), Made: schedule.Date(day), From: "https://old.example"},
		Rows: map[string][][]any{
			"persona":     {{ana, "Ana <b>", "", "I keep “bees”", day, "", false, int64(0), int64(0), false}},
			"credential":  {{"1b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", ana, "card", hash, "", "Kith", day, "AQI"}},
			"moving_way":  {{ana, hash, day}},
			"group_space": {{"open-circle", "en", "ask", "Come in.\nSit down.", int64(1), "Tuesday", "meeting", int64(7), int64(30)}},
			"role_kind":   {{"greeter", "Greeter", "", `["greet"]`, int64(2), int64(180), int64(0), int64(0), true, `["Hand over the key."]`, int64(1), false}},
			"role":        {{ana, "greeter", day, day, "hands", ""}},
			"agreement":   {{int64(1), day, ana}},
			"clause":      {{int64(1), int64(0), "purpose", "We meet."}},
			"acceptance":  {{ana, int64(1)}},
			"recorded":    {{int64(1), "opened", true, "", "", "", "", day}},
			"knock":       {{"2b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", hash, true, "Hello", "waiting", "", "", day, day * dayMillis}},

			"filling":       {{"3b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", "greeter", ana, "hands", "", day, day, true}},
			"role_question": {{"greeter", ana, "", day}},
			"handed_on":     {{"greeter", ana, int64(0)}},
			"guest":         {{ana, "4b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", "Speaks about sleep", `["members"]`, day, ana}},

			"unprotected":     {{ana}},
			"willing":         {{ana, day}},
			"first_companion": {{ana, ana, day, day, false}},
			"story":           {{"5b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", "", "I came in spring.\nI stayed.", false, true}},
			"removal":         {{ana, "Shouted.", "", ana, day, day, "", "Please.", day, "uphold", "It stays.", ana, "", int64(0)}},

			"plan":       {{day, "grief", "", "online", "US", "", "", "", int64(0), int64(0), ""}},
			"plan_task":  {{"place", "", day, int64(0)}},
			"plan_place": {{"6b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", "The library", `["free"]`}},
			"farewell":   {{"7b0e4c7d-52c4-4f0e-b9d7-0a1b2c3d4e5f", "Go well.", day}},
		},
		Listing: []byte("{\"kith\":1}\n"),
	}
}

// file is an archive as it is handed out.
func file(t testing.TB, a *Archive) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := a.Write(&out, pass); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	a := small()
	text := file(t, a)
	if !bytes.HasPrefix(text, []byte(Magic)) {
		t.Errorf("%.30q", text)
	}
	got, err := Read(bytes.NewReader(text), pass)
	if err != nil || !reflect.DeepEqual(got, a) {
		t.Errorf("%+v %v", got, err)
	}
}

// TestAnybodyCanOpenIt: with age and tar alone.
func TestAnybodyCanOpenIt(t *testing.T) {
	identity, err := age.NewScryptIdentity(pass)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := age.Decrypt(bytes.NewReader(file(t, small())), identity)
	if err != nil {
		t.Fatal(err)
	}
	names, in := []string{}, tar.NewReader(opened)
	for {
		head, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !head.ModTime.IsZero() && head.ModTime.Unix() != 0 {
			t.Fatal(head, err)
		}
		names = append(names, head.Name)
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if head.Name == "tables/persona.jsonl" && string(text) != `{"id":"`+ana+`","name":"Ana <b>","pronouns":"","line":"I keep “bees”","created":"2026-11-24","public_keys":"","witnessed":false,"removed":"","until":"","guest":false}`+"\n" {
			t.Errorf("%s", text)
		}
	}
	if len(names) != len(Tables())+2 || names[0] != "manifest.json" {
		t.Error(names)
	}
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// TestBrokenArchives: one byte changed, a part missing, another passphrase.
func TestBrokenArchives(t *testing.T) {
	var plain bytes.Buffer
	if err := small().pack(&plain); err != nil {
		t.Fatal(err)
	}
	text := sealed(t, plain.Bytes(), 4)
	_, err := Read(bytes.NewReader(text), "another")
	wantFault(t, "another passphrase", err, fault.Invalid)
	for i := 0; i < len(text); i += 97 {
		bad := bytes.Clone(text)
		bad[i] ^= 1
		if _, err := Read(bytes.NewReader(bad), pass); err == nil {
			t.Errorf("byte %d was changed, and it opens", i)
		}
		if _, err := Read(bytes.NewReader(text[:i]), pass); err == nil {
			t.Errorf("cut after %d bytes, and it opens", i)
		}
	}
	if _, err := Read(bytes.NewReader(append(bytes.Clone(text), 0)), pass); err == nil {
		t.Error("something is appended, and it opens")
	}
}

// sealed is any text sealed as an archive.
func sealed(t testing.TB, text []byte, work int) []byte {
	t.Helper()
	recipient, err := age.NewScryptRecipient(pass)
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(work)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHostileArchives(t *testing.T) {
	var plain bytes.Buffer
	if err := small().pack(&plain); err != nil {
		t.Fatal(err)
	}
	change := func(from, to string) []byte { return bytes.Replace(plain.Bytes(), []byte(from), []byte(to), 1) }
	for name, text := range map[string][]byte{
		"nothing":                nil,
		"no archive":             []byte("hello"),
		"another path":           change("tables/persona.jsonl", "../../../etc/passwd.."),
		"a link":                 change("manifest.json\x00", "manifest.jsoX\x00"),
		"a space that is a path": change(space, "../../e2f5e-7c1b-4a53-9a51-0b7a6c2d4e11"),
		"a persona unknown":      change(`"by_persona":"`+ana, `"by_persona":"9`+ana[1:]),
		"a key that is none":     change(`"kind":"card"`, `"kind":"pass"`),
		"a column unknown":       change(`"pronouns"`, `"pronounz"`),
		"a day that is none":     change(`"2026-11-24"`, `"2026-11-99"`),
		"no day":                 change(`"2026-11-24"`, `null        `),
		"a hash that is none":    change(hash, "!"+hash[1:]),
		"a negative number":      change(`"seats":2`, `"seats":-`),
		"too great a number":     change(`"term_days":180`, `"term_days":1e9`),
		"a finer moment":         change(`00000}`, `00001}`),
		"a day that has to be":   change(`"since":"2026-11-24"`, `"since":""          `),
		"a decision of its own":  change(`"uphold"`, `"upheld"`),
		"a role that is none":    change(`"role":"greeter"`, `"role":"Greeter"`),
		"too large":              make([]byte, mostBytes+1),
	} {
		_, err := Read(bytes.NewReader(sealed(t, text, 10)), pass)
		wantFault(t, name, err, fault.Invalid)
		if strings.Contains(err.Error(), "bees") {
			t.Errorf("%s: the error tells what stands there: %v", name, err)
		}
	}
	_, err := Read(bytes.NewReader(sealed(t, change(`{"kith_group":1`, `{"kith_group":2`), 10)), pass)
	wantFault(t, "a newer one", err, fault.Conflict)
	twice := small()
	twice.Rows["persona"] = append(twice.Rows["persona"], twice.Rows["persona"][0])
	var out bytes.Buffer
	if err := twice.pack(&out); err != nil {
		t.Fatal(err)
	}
	_, err = Read(bytes.NewReader(sealed(t, out.Bytes(), 10)), pass)
	wantFault(t, "one twice", err, fault.Invalid)
	if err := twice.Write(io.Discard, pass); fault.KindOf(err) != fault.Internal {
		t.Error("what cannot be opened is handed out: ", err)
	}
}

// TestAFileThatWantsAllMemory: the work that a file asks for has a bound.
func TestAFileThatWantsAllMemory(t *testing.T) {
	text := bytes.Replace(sealed(t, nil, 10), []byte(" 10\n"), []byte(" 22\n"), 1)
	_, err := Read(bytes.NewReader(text), pass)
	wantFault(t, "too much work", err, fault.Invalid)
}

// FuzzUnpack: whatever stands in an archive, reading it ends with an archive that can be written and read again, or with an
// error for people.
func FuzzUnpack(f *testing.F) {
	var plain bytes.Buffer
	if err := small().pack(&plain); err != nil {
		f.Fatal(err)
	}
	f.Add(plain.Bytes())
	f.Add(plain.Bytes()[:700])
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := unpack(text)
		if err != nil {
			if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
				t.Fatal(err)
			}
			return
		}
		var again bytes.Buffer
		if err := a.pack(&again); err != nil {
			t.Fatal(err)
		}
		back, err := unpack(again.Bytes())
		if err != nil || !reflect.DeepEqual(a, back) {
			t.Fatal(err)
		}
	})
}

// FuzzRow is the same for one line of every table.
func FuzzRow(f *testing.F) {
	for i, t := range Tables() {
		text, err := t.lines(small().Rows[t.Name])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, text)
	}
	f.Fuzz(func(t *testing.T, i int, text []byte) {
		table := Tables()[uint(i)%uint(len(Tables()))]
		k := checker{given: map[string]map[string]bool{"persona": {ana: true}}}
		rows, err := k.table(table, text)
		if err != nil {
			return
		}
		told, err := table.lines(rows)
		if err != nil {
			t.Fatal(err)
		}
		k = checker{given: map[string]map[string]bool{"persona": {ana: true}}}
		if back, err := k.table(table, told); err != nil || !reflect.DeepEqual(rows, back) {
			t.Fatalf("%s: %v", told, err)
		}
	})
}
