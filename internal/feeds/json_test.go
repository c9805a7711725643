package feeds

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestPositionsAreWrittenAsShortAsTheyCanBe(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := []float64{0, 1, -1, 180, -180, 37.8107, -122.2534, 0.1, -0.0000001, 1e-8, 89.99999999, 12.345678901, 1e300, math.SmallestNonzeroFloat64, math.Inf(1)}
	for range 20_000 {
		x := r.Float64()*360 - 180
		scale := math.Pow10(r.IntN(9))
		all = append(all, x, math.Round(x*scale)/scale+0) // zero has one sign
	}
	for _, x := range all {
		if got, want := string(appendDegrees(nil, x)), strconv.FormatFloat(x, 'f', -1, 64); got != want {
			t.Errorf("%v is written %s, want %s", x, got, want)
		}
	}
}
