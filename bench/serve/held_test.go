package serve

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/internal/directory"
	"kith/internal/people"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// BenchmarkHeld measures how long others wait while a feed of a hundred thousand meetings comes in, in a process of its
// own as always: those who read pages of the serving program, and those who write to the same database. The same without
// an import stands beside it.
func BenchmarkHeld(b *testing.B) {
	program := Build(b)
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			data := storetest.Options(b, engine)
			Fill(b, data, listed)
			p := Serve(b, program, data)
			p.Settle()
			feed := guide(b, 100_000)
			b.Run("at-rest", func(b *testing.B) {
				for range b.N {
					others(b, p, data, func() { time.Sleep(5 * time.Second) })
				}
			})
			b.Run("importing", func(b *testing.B) {
				for i := range b.N {
					others(b, p, data, func() { importing(b, program, data, fmt.Sprint("feed ", b.N, i), feed) })
				}
			})
		})
	}
}

// importing reads a feed into the database.
func importing(b *testing.B, program string, o store.Options, source, feed string) {
	c := exec.Command(program, "import", "--source", source, feed)
	c.Env = environment(o)
	start := time.Now()
	if out, err := c.CombinedOutput(); err != nil {
		b.Errorf("%v\n%s", err, out)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s-import")
}

// others reads and writes while something goes on, and reports how long each took.
func others(b *testing.B, p *Process, o store.Options, going func()) {
	points := Points(listed, 400)
	slugs := slugsIn(answersTo(b, p, nearWeekday(points), 20))
	ctx, over := context.WithCancel(context.Background())
	var all sync.WaitGroup
	reader := dial(b, p)
	again(ctx, &all, b, "read", func(i int) error {
		reader.get("/meetings/" + slugs[i%len(slugs)]) // from the database
		reader.get(resultsPage(points)(i))             // from the index
		return nil
	})
	d := open(b, o)
	again(ctx, &all, b, "count", func(int) error {
		d.Miss("grief", "37.75,-122.50")
		return d.KeepMisses(ctx)
	})
	w, err := d.Public(ctx, "meeting", slugs[0])
	if err != nil {
		b.Fatal(err)
	}
	again(ctx, &all, b, "edit", func(i int) error { return d.Verify(ctx, people.Operator(), w.Listing.ID, directory.WaysToVerify[i%2]) })
	going()
	over()
	all.Wait()
}

// again does something a hundred times a second until ctx ends, and reports the longest that it took, and what only one
// in a hundred took longer than.
func again(ctx context.Context, all *sync.WaitGroup, b *testing.B, name string, do func(i int) error) {
	all.Go(func() {
		var took []time.Duration
		for i := 0; ctx.Err() == nil; i++ {
			start := time.Now()
			if err := do(i); err != nil && ctx.Err() == nil {
				b.Error(name, err)
				return
			}
			took = append(took, time.Since(start))
			time.Sleep(10 * time.Millisecond)
		}
		slices.Sort(took)
		b.ReportMetric(micro(took[len(took)*99/100])/1000, "p99-ms-"+name)
		b.ReportMetric(micro(took[len(took)-1])/1000, "longest-ms-"+name)
	})
}

// guide writes a Meeting Guide feed of n meetings and gives its path.
func guide(b *testing.B, n int) string {
	type meeting struct {
		Slug      string   `json:"slug"`
		Name      string   `json:"name"`
		Day       int      `json:"day"`
		Time      string   `json:"time"`
		Timezone  string   `json:"timezone"`
		Types     []string `json:"types"`
		Group     string   `json:"group"`
		Location  string   `json:"location"`
		Address   string   `json:"formatted_address"`
		Latitude  float64  `json:"latitude,omitempty"`
		Longitude float64  `json:"longitude,omitempty"`
	}
	name := filepath.Join(b.TempDir(), "feed.json")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	e := json.NewEncoder(f)
	next := "["
	for m := range meetings(n) {
		fmt.Fprint(f, next)
		next = ","
		if err := e.Encode(meeting{"feed-" + m.Slug, m.Name, int(m.Schedule.Weekday), m.Schedule.Start.String(), cmp.Or(m.Schedule.Zone, "UTC"),
			[]string{"O", "D", "X"}, m.Group, m.Venue, m.Address, m.At.Lat, m.At.Lng}); err != nil {
			b.Fatal(err)
		}
	}
	fmt.Fprint(f, "]")
	return name
}
