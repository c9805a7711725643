package app

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

// refresh reads the sources that are due again, one after another, each in a process of its own: what an import needs,
// such as the table of zones, does not stay in this one.
func (a *App) refresh(ctx context.Context) error {
	for ctx.Err() == nil {
		s, ok, err := a.Directory.ClaimRefresh(ctx)
		if err != nil || !ok {
			return err
		}
		program, err := os.Executable()
		if err != nil {
			return err
		}
		child := exec.CommandContext(ctx, program, "import", "--source", s.Name, "--", s.Address)
		// By environment, since a command line can be read by everybody on the machine.
		child.Env = append(os.Environ(), "KITH_DATA="+a.Config.Data, "KITH_DATABASE="+a.Config.Database)
		child.Cancel = func() error { return child.Process.Signal(os.Interrupt) }
		child.WaitDelay = farewellTime
		if _, err := child.Output(); err != nil && ctx.Err() == nil {
			a.tellRefresh(s.Name, err)
		}
	}
	return nil
}

// The exit codes of an import that went in, but not as it should (doc/importing.md).
const (
	importSkipped = 3
	importHeld    = 4
)

// tellRefresh logs what became of an import. What it says of single rows stays out of the log: rows can hold anything. The
// report of the import has it, for stewards.
func (a *App) tellRefresh(source string, err error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		a.Log.Warn("a source could not be refreshed", "source", source, "err", err)
		return
	}
	switch exit.ExitCode() {
	case importSkipped:
		a.Log.Info("a source was refreshed, and rows of it were left out", "source", source)
	case importHeld:
		a.Log.Warn("a source was read again and waits for a steward", "source", source)
	default:
		a.Log.Warn("a source could not be refreshed", "source", source, "err", exit.ProcessState.String(), "why", lastLine(string(exit.Stderr)))
	}
}

// lastLine is the last line of what a command said, which says why it failed.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
