package feeds

import (
	"os"
	"path/filepath"
	"strings"
)

// IsAddress says whether a source is named by a URL.
func IsAddress(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

// Together sorts what was named into sources: saved answers of a BMLT server belong together, and a folder stands for the
// files in it.
func Together(names []string) [][]string {
	if AreAnswers(names) {
		return [][]string{names}
	}
	var sources [][]string
	for _, n := range names {
		if files := filesIn(n); AreAnswers(files) {
			sources = append(sources, files)
			continue
		}
		sources = append(sources, []string{n})
	}
	return sources
}

func filesIn(folder string) (files []string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files
}
