package feeds

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/fault"
)

// zeros gives n bytes of c without holding them.
type zeros struct {
	c byte
	n int
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(len(p), z.n)]
	for i := range p {
		p[i] = z.c
	}
	z.n -= len(p)
	return len(p), nil
}

func packed(r io.Reader) io.Reader {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.Copy(z, r)
	z.Close()
	return &b
}

func TestHostileSourcesGetAClearError(t *testing.T) {
	s := strings.NewReader
	for name, x := range map[string]struct {
		r   io.Reader
		key string
	}{
		"nothing":           {s(""), "import.error.empty"},
		"spaces":            {s(" \n "), "import.error.empty"},
		"web page":          {s("<!doctype html><title>x</title>"), "import.error.web_page"},
		"workbook":          {s("PK\x03\x04\x00\x00"), "import.error.workbook"},
		"picture":           {s("\x89PNG\r\n\x1a\n\x00\x00"), "import.error.not_text"},
		"nested JSON":       {&zeros{'[', 10 << 20}, "import.error."},
		"nested objects":    {s(strings.Repeat(`{"meetings":`, 1<<20)), "import.error."},
		"nested in a field": {io.MultiReader(s(`[{"name":`), &zeros{'[', 10 << 20}), "import.error."},
		"broken JSON":       {s(`[{"name":"A","day":1,"time":"19:00","timezone":"UTC"},{"name`), "import.error.json"},
		"two values":        {s(`[] []`), "import.error.json"},
		"no list":           {s(`{"error":"no"}`), "import.error.no_meetings"},
		"endless text":      {io.MultiReader(s(`[{"name":"`), &zeros{'x', 20 << 20}), "import.error.row_too_big"},
		"columns":           {s(strings.Repeat("a,", 10_000) + "\n1"), "import.error.columns"},
		"unclosed quote":    {io.MultiReader(s("name,day,time\n\"A,1,2\n"), &zeros{'x', 20 << 20}), "import.error.row_too_big"},
		"zip bomb":          {packed(&zeros{' ', 40 << 20}), "import.error."},
		"zip bomb of rows":  {packed(io.MultiReader(s("name,day,time\n"), &zeros{'\n', 40 << 20})), "import.error."},
		"broken gzip":       {s("\x1f\x8b\x08\x00zzzzzzzzzzzz"), "import.error.gzip"},
		"newer archive":     {s(`{"kith":99}` + "\n"), "import.error.archive_version"},
	} {
		_, err := Read(context.Background(), x.r, Options{Zone: "UTC"}, &kept{})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || !strings.HasPrefix(f.Key, x.key) {
			t.Errorf("%s: %v, want %s", name, err, x.key)
		}
	}
}

