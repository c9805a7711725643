// Command sample makes the files of package sample from a folder of public listings, so that anyone can see how they came
// about: which fields were kept (facts: names, days, times, places, formats) and which were left out (notes, directions,
// telephones, mail addresses, links, persons).
//
//	go run ./tools/sample -from FOLDER -to sample
//
// FOLDER holds new-york-na, minneapolis-aa, seattle-aa and online-aa, as sample/SOURCES.md describes them.
package main

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", "", "folder with the listings")
	to := flag.String("to", "sample", "folder for the sample")
	flag.Parse()
	if err := makeAll(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

// row is one object of a listing.
type row map[string]any

func makeAll(from, to string) error {
	for _, make := range []func(from, to string) error{newYork, minneapolis, seattle, online} {
		if err := make(from, to); err != nil {
			return err
		}
	}
	return nil
}

func newYork(from, to string) error {
	for name, fields := range map[string][]string{
		"GetServiceBodies": {"id", "parent_id", "name", "type", "world_id"},
		"GetFormats":       {"key_string", "name_string", "lang", "id", "world_id", "format_type_enum"},
		"GetSearchResults": {
			"id_bigint", "worldid_mixed", "service_body_bigint", "weekday_tinyint", "venue_type", "start_time", "duration_time", "time_zone", "formats",
			"format_shared_id_list", "lang_enum", "longitude", "latitude", "published", "meeting_name", "location_text", "location_street",
			"location_neighborhood", "location_city_subsection", "location_municipality", "location_sub_province", "location_province",
			"location_postal_code_1", "location_nation",
		},
	} {
		rows, err := load(filepath.Join(from, "new-york-na", "newyork-na-"+name+".json"))
		if err != nil {
			return err
		}
		if err := save(filepath.Join(to, "new-york-na-"+name+".json.gz"), keep(rows, fields...)); err != nil {
			return err
		}
	}
	return nil
}

func minneapolis(from, to string) error {
	rows, err := load(filepath.Join(from, "minneapolis-aa", "meetings-2018.json"))
	if err != nil {
		return err
	}
	return save(filepath.Join(to, "minneapolis-aa.json.gz"), keep(rows, "id", "name", "slug", "day", "time", "end_time", "types", "location_id",
		"location", "formatted_address", "latitude", "longitude", "region", "sub_region"))
}

// keep leaves only the named fields, and of those only what says something.
func keep(rows []row, fields ...string) []row {
	out := make([]row, len(rows))
	for i, r := range rows {
		out[i] = row{}
		for _, f := range fields {
			if v := r[f]; v != nil && v != "" {
				out[i][f] = v
			}
		}
	}
	return out
}

func load(path string) (rows []row, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal(text, &rows)
}

// save writes rows packed, one a line; the same rows always give the same bytes.
func save(path string, rows []row) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	fmt.Fprint(z, "[\n")
	for i, r := range rows {
		text, err := json.Marshal(r)
		if err != nil {
			return err
		}
		end := ",\n"
		if i == len(rows)-1 {
			end = "\n]\n"
		}
		fmt.Fprintf(z, "%s%s", text, end)
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d\n", path, len(rows))
	return f.Close()
}
