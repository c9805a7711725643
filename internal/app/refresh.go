package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
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
		if out, err := child.CombinedOutput(); err != nil {
			a.Log.Warn("a source could not be refreshed", "source", s.Name, "err", fmt.Errorf("%w: %s", err, lastLine(out)))
		}
	}
	return nil
}

func lastLine(text []byte) string {
	const most = 500
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return string(text)
}
