package app

import (
	"os"
	"runtime"
	"runtime/debug"
)

// headroom is how many bytes of garbage may gather beside what is in use before it is collected. Go itself lets as much
// gather as is in use: with few listings that is collected all the time, with many it is memory for nothing, since the
// index has few pointers to follow.
const headroom = 32 << 20

// The share of the heap in use that the headroom may be, in percent.
const (
	leastGarbage = 25
	mostGarbage  = 400
)

// collectWisely has garbage collected when the headroom is full, unless the operator set GOGC.
func collectWisely() {
	if os.Getenv("GOGC") != "" {
		return
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	debug.SetGCPercent(int(min(max(100*headroom/m.HeapAlloc, leastGarbage), mostGarbage)))
}
