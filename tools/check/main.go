// Command check runs every check of Kith and ends with a line that counts the tests. It stops at the first step that
// fails. Run it at the top of the repository:
//
//	go run ./tools/check                      everything, on a PostgreSQL server of its own
//	go run ./tools/check -short               without the race detector and the slower checks
//	go run ./tools/check ./internal/store/... only the tests of these packages
//	go run ./tools/check postgres             only start a server and say how to use it
//
// With KITH_TEST_POSTGRES set to the URL of a server on which databases may be made and dropped, that one is used.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func main() {
	// The servers that are started end with the thread that started them, so that thread stays: see startPostgres.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	c := check{ctx: ctx}
	flag.BoolVar(&c.short, "short", false, "without the race detector and the slower checks")
	flag.Parse()
	c.packages = flag.Args()
	if flag.Arg(0) == "postgres" {
		os.Exit(c.serve())
	}
	os.Exit(c.all())
}

// check is one run.
type check struct {
	ctx      context.Context
	short    bool
	packages []string // empty: all
	server   *postgres
	tests    tally
}

// step is one thing that is checked. It gives a remark for its line, and an error when it failed.
type step struct {
	name string
	run  func() (remark string, err error)
}

// all runs the steps and gives the exit status.
func (c *check) all() int {
	began := time.Now()
	err := c.run(c.steps())
	c.server.stop()
	if err != nil {
		c.tests.failed = max(c.tests.failed, 1)
	}
	fmt.Printf("\n%v in all\n%d passed, %d failed, %d skipped\n", since(began), c.tests.passed, c.tests.failed, c.tests.skipped)
	if c.tests.failed > 0 {
		return 1
	}
	return 0
}

func (c *check) steps() []step {
	steps := []step{{"programs", c.programs}}
	if len(c.packages) == 0 {
		steps = append(steps, step{"generated", c.generated}) // first: making the assets would make them too
	}
	steps = append(steps, step{"assets", c.assets})
	if len(c.packages) == 0 {
		steps = append(steps, step{"gofmt", c.gofmt}, step{"typescript", c.typescript}, step{"vet", c.vet},
			step{"staticcheck", c.staticcheck})
	}
	if len(c.packages) == 0 && !c.short {
		steps = append(steps, step{"vulnerabilities", c.vulnerabilities}, step{"amd64, arm64", c.cross})
	}
	return append(steps, step{"postgres", c.postgres}, step{"tests", c.test})
}

func (c *check) run(steps []step) error {
	for _, s := range steps {
		began := time.Now()
		remark, err := s.run()
		if err != nil {
			fmt.Printf("FAILED  %-16s %8v\n%v\n", s.name, since(began), err)
			return err
		}
		fmt.Printf("ok      %-16s %8v  %s\n", s.name, since(began), remark)
	}
	return nil
}

// serve starts a server for a developer and waits to be interrupted.
func (c *check) serve() int {
	err := c.run([]step{{"programs", c.programs}, {"postgres", c.postgres}})
	if err != nil {
		return 1
	}
	fmt.Printf("\nexport %s='%s'\n\nCtrl-C ends it.\n", envServer, os.Getenv(envServer))
	<-c.ctx.Done()
	c.server.stop()
	return 0
}

func since(t time.Time) time.Duration { return time.Since(t).Round(100 * time.Millisecond) }