func TestMarkupInEveryFieldStaysText(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)><script>alert(2)</script>`
	plain := map[string]string{"name": "A" + evil, "day": "1", "time": "19:00", "timezone": "UTC", "start_date": "2027-01-04", "end_date": "2027-12-31"}
	var row []string
	for _, f := range MappedFields {
		value, ok := plain[f]
		if !ok {
			value = evil
		}
		row = append(row, `"`+f+`":"`+value+`"`)
	}
	k, _ := read(t, "[{"+strings.Join(row, ",")+"}]", Options{})
	if len(k.meetings()) != 1 {
		t.Fatalf("problems %v", k.problems)
	}
	if text := written(k); strings.Contains(text, "<") || strings.Contains(text, "alert") && strings.Contains(text, "script") {
		t.Errorf("markup came through: %s", text)
	}
}

func TestASinkThatFailsEndsTheReading(t *testing.T) {
	stop := errors.New("full")
	_, err := Read(context.Background(), strings.NewReader(`[{"name":"A","day":1,"time":"19:00"}]`), Options{Zone: "UTC"}, failing{&kept{}, stop})
	if err != stop {
		t.Errorf("%v", err)
	}
}

type failing struct {
	*kept
	err error
}

func (f failing) Draft(directory.Draft) error { return f.err }

func TestACancelledReadingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, strings.NewReader(`[]`), Options{}, &kept{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// written is everything that the sink was given, as text.
func written(k *kept) string {
	var b strings.Builder
	WriteArchive(&b, func(yield func(directory.Draft, error) bool) {
		for _, d := range k.drafts {
			if !yield(d, nil) {
				return
			}
		}
	})
	for _, p := range k.problems {
		b.WriteString(p.Value)
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`[{"name":"A","slug":"a","day":[1,"2"],"time":"7 pm","types":["O",{"x":1}],"latitude":"1","longitude":2}]`, `{"meetings":[{"id_bigint":"1","weekday_tinyint":"2"}],"formats":[]}`,
		"name;day;time\nA;lunes;19:30\n", "\ufeffTime,End Time,Day,Name,Location,Address,Types\n", "{\"kith\":1}\n{\"group\":{\"name\":\"x\"}}\n", "\xff\xfen\x00", "\x1f\x8b", "sep=|\na|b",
	} {
		f.Add([]byte(s), byte(0))
	}
	kinds := append([]Kind{""}, Kinds...)
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		k := &kept{}
		sum, err := Read(context.Background(), bytes.NewReader(data), Options{Kind: kinds[int(kind)%len(kinds)], Zone: "UTC"}, k)
		if err != nil {
			return
		}
		n := 0
		for _, d := range k.drafts {
			if d.Organisation == nil {
				n++
			}
			if m := d.Meeting; m != nil && (m.NativeID == "" || m.Name == "" || m.Attend == "" || m.Schedule.Validate() != nil) {
				t.Errorf("an unfit meeting: %+v (%v)", m, m.Schedule.Validate())
			}
		}
		if !sum.Held && sum.Read != n+sum.Skipped {
			t.Errorf("read %d, given on %d, skipped %d", sum.Read, n, sum.Skipped)
		}
	})
}

// Rows that would make a careless reader work for hours: lists that multiply, thousands of codes, times without end.
func TestRowsThatMultiplyAreCheap(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 100_000) }
	for _, row := range []string{
		`{"name":"A","slug":"a","time":"19:00","timezone":"UTC","day":"` + many("1st,") + many("mon ") + `"}`,
		`{"name":"A","slug":"a","time":"19:00","timezone":"UTC","day":[1` + many(",8") + `]}`,
		`{"name":"A","slug":"a","time":"19:00","timezone":"UTC","day":1,"types":["O"` + many(`,"QX"`) + `]}`,
		`{"name":"A","slug":"a","time":"` + many("7-") + `","timezone":"UTC","day":1,"notes":"` + many("<b>home ") + `"}`,
	} {
		k, sum := read(t, "["+row+"]", Options{})
		if sum.Read > 101 || len(k.problems) > 101 {
			t.Errorf("%d meetings and %d problems of one row", sum.Read, len(k.problems))
		}
	}
	k, _ := read(t, "name,mon,tue\nA,"+strings.Repeat("7pm&", 100_000)+",8pm\n", Options{Kind: CSV, Zone: "UTC", Mapping: &Mapping{"name": "name", "monday": "mon", "tuesday": "tue"}})
	if len(k.meetings()) != 1 || len(k.problems) != 2 {
		t.Errorf("%d meetings, %d problems", len(k.meetings()), len(k.problems))
	}
}

func TestZeroBytesAreInNoDraft(t *testing.T) {
	const zero = `\u0000`
	k, _ := read(t, `[{"id_bigint":"1","meeting_name":"A`+zero+`","weekday_tinyint":"2","start_time":"19:00:00","time_zone":"UTC","service_body_bigint":"3`+zero+`",
		"worldid_mixed":"w`+zero+`","formats":"O`+zero+`,C`+zero+`","published":"1"},{"id":"1`+zero+`","parent_id":"0`+zero+`","name":"N`+zero+`","type":"RS"}]`,
		Options{Kind: BMLT})
	if len(k.drafts) != 2 {
		t.Fatalf("%d drafts, problems %+v", len(k.drafts), k.problems)
	}
	if text := written(k); strings.Contains(text, zero) || strings.Contains(text, "\x00") {
		t.Error(text)
	}
	for _, p := range k.problems {
		if strings.Contains(p.Field+p.Value+p.Where, "\x00") {
			t.Errorf("%+v", p)
		}
	}
}

// TestAnArchiveFromElsewhereIsNotTrusted reads one that somebody wrote by hand.
func TestAnArchiveFromElsewhereIsNotTrusted(t *testing.T) {
	k, _ := read(t, `{"kith":1}
{"group":{"id":"g","name":"G"},"venue":{"id":"v","name":"The Millers","street":"17 Zanzibar Terrace","shown":"secret","rough":true,"at":{"lat":37.804512,"lng":-122.201234}},"meeting":{"id":"m","name":"M","attend":"in_person","schedule":{},"join_for":"friends"}}
{"group":{"id":"g2","name":"`+strings.Repeat("A", 3000)+`"}}
{"group":{"id":"g3","name":"G3"},"meeting":{"id":"m3","name":"M3","attend":"by magic","schedule":{}}}
`, Options{})
	if len(k.drafts) != 2 || len(k.problems) == 0 {
		t.Fatalf("%d drafts, problems %+v", len(k.drafts), k.problems)
	}
	if text := written(k); strings.Contains(text, "Zanzibar") || strings.Contains(text, "Miller") || strings.Contains(text, "37.804512") {
		t.Errorf("a place is told that is shown in a way nobody knows: %s", text)
	}
	if d := k.drafts[0]; !d.Venue.Withheld() || d.Meeting.JoinFor != "members" {
		t.Errorf("%+v, %+v", d.Venue, d.Meeting)
	}
	if n := len([]rune(k.drafts[1].Group.Name)); n > maxName {
		t.Errorf("a name has %d letters", n)
	}
}
