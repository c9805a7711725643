package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// manifest maps the name a template uses to the file that has it.
type manifest map[string]string

// add writes a file under a name that changes with its content.
func (m manifest) add(out, name string, data []byte) error {
	sum := sha256.Sum256(data)
	ext := filepath.Ext(name)
	file := strings.TrimSuffix(name, ext) + "-" + strings.ToUpper(hex.EncodeToString(sum[:4])) + ext
	m[name] = file
	return os.WriteFile(filepath.Join(out, file), data, 0o644)
}

func (m manifest) write(out string) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "manifest.json"), append(data, '\n'), 0o644)
}

// empty removes what an earlier run left and keeps the file that keeps the folder.
func empty(out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == ".gitkeep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(out, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// compress writes a gzip and a brotli copy beside each text file. Fonts are compressed already.
func compress(out string) error {
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch filepath.Ext(e.Name()) {
		case ".js", ".css", ".svg", ".json", ".txt":
			if err := compressFile(filepath.Join(out, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func compressFile(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var gz, br bytes.Buffer
	g, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := g.Write(data); err != nil {
		return err
	}
	if err := g.Close(); err != nil {
		return err
	}
	b := brotli.NewWriterLevel(&br, brotli.BestCompression)
	if _, err := b.Write(data); err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(name+".gz", gz.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".br", br.Bytes(), 0o644)
}
