package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// notIslands are folders with an index.ts that no page loads as a module.
var notIslands = map[string]bool{"worker": true, "notices-worker": true}

// bundle builds the stylesheet and every island web/<island>/index.ts. Code that islands share is split off.
func bundle(web, out string, m manifest) error {
	entries := []api.EntryPoint{{InputPath: filepath.Join(web, "css", "index.css"), OutputPath: "kith"}}
	found, err := filepath.Glob(filepath.Join(web, "*", "index.ts"))
	if err != nil {
		return err
	}
	for _, input := range found {
		if island := filepath.Base(filepath.Dir(input)); !notIslands[island] {
			entries = append(entries, api.EntryPoint{InputPath: input, OutputPath: island})
		}
	}
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		Outdir:              out,
		EntryNames:          "[name]-[hash]",
		ChunkNames:          "shared-[hash]",
		AssetNames:          "[name]-[hash]",
		PublicPath:          "/assets/",
		Bundle:              true,
		Splitting:           true,
		Format:              api.FormatESModule,
		Target:              api.ES2022,
		Supported:           map[string]bool{"nesting": true},
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		LegalComments:       api.LegalCommentsNone,
		Loader:              map[string]api.Loader{".woff2": api.LoaderFile, ".json": api.LoaderFile, ".png": api.LoaderEmpty},
		Write:               true,
		LogLevel:            api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New(result.Errors[0].Text)
	}
	for _, file := range result.OutputFiles {
		m.note(filepath.Base(file.Path))
	}
	return nil
}

// note maps name-HASH.ext to name.ext. Parts shared by islands are found by their own imports.
func (m manifest) note(file string) {
	ext := filepath.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	if i := strings.LastIndexByte(stem, '-'); i > 0 && !strings.HasPrefix(file, "shared-") {
		m[stem[:i]+ext] = file
	}
}

// workers builds the service workers, each a plain script in one piece.
func workers(web, out string, m manifest) error {
	for _, name := range []string{"worker", "notices-worker"} {
		if err := worker(web, out, name, m); err != nil {
			return err
		}
	}
	return nil
}

func worker(web, out, name string, m manifest) error {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(web, name, "index.ts")},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New(result.Errors[0].Text)
	}
	return m.add(out, name+".js", result.OutputFiles[0].Contents)
}

// plain gives the drawings of Kith's own a hashed name.
func plain(web, out string, m manifest) error {
	found, err := filepath.Glob(filepath.Join(web, "icons", "*.svg"))
	if err != nil {
		return err
	}
	for _, name := range found {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := m.add(out, filepath.Base(name), data); err != nil {
			return err
		}
	}
	return nil
}
