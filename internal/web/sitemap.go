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

// addresses are the pages of the whole directory.
func (s *server) addresses(ctx context.Context) ([]address, error) {
	unlisted, err := s.Directory.Unlisted(ctx)
	if err != nil {
		return nil, err
	}
	pages := []address{{Location: s.Site.BaseURL + "/"}, {Location: s.Site.BaseURL + "/concerns"}, {Location: s.Site.BaseURL + "/places"}, {Location: s.Site.BaseURL + "/languages"}}
	concerns, languages, groups := map[string]bool{}, map[string]bool{}, map[string]bool{}
	add := func(path string, changed int64) {
		page := address{Location: s.Site.BaseURL + path}
		if changed > 0 {
			page.Changed = time.UnixMilli(changed).UTC().Format(time.DateOnly)
		}
		pages = append(pages, page)
	}
	once := func(seen map[string]bool, key, path string) {
		if key != "" && !seen[key] {
			seen[key] = true
			add(path, 0)
		}
	}
	s.Directory.Index().All(func(e *index.Entry) bool {
		if e.Sample || unlisted[e.GroupSlug] {
			return true
		}
		if e.Kind == index.Meeting {
			add("/meetings/"+e.Slug, e.Updated)
		}
		once(groups, e.GroupSlug, "/groups/"+e.GroupSlug)
		for _, code := range e.Concerns {
			once(concerns, code, "/concerns/"+slugOf(code))
		}
		for _, tag := range e.Languages {
			once(languages, tag, "/languages/"+tag)
		}
		for _, slug := range e.Organisations {
			once(groups, "org/"+slug, "/organisations/"+slug)
		}
		return true
	})
	for _, town := range s.towns.of(s.Directory.Index(), s.Places) {
		if town.Real {
			add("/places/"+town.Slug(), 0)
		}
	}
	return pages, nil
}

func sendXML(w http.ResponseWriter, r *http.Request, what any) error {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(what); err != nil {
		return err
	}
	return send(w, r, http.StatusOK, "application/xml", body.Bytes())
}
