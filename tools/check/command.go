package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// command prepares a program that is asked to end when the run is interrupted, and made to a while later.
func (c *check) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// output runs a program and gives what it printed; the error holds that too.
func (c *check) output(name string, args ...string) (string, error) {
	return printed(c.command(name, args...))
}

func printed(cmd *exec.Cmd) (string, error) {
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	if err != nil {
		return "", fmt.Errorf("%s\n%s: %w", text, strings.Join(cmd.Args, " "), err)
	}
	return text, nil
}

// quiet runs a program for its exit status.
func (c *check) quiet(name string, args ...string) (string, error) {
	_, err := c.output(name, args...)
	return "", err
}

// firstProgram is the first of the names that can be run.
func firstProgram(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("none of " + strings.Join(names, ", ") + " is installed")
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
