package lists

import (
	"slices"
	"testing"
)

func TestWithAddsWhatIsMissing(t *testing.T) {
	room := append(make([]string, 0, 8), "a", "b")
	have := With(room, "b", "c", "c")
	if !slices.Equal(have, []string{"a", "b", "c"}) {
		t.Errorf("have %v", have)
	}
	if other := With(room, "d"); have[2] != "c" || other[2] != "d" {
		t.Errorf("two lists share their end: %v, %v", have, other)
	}
	if none := With(nil); none != nil {
		t.Errorf("nothing and nothing is %v", none)
	}
}

func TestWhatIsEmptyIsLeftOut(t *testing.T) {
	texts := []string{"", "Oakland", "", "CA"}
	if have := Join(", ", texts...); have != "Oakland, CA" {
		t.Errorf("have %q", have)
	}
	if Filled("", "") != nil || texts[1] != "Oakland" {
		t.Error("nothing is not nothing, or the texts were changed")
	}
}
