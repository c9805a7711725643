package query

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// TestAQuestionCannotBeEndless asks what would be said back many times over, value by value.
func TestAQuestionCannotBeEndless(t *testing.T) {
	var many []string
	for i := range 100_000 {
		many = append(many, fmt.Sprint("o", i))
	}
	unknown := url.Values{}
	for _, name := range many {
		unknown.Set(name, "1")
	}
	for what, v := range map[string]url.Values{
		"values in one":      {"org": {strings.Join(many, ",")}},
		"values one by one":  {"org": many},
		"a long value":       {"q": {strings.Repeat("a", 1<<20)}},
		"a long place":       {"near": {strings.Repeat("a b ", 1<<18)}},
		"unknown parameters": unknown,
		"a long name":        {strings.Repeat("x", 1<<20): {"1"}},
	} {
		s, wrong := Parse(v, Asked{})
		if len(wrong) == 0 || len(wrong) > mostValues {
			t.Errorf("%s: %d things are wrong", what, len(wrong))
		}
		if n := len(s.Values.Encode()); n > 0 {
			t.Errorf("%s: %d bytes are left to be said back", what, n)
		}
		for _, f := range wrong {
			if len(f.Name) > longestValue {
				t.Errorf("%s: a problem's name has %d bytes", what, len(f.Name))
			}
		}
	}
}
