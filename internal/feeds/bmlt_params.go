package feeds

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// bmltParams reads the parameters of the semantic API. A list comes as x=1,2 or as x[]=1&x[]=2 (or x[0]=1), and both
// mean the same. What is no number where one is wanted counts as not given; parameters that nobody knows are ignored, as
// a BMLT server does, since widgets send some of their own.
type bmltParams map[string][]string

func newBMLTParams(v url.Values) bmltParams {
	p := bmltParams{}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		plain, _, _ := strings.Cut(name, "[")
		p[plain] = append(p[plain], v[name]...)
	}
	return p
}

// has says whether a parameter is there, with a value or without.
func (p bmltParams) has(name string) bool { return len(p[name]) > 0 }

// get gives the first value; empty when there is none.
func (p bmltParams) get(name string) string {
	if !p.has(name) {
		return ""
	}
	return strings.TrimSpace(p[name][0])
}

// on says whether a switch is on.
func (p bmltParams) on(name string) bool { return p.get(name) != "" && p.get(name) != "0" }

// texts gives all values of a list.
func (p bmltParams) texts(name string) (out []string) {
	for _, v := range p[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// number gives a number; ok is false when there is none.
func (p bmltParams) number(name string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(p.get(name), 64)
	return x, err == nil && x-x == 0
}

// minutes reads a time given as hours and minutes in two parameters; ok is false when neither is there.
func (p bmltParams) minutes(name string) (n int, ok bool) {
	h, hasHours := p.number(name + "H")
	m, hasMinutes := p.number(name + "M")
	return int(max(min(h*60+m, 48*60), 0)), hasHours || hasMinutes
}

// wishes are numbers that are wanted, and numbers that are refused: a minus refuses.
type wishes struct{ any, not []int64 }

func (p bmltParams) wishes(name string) (w wishes) {
	for _, text := range p.texts(name) {
		n, err := strconv.ParseInt(text, 10, 64)
		switch {
		case err != nil:
		case n < 0:
			w.not = append(w.not, -n)
		default:
			w.any = append(w.any, n)
		}
	}
	return w
}

func (w wishes) empty() bool { return len(w.any)+len(w.not) == 0 }

// allows says whether something with this number is wanted.
func (w wishes) allows(n int64) bool {
	return (len(w.any) == 0 || slices.Contains(w.any, n)) && !slices.Contains(w.not, n)
}
