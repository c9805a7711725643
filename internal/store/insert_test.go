package store_test

import (
	"fmt"
	"testing"

	"kith/internal/fault"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

func TestInsertMany(t *testing.T) {
	columns := []string{"id", "word", "open"}
	for _, n := range []int{0, 1, 2, 255, 256, 257, 1000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				exec(t, db, "CREATE TABLE test_many (id BIGINT PRIMARY KEY, word TEXT, open BOOLEAN)")
				for _, want := range []int{n, 0} { // the second time all are there
					err := db.Write(t.Context(), func(tx *store.Tx) error {
						added, err := tx.InsertMany("test_many", columns, many(n), "ON CONFLICT (id) DO NOTHING")
						if added != int64(want) {
							t.Errorf("added %d, want %d", added, want)
						}
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				good := "SELECT COUNT(*) FROM test_many WHERE word = 'word ' || id AND open = (id % 2 = 0)"
				if got := number(t, db, good); got != int64(n) {
					t.Errorf("%d rows are right, want %d", got, n)
				}
			})
		})
	}
}

func many(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{int64(i), fmt.Sprint("word ", i), i%2 == 0}
	}
	return rows
}

func TestInsertManyTakesWideRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		create, columns, row := "CREATE TABLE test_wide (", []string{}, []any{}
		for i := range 300 {
			columns, row = append(columns, fmt.Sprint("c", i)), append(row, int64(i))
			create += fmt.Sprintf("c%d BIGINT, ", i)
		}
		exec(t, db, create+"last TEXT)")
		rows := make([][]any, 300)
		for i := range rows {
			rows[i] = row
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.InsertMany("test_wide", columns, rows, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, db, "SELECT SUM(c299) FROM test_wide"); n != 299*300 {
			t.Errorf("sum %d", n)
		}
	})
}

func TestInsertManyAddsAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for name, bad := range map[string][]any{
			"twice": {"500", "x"},
			"short": {"more"},
		} {
			rows := make([][]any, 600)
			for i := range rows {
				rows[i] = []any{fmt.Sprint(i), "x"}
			}
			rows[599] = bad
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				tx.InsertMany("setting", []string{"name", "value"}, rows, "")
				return nil
			})
			if err == nil || name == "twice" && fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
			if n := number(t, db, "SELECT COUNT(*) FROM setting"); n != 0 {
				t.Errorf("%s: %d rows were kept", name, n)
			}
		}
	})
}

func BenchmarkInsertMany(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			db := storetest.New(b, engine)
			b.ResetTimer()
			for i := range b.N {
				if err := db.Write(b.Context(), func(tx *store.Tx) error { return wideBatch(tx, i) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(1000*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// wideBatch adds 1,000 rows of 20 columns with three indexes, about what a meeting is.
func wideBatch(tx *store.Tx, batch int) error {
	const rows, columns = 1000, 20
	names, create := make([]string, columns), "CREATE TABLE IF NOT EXISTS test_wide (c0 TEXT PRIMARY KEY"
	for c := range names {
		names[c] = fmt.Sprint("c", c)
		if c > 0 {
			create += fmt.Sprintf(", c%d TEXT", c)
		}
	}
	if batch == 0 {
		if _, err := tx.Exec(create + ")"); err != nil {
			return err
		}
		for _, c := range names[1:4] {
			if _, err := tx.Exec("CREATE INDEX wide_" + c + " ON test_wide (" + c + ")"); err != nil {
				return err
			}
		}
	}
	all := make([][]any, rows)
	for r := range all {
		all[r] = make([]any, columns)
		for c := range all[r] {
			all[r][c] = fmt.Sprintf("value %d of %d", c, r*31%97)
		}
		all[r][0] = store.NewListingID()
	}
	_, err := tx.InsertMany("test_wide", names, all, "")
	return err
}
