package main

import (
	"errors"
	"os"
	"os/exec"
	"strings"
)

// need is a program without which something cannot be tested, and the Debian package that has it.
type need struct {
	debian string
	find   func() (string, error)
}

func (c *check) needs() []need {
	all := []need{
		{"gcc", func() (string, error) { return firstProgram("gcc", "clang") }}, // the race detector
		{"chromium", func() (string, error) { return firstProgram("chromium", "chromium-browser", "google-chrome") }},
		{"systemd", func() (string, error) { return firstProgram("systemd-analyze") }}, // looks at the unit; nothing of it runs
	}
	if os.Getenv(envServer) == "" {
		all = append(all, need{"postgresql", postgresPrograms})
	}
	return all
}

// programs installs what is missing, which only root can do; anybody else is told what to install.
func (c *check) programs() (string, error) {
	missing := c.missing()
	if len(missing) == 0 {
		return "", nil
	}
	packages := strings.Join(missing, " ")
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return "", errors.New("Something is missing that the tests need. On Debian:\n\n    sudo apt-get install " + packages +
			"\n\nInstead of PostgreSQL here, " + envServer + " may name a server elsewhere.")
	}
	if err := c.install(missing); err != nil {
		return "", err
	}
	if still := c.missing(); len(still) > 0 {
		return "", errors.New("installed, but still not found: " + strings.Join(still, " "))
	}
	return "installed " + packages, nil
}

func (c *check) missing() []string {
	var packages []string
	for _, n := range c.needs() {
		if _, err := n.find(); err != nil {
			packages = append(packages, n.debian)
		}
	}
	return packages
}

func (c *check) install(packages []string) error {
	for _, args := range [][]string{{"update"}, append([]string{"install", "-y", "--no-install-recommends"}, packages...)} {
		cmd := c.command("apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if _, err := printed(cmd); err != nil {
			return err
		}
	}
	return nil
}
