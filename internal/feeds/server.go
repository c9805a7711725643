package feeds

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is how many meetings are asked of a BMLT server at once.
const pageSize = 1000

// maxPages ends the asking of a server that never runs out of pages.
const maxPages = 2000

// semanticPath is where a BMLT server's semantic API lies below its root.
const semanticPath = "client_interface/json/"

// IsServer says whether an address is that of a BMLT server, its root or one of its questions, rather than of a file.
func IsServer(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (strings.Contains(u.Path, "/main_server") || strings.Contains(u.Path, "/client_interface"))
}

// Getter gets what stands at an address; Fetch with its options bound is one.
type Getter func(ctx context.Context, address string) (io.ReadCloser, error)

// ReadServer asks a BMLT server for its service bodies, formats and published meetings, page by page. Parameters of
// address that narrow the search, such as services, are passed on with every page of meetings. Errors are as in Read, or
// those of get.
func ReadServer(ctx context.Context, address string, get Getter, o Options, sink Sink) (Summary, error) {
	o.Kind = BMLT
	s := server{ctx: ctx, get: get, b: newBMLT(newOutput(o, sink))}
	err := s.locate(address)
	if err == nil {
		err = s.ask(url.Values{"switcher": {"GetServiceBodies"}})
	}
	if err == nil {
		err = s.ask(url.Values{"switcher": {"GetFormats"}, "lang_enum": {"en"}})
	}
	if err == nil {
		err = s.meetings()
	}
	return s.b.out.sum, err
}

type server struct {
	ctx    context.Context
	get    Getter
	b      *bmlt
	base   *url.URL
	narrow url.Values // the address's own parameters
	bytes  int64
}

func (s *server) locate(address string) error {
	if err := CheckURL(address); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	root, _, _ := strings.Cut(u.Path, "client_interface")
	s.narrow = u.Query()
	for _, ours := range []string{"switcher", "page_size", "page_num", "advanced_published", "get_used_formats", "get_formats_only", "data_field_key", "callback"} {
		s.narrow.Del(ours)
	}
	s.base = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(root, "/") + "/" + semanticPath}
	return nil
}

func (s *server) ask(q url.Values) error {
	u := *s.base
	u.RawQuery = q.Encode()
	r, err := s.get(s.ctx, u.String())
	if err != nil {
		return err
	}
	defer r.Close()
	before := s.bytes
	in, err := open(s.ctx, r, s.b.out.Limits, func(n int64) { s.b.out.sink.Progress(before + n) })
	if err != nil {
		return err
	}
	if _, err := Recognise(in.head(), u.Path); err != nil {
		return err
	}
	err = in.explain(s.b.read(in))
	s.bytes += in.read()
	s.b.out.sink.Progress(s.bytes)
	return err
}

// meetings asks page after page until one is not full. A server that knows nothing of pages answers the first with
// everything, which is more or fewer than a page, or answers the second like the first.
func (s *server) meetings() error {
	for page := 1; page <= maxPages; page++ {
		q := url.Values{}
		for k, v := range s.narrow {
			q[k] = v
		}
		q.Set("switcher", "GetSearchResults")
		q.Set("page_size", strconv.Itoa(pageSize))
		q.Set("page_num", strconv.Itoa(page))
		s.b.page()
		if err := s.ask(q); err != nil {
			return err
		}
		if s.b.again || s.b.rows != pageSize {
			return nil
		}
	}
	return refuse("import.error.too_big", map[string]any{"megabytes": s.b.out.Limits.orDefault().Bytes >> 20})
}
