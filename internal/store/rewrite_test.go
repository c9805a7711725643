package store

import (
	"strings"
	"testing"
)

func TestRewrite(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"SELECT 1", "SELECT 1"},
		{"SELECT $1, $2", "SELECT ?1, ?2"},
		{"SELECT $2||$1", "SELECT ?2||?1"},
		{"a=$12AND b=$3", "a=?12AND b=?3"},
		{"($1)", "(?1)"},
		{"SELECT '$1', $1", "SELECT '$1', ?1"},
		{"SELECT 'it''s $1', $1", "SELECT 'it''s $1', ?1"},
		{`SELECT "$1", $1`, `SELECT "$1", ?1`},
		{`SELECT "a""$1", $1`, `SELECT "a""$1", ?1`},
		{"-- costs $1\nSELECT $1", "-- costs $1\nSELECT ?1"},
		{"SELECT $1 -- $2", "SELECT ?1 -- $2"},
		{"/* $1 ' */ SELECT $1", "/* $1 ' */ SELECT ?1"},
		{"SELECT 3-$1", "SELECT 3-?1"},
		{"SELECT 3/$1", "SELECT 3/?1"},
		{"SELECT a$1", "SELECT a$1"},
		{"SELECT é$1, $1", "SELECT é$1, ?1"},
		{"$", "$"},
		{"$x", "$x"},
		{"'open $1", "'open $1"},
		{"/* open $1", "/* open $1"},
		{"価 = $1 AND 名 = '$1'", "価 = ?1 AND 名 = '$1'"},
	} {
		if got := rewrite(c.in); got != c.want {
			t.Errorf("rewrite(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTextsAreKeptButNotForEver(t *testing.T) {
	var kept texts
	for i := range 2*keptTexts + 5 {
		kept.get("SELECT $1 " + strings.Repeat(" ", i))
	}
	if n := len(kept.kept); n == 0 || n > keptTexts {
		t.Errorf("%d texts kept", n)
	}
	if got := kept.get("SELECT $1"); got != "SELECT ?1" {
		t.Errorf("got %q", got)
	}
}

// FuzzRewrite checks that only the byte before a parameter's number changes, and that doing it twice changes no more.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{"SELECT $1", "'$1'$2", `"$1"`, "--$1\n$2", "/*$1*/$2", "''''$1", "a$1$2", "$$1", "\xff$1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		got := rewrite(query)
		if len(got) != len(query) {
			t.Fatalf("length changed: %q to %q", query, got)
		}
		for i := range len(got) {
			if got[i] == query[i] {
				continue
			}
			if query[i] != '$' || got[i] != '?' || i+1 == len(query) || !isDigit(query[i+1]) {
				t.Fatalf("byte %d: %q to %q", i, query, got)
			}
		}
		if again := rewrite(got); again != got {
			t.Fatalf("twice: %q to %q", got, again)
		}
	})
}
