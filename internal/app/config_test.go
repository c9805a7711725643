package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// settings writes a configuration file.
func settings(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kith.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestEnvironmentIsStrongerThanTheFileAndThatThanNothing(t *testing.T) {
	file := settings(t, "data = \"of-file\"\nlisten = \"localhost:1\"\nname = \"Of File\"\nhttps = [\"help.example\"]")
	c, err := Read(file, environment("KITH_DATA=of-environment", "KITH_ADMIN_LISTEN=127.0.0.1:2"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "of-environment" || c.Listen != "localhost:1" || c.Name != "Of File" || c.AdminListen != "127.0.0.1:2" || c.Hosts[0] != "help.example" {
		t.Errorf("%+v", c)
	}
	if c, err = Read("", environment()); err != nil || c.Data != "data" || c.Listen != "localhost:8080" || c.Name != "Kith" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestFileThatCannotBeUnderstoodIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`lissen = "localhost:1"`: `"lissen"`,
		"[http]\nlisten = 1":     `"http`,
		`listen = 80`:            "cannot be read",
		`listen`:                 "cannot be read",
	} {
		if _, err := Read(settings(t, text), environment()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none.toml"), environment()); err == nil || !strings.Contains(err.Error(), "there is no configuration file") {
		t.Error(err)
	}
	if _, err := Read("", environment("KITH_TEST_NOW=yesterday")); err == nil || !strings.Contains(err.Error(), "yesterday") {
		t.Error(err)
	}
}

func TestConfigurationThatWouldHarmIsRefused(t *testing.T) {
	for name, c := range map[string]Config{
		"no address":               {Listen: "8080"},
		"a base without a scheme":  {Listen: ":80", BaseURL: "help.example"},
		"a base with a path":       {Listen: ":80", BaseURL: "https://help.example/kith"},
		"metrics for everybody":    {Listen: ":80", AdminListen: ":9100"},
		"metrics on a public host": {Listen: ":80", AdminListen: "203.0.113.1:9100"},
		"another time for all":     {Listen: ":80", Now: time.Unix(1, 0)},
		"the sample in feeds":      {Listen: ":80", SampleInFeeds: true},
		"an address for a host":    {Listen: ":443", Hosts: []string{"https://help.example"}},
		"a host of one word":       {Listen: ":443", Hosts: []string{"help"}},
		"a host with a port":       {Listen: ":443", Hosts: []string{"help.example:443"}},
	} {
		if err := c.Check(); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
	for name, c := range map[string]Config{
		"defaults":        Defaults(),
		"private metrics": {Listen: ":80", AdminListen: "10.0.0.1:9100"},
		"a host":          {Listen: ":443", Hosts: []string{"help.example", "ayuda.español.example"}},
		"trying":          {Listen: "127.0.0.1:0", SampleInFeeds: true, Now: time.Unix(1, 0)},
	} {
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressFollowsFromTheConfiguration(t *testing.T) {
	for want, c := range map[string]Config{
		"https://help.example":  {Listen: ":443", Hosts: []string{"help.example", "other.example"}},
		"https://front.example": {Listen: "localhost:80", BaseURL: "https://front.example/"},
		"http://localhost:80":   {Listen: "127.0.0.1:80"},
	} {
		if got := c.Address(); got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	if c := (Config{Listen: "127.0.0.1:443", Hosts: []string{host}}); c.securesItself() {
		t.Error("a loopback address speaks HTTPS, where a proxy asks")
	}
}
