package index

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"
)

func someIndex(seed uint64, n int) (*Index, *reference) {
	r := random{rand.New(rand.NewPCG(seed, 7))}
	var entries []Entry
	for id := range n {
		entries = append(entries, r.entry(id))
	}
	return New(slices.Values(entries), Options{Words: someWords}), newReference(entries)
}

func saved(t testing.TB, ix *Index, mark string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ix.Save(&b, mark); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASavedIndexAnswersTheSame(t *testing.T) {
	r := random{rand.New(rand.NewPCG(2, 2))}
	ix, ref := someIndex(2, 200)
	changeBoth(r, 0, ix, ref)
	again, mark, err := Load(bytes.NewReader(saved(t, ix, "change 17")), Options{Words: someWords})
	if err != nil {
		t.Fatal(err)
	}
	if mark != "change 17" || again.Version() != ix.Version() || again.Len() != ix.Len() {
		t.Fatalf("mark %q, version %d, length %d; want those of the saved index", mark, again.Version(), again.Len())
	}
	for range 200 {
		compareAnswers(t, r.now(), r.query(), again, ref)
	}
	changeBoth(r, 1, again, ref)
	for range 50 {
		compareAnswers(t, r.now(), r.query(), again, ref)
	}
}

func TestAnEmptyIndexIsSavedToo(t *testing.T) {
	ix := New(slices.Values([]Entry(nil)), Options{})
	again, _, err := Load(bytes.NewReader(saved(t, ix, "")), Options{})
	if err != nil || again.Len() != 0 {
		t.Fatalf("length %d, %v", again.Len(), err)
	}
}

func TestEveryChangedByteOfASavedIndexIsNoticed(t *testing.T) {
	ix, _ := someIndex(3, 8)
	data := saved(t, ix, "mark")
	for i := range data {
		damaged := slices.Clone(data)
		damaged[i] ^= 0x10
		if _, _, err := Load(bytes.NewReader(damaged), Options{Words: someWords}); err == nil {
			t.Fatalf("byte %d of %d changed, and no error", i, len(data))
		}
	}
}

func TestASavedIndexThatEndsEarlyIsRefused(t *testing.T) {
	ix, _ := someIndex(3, 8)
	data := saved(t, ix, "mark")
	for n := range len(data) {
		if _, _, err := Load(bytes.NewReader(data[:n]), Options{Words: someWords}); err == nil {
			t.Fatalf("%d of %d bytes, and no error", n, len(data))
		}
	}
}

func TestASavedIndexWithOtherWordsForCodesIsRefused(t *testing.T) {
	ix, _ := someIndex(3, 8)
	other := Options{Words: func(string, string) []string { return []string{"other"} }}
	if _, _, err := Load(bytes.NewReader(saved(t, ix, "")), other); err == nil {
		t.Fatal("no error")
	}
}

// FuzzLoad gives Load damaged data, also with a checksum that fits: it may take what is not a lie it can see through,
// but never panics, then or in a search.
func FuzzLoad(f *testing.F) {
	r := random{rand.New(rand.NewPCG(1, 1))}
	for n := range 3 {
		ix, _ := someIndex(uint64(n), n*3)
		data := saved(f, ix, "mark")
		f.Add(data[:len(data)-sha256.Size])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, err := Load(bytes.NewReader(data), Options{Words: someWords}); err == nil && !sealed(data) {
			t.Fatal("damaged data was taken")
		}
		sum := sha256.Sum256(data)
		ix, _, err := Load(bytes.NewReader(append(slices.Clip(data), sum[:]...)), Options{Words: someWords})
		if err != nil {
			return
		}
		for range 20 {
			if _, err := ix.Search(r.now(), r.query()); err != nil {
				t.Fatal(err)
			}
		}
		ix.All(func(*Entry) bool { return true })
		ix.Apply([]Entry{r.entry(1)}, []string{"id-2"})
	})
}

func sealed(data []byte) bool {
	if len(data) < sha256.Size {
		return false
	}
	end := len(data) - sha256.Size
	sum := sha256.Sum256(data[:end])
	return bytes.Equal(sum[:], data[end:])
}
