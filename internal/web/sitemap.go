package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"strconv"
	"time"

	"kith/internal/directory/index"
	"kith/internal/fault"
)

// mostInMap is how many addresses one sitemap lists; sitemaps.org allows 50,000.
const mostInMap = 40_000

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// address is one page of a sitemap (sitemaps.org 0.9).
type address struct {
	Location string `xml:"loc"`
	Changed  string `xml:"lastmod,omitempty"`
}

type sitemapPages struct {
	XMLName xml.Name  `xml:"urlset"`
	Space   string    `xml:"xmlns,attr"`
	Pages   []address `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name  `xml:"sitemapindex"`
	Space   string    `xml:"xmlns,attr"`
	Maps    []address `xml:"sitemap"`
}

// sitemap lists every page that a search engine may show: no sample, and no group that asked to be left out. Where they
// are too many for one list it names the lists.
func (s *server) sitemap(w http.ResponseWriter, r *http.Request) error {
	pages, err := s.addresses(r.Context())
	if err != nil {
		return err
	}
	if len(pages) <= mostInMap {
		return sendXML(w, r, sitemapPages{Space: sitemapSpace, Pages: pages})
	}
	out := sitemapIndex{Space: sitemapSpace}
	for n := 0; n*mostInMap < len(pages); n++ {
		out.Maps = append(out.Maps, address{Location: s.Site.BaseURL + "/sitemap/" + strconv.Itoa(n+1) + ".xml"})
	}
	return sendXML(w, r, out)
}

// sitemapPart is one of several lists.
func (s *server) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	pages, err := s.addresses(r.Context())
	if err != nil {
		return err
	}
	for n := 0; n*mostInMap < len(pages); n++ {
		if r.PathValue("part") == strconv.Itoa(n+1)+".xml" {
			return sendXML(w, r, sitemapPages{Space: sitemapSpace, Pages: pages[n*mostInMap : min((n+1)*mostInMap, len(pages))]})
		}
	}
	return fault.New(fault.NotFound, "", nil)
}

// siteMap gathers the pages of a site.
type siteMap struct {
	base  string
	pages []address
	seen  map[string]bool // paths that went by once
}

// add adds a page; changed is when, in unix milliseconds, or 0.
func (m *siteMap) add(path string, changed int64) {
	page := address{Location: m.base + path}
	if changed > 0 {
		page.Changed = time.UnixMilli(changed).UTC().Format(time.DateOnly)
	}
	m.pages = append(m.pages, page)
}

// once adds a page that several listings lead to.
func (m *siteMap) once(path string) {
	if !m.seen[path] {
		m.seen[path] = true
		m.add(path, 0)
	}
}

// addEntry adds a meeting or a group, and what it can be found under.
func (m *siteMap) addEntry(e *index.Entry) {
	if e.Kind == index.Meeting {
		m.add("/meetings/"+e.Slug, e.Updated)
	}
	if e.GroupSlug != "" {
		m.once("/groups/" + e.GroupSlug)
	}
	for _, code := range e.Concerns {
		m.once("/concerns/" + slugOf(code))
	}
	for _, tag := range e.Languages {
		m.once("/languages/" + tag)
	}
	for _, slug := range e.Organisations {
		m.once("/organisations/" + slug)
	}
}

// addresses are the pages of the whole directory.
func (s *server) addresses(ctx context.Context) ([]address, error) {
	unlisted, err := s.Directory.Unlisted(ctx)
	if err != nil {
		return nil, err
	}
	m := siteMap{base: s.Site.BaseURL, seen: map[string]bool{}}
	for _, path := range []string{"/", "/concerns", "/places", "/languages"} {
		m.add(path, 0)
	}
	s.Directory.Index().All(func(e *index.Entry) bool {
		if !e.Sample && !unlisted[e.GroupSlug] {
			m.addEntry(e)
		}
		return true
	})
	for _, town := range s.towns.of(s.Directory.Index(), s.Places) {
		if town.Real {
			m.add("/places/"+town.Slug(), 0)
		}
	}
	return m.pages, nil
}

func sendXML(w http.ResponseWriter, r *http.Request, what any) error {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(what); err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "application/xml", body.Bytes())
}
