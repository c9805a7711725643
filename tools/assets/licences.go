package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tools are packages that build or check and leave nothing in the finished files.
var tools = []string{"typescript", "@typescript/", "@types/", "axe-core", "commander"}

// licences gathers the licences of the packages whose code, letters, drawings or data may be in the finished files.
func licences(web, out string, m manifest) error {
	var found []string
	for _, pattern := range []string{"*", "@*/*"} {
		more, err := filepath.Glob(filepath.Join(web, "node_modules", pattern, "package.json"))
		if err != nil {
			return err
		}
		found = append(found, more...)
	}
	var b bytes.Buffer
	for _, file := range found {
		if err := licence(&b, file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return m.add(out, "licences.txt", b.Bytes())
}

// licence writes a package's name, the licence it says it is under, and that licence's text when it brings one.
func licence(b *bytes.Buffer, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var p struct{ Name, Version, License string }
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	for _, tool := range tools {
		if strings.HasPrefix(p.Name, tool) {
			return nil
		}
	}
	fmt.Fprintf(b, "%s %s: %s\n\n", p.Name, p.Version, p.License)
	texts, err := filepath.Glob(filepath.Join(filepath.Dir(file), "LICEN[CS]E*"))
	if err != nil {
		return err
	}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "%s\n\n", bytes.TrimSpace(text))
	}
	return nil
}
