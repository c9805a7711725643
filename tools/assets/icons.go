package main

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// icons gathers the Lucide drawings named in web/icons/list.txt into one file of symbols. Lucide is under the ISC licence,
// whose notice goes into the file.
func icons(web, out string, m manifest) error {
	list, err := os.ReadFile(filepath.Join(web, "icons", "list.txt"))
	if err != nil {
		return err
	}
	set := filepath.Join(web, "node_modules", "lucide-static")
	licence, err := os.ReadFile(filepath.Join(set, "LICENSE"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>Lucide icons. ")
	if err := xml.EscapeText(&b, bytes.TrimSpace(licence)); err != nil {
		return err
	}
	b.WriteString("</metadata>\n")
	lines := bufio.NewScanner(bytes.NewReader(list))
	for lines.Scan() {
		name := strings.TrimSpace(lines.Text())
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		drawing, err := symbol(filepath.Join(set, "icons", name+".svg"))
		if err != nil {
			return fmt.Errorf("icon %s: %w", name, err)
		}
		fmt.Fprintf(&b, "<symbol id=%q viewBox=\"0 0 24 24\">%s</symbol>\n", name, drawing)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	b.WriteString("</svg>\n")
	return m.add(out, "icons.svg", b.Bytes())
}

// symbol gives what stands inside a drawing's outermost element, without spare white space.
func symbol(name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	var drawing struct {
		Inner string `xml:",innerxml"`
	}
	if err := xml.Unmarshal(data, &drawing); err != nil {
		return "", err
	}
	return strings.Join(strings.Fields(drawing.Inner), " "), nil
}
