// Package sample holds the listings that let somebody try Kith at once: real ones of long ago, facts only, and a set that
// is invented. SOURCES.md says where each is from. None of it is for travel.
package sample

import (
	"compress/gzip"
	"embed"
	"io"
	"strings"
)

// Sources is SOURCES.md: source, licence and year of each set.
//
//go:embed SOURCES.md
var Sources string

//go:embed *.json.gz invented.jsonl
var files embed.FS

// Set is the listings of one source.
type Set struct {
	Name      string   // of the source
	Kind      string   // as package feeds names it
	Zone      string   // IANA zone of rows that name none
	Programme string   // vocabulary code; empty where groups follow different ones
	Licence   string   // with its origin, for attribution
	Files     []string // to be opened with Open; several are answers of one BMLT server, in the order to be read
}

// Sets are all sets of the sample.
func Sets() []Set {
	return []Set{
		{Name: "sample-new-york-na", Kind: "bmlt", Programme: "na", Licence: "MIT, bmlt-enabled/bmlt-server",
			Files: []string{"new-york-na-GetServiceBodies.json.gz", "new-york-na-GetFormats.json.gz", "new-york-na-GetSearchResults.json.gz"}},
		{Name: "sample-minneapolis-aa", Kind: "meeting-guide", Zone: "America/Chicago", Programme: "aa", Licence: "MIT, iambrian7/vue-meetings",
			Files: []string{"minneapolis-aa.json.gz"}},
		{Name: "sample-seattle-aa", Kind: "meeting-guide", Programme: "aa", Licence: "MIT, nathancmoore/meeting-finder",
			Files: []string{"seattle-aa.json.gz"}},
		{Name: "sample-online-aa", Kind: "meeting-guide", Programme: "aa", Licence: "MIT, code4recovery/central-query",
			Files: []string{"online-aa.json.gz"}},
		{Name: "sample-invented", Kind: "kith", Licence: "AGPL-3.0-or-later, written for Kith", Files: []string{"invented.jsonl"}},
	}
}

// Open opens a file of a set, unpacked.
func Open(name string) (io.ReadCloser, error) {
	f, err := files.Open(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return z, nil
}
