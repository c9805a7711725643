package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/app"
)

// deployed is a file of what an operator puts in place.
func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// said runs a tool of systemd, which has to find nothing wrong, and gives what it printed.
func said(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v (make test installs systemd's tools)\n%s", err, out)
	}
	return string(out)
}

func TestUnitIsSoundAndTight(t *testing.T) {
	const inPlace = "/usr/local/bin/kith"
	text := deployed(t, "kith.service")
	if strings.Count(text, inPlace+" ") != 1 {
		t.Fatalf("the unit does not start %s", inPlace)
	}
	unit := filepath.Join(t.TempDir(), "kith.service")
	if err := os.WriteFile(unit, []byte(strings.Replace(text, inPlace, program, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := said(t, "systemd-analyze", "verify", "--recursive-errors=no", unit); strings.Contains(out, "kith.service") {
		t.Error(out)
	}
	const mostExposed = "20" // tenths
	said(t, "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold="+mostExposed, unit)
}

func TestUnitOfTheServiceNamesTheUserThatIsMade(t *testing.T) {
	users, err := filepath.Abs(filepath.Join("..", "..", "deploy", "kith.sysusers"))
	if err != nil {
		t.Fatal(err)
	}
	if out := said(t, "systemd-sysusers", "--dry-run", "--root="+t.TempDir(), users); !strings.Contains(out, "Creating user 'kith'") {
		t.Errorf("%s", out)
	}
	if text := deployed(t, "kith.service"); !strings.Contains(text, "\nUser=kith\nGroup=kith\n") {
		t.Errorf("%s", text)
	}
}

func TestSettingsOfTheServiceHoldTogether(t *testing.T) {
	unit := deployed(t, "kith.service")
	c, err := app.Read(filepath.Join("..", "..", "deploy", "kith.toml"), func(string) string { return "" })
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "/var/lib/kith" || !strings.Contains(unit, "\nStateDirectory=kith\n") || !strings.Contains(unit, "serve --config /etc/kith.toml\n") {
		t.Errorf("data in %s, and\n%s", c.Data, unit)
	}
	if c.Address() != "https://help.example" || len(c.Hosts) != 1 {
		t.Errorf("browsers reach it at %s", c.Address())
	}
}
