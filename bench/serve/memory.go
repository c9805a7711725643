package serve

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// envMemory makes the test binary a plain server of what lies in the folder that it names.
const envMemory = "KITH_BENCH_MEMORY"

// fromMemory starts a plain net/http server that gives the bodies from memory under the paths /0, /1 and so on: no faster
// way to answer is there.
func fromMemory(b testing.TB, bodies [][]byte) *Process {
	b.Helper()
	dir := b.TempDir()
	for i, body := range bodies {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), body, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	p := &Process{b: b, cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), envMemory+"="+dir)
	p.run(filepath.Join(b.TempDir(), "log"))
	return p
}

// serveMemory answers until it is ended.
func serveMemory(dir string) error {
	mux := http.NewServeMux()
	for i := 0; ; i++ {
		body, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)))
		if os.IsNotExist(err) {
			break
		}
		if err != nil {
			return err
		}
		mux.HandleFunc("GET /"+strconv.Itoa(i), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body) // who went away is no error
		})
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	fmt.Printf("ready http://%s\n", l.Addr())
	return http.Serve(l, mux)
}
