// Package serve measures the built program as an operator runs it, over a network connection on this machine: processor
// time of a request, beside the same bytes served from memory by net/http; memory; the time from start to first answer;
// and how long an import keeps others waiting. Run it with
//
//	go test -run '^$' -bench . ./bench/serve
//
// Figures stand in doc/performance.md.
package serve

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/internal/store"
)

// Build builds the program and gives its path.
func Build(b testing.TB) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "kith")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "kith/cmd/kith")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// Process is a program that serves, in a process of its own, so that the processor time of those who ask is not counted.
type Process struct {
	Base string // address, such as http://localhost:41234
	b    testing.TB
	cmd  *exec.Cmd
}

// Serve starts the program on a database, and gives it when it can answer.
func Serve(b testing.TB, program string, o store.Options) *Process {
	b.Helper()
	p := &Process{b: b, cmd: exec.Command(program, "serve", "--listen", "localhost:0")}
	p.cmd.Env = environment(o)
	p.run(filepath.Join(b.TempDir(), "log"))
	return p
}

// environment tells the program where its database is.
func environment(o store.Options) []string {
	return append(os.Environ(), "KITH_DATA="+o.Dir, "KITH_DATABASE="+o.URL)
}

// run starts the process and waits for the line with its address. What it logs goes into a file, as it would on a server.
func (p *Process) run(log string) {
	p.b.Helper()
	var err error
	logged, err := os.Create(log)
	if err != nil {
		p.b.Fatal(err)
	}
	defer logged.Close()
	p.cmd.Stderr = logged
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.b.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.b.Fatal(err)
	}
	p.b.Cleanup(p.Stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	base, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ready {
		text, _ := os.ReadFile(log)
		p.b.Fatalf("did not start: %q %v\n%s", line, err, text)
	}
	p.Base = base
}

// Stop lets the process end by itself. A second Stop does nothing.
func (p *Process) Stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // one that is over is waited for all the same
	_ = p.cmd.Wait()
}

// tick is the unit of processor time in /proc (proc(5), USER_HZ: 100 on every Linux).
const tick = 10 * time.Millisecond

// CPU is the processor time that the process has taken so far, its own and the system's for it.
func (p *Process) CPU() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before may hold anything
	fields := strings.Fields(rest)
	return (p.number(fields[11]) + p.number(fields[12])) * tick // utime and stime
}

func (p *Process) number(text string) time.Duration {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.b.Fatal(err)
	}
	return time.Duration(n)
}

// Settle waits until the process has done what it does at its start beside answering: until it rests for a second.
func (p *Process) Settle() {
	for before := p.CPU() - time.Second; p.CPU()-before > 2*tick; {
		before = p.CPU()
		time.Sleep(time.Second)
	}
}

// Memory is what of the process lies in memory, in bytes: all of it, with what is mapped of its own file, and what it
// alone holds.
func (p *Process) Memory() (resident, own float64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSuffix(strings.TrimSpace(value), " kB")
		switch name {
		case "VmRSS":
			resident = float64(p.number(value)) * 1024
		case "RssAnon":
			own = float64(p.number(value)) * 1024
		}
	}
	return resident, own
}
