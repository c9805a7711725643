package main

import "kith/internal/app"

func serve(s *session, args []string) int {
	var p place
	var listen, base, admin string
	var inFeeds bool
	f := s.flags("serve", "[FLAGS]")
	p.add(f)
	f.StringVar(&listen, "listen", "", "`ADDR` to listen on, such as localhost:8080; port 0 picks a free one")
	f.StringVar(&base, "base-url", "", "how browsers reach it (`URL`)")
	f.StringVar(&admin, "admin-listen", "", "private `ADDR` for metrics")
	f.BoolVar(&inFeeds, "sample-in-feeds", false, "let sample listings into feeds, for trying clients; loopback only")
	if _, ok := exactly(f, args, 0); !ok {
		return exitUsage
	}
	c, err := p.read()
	if err != nil {
		return s.fail(err)
	}
	for value, to := range map[*string]*string{&listen: &c.Listen, &base: &c.BaseURL, &admin: &c.AdminListen} {
		if *value != "" {
			*to = *value
		}
	}
	c.SampleInFeeds, c.Version = inFeeds, version
	if err := c.Check(); err != nil {
		return s.fail(err)
	}
	log, flush := app.NewLog(s.stderr)
	defer flush()
	a, err := app.Open(s.ctx, c, log)
	if err != nil {
		return s.fail(err)
	}
	defer a.Close()
	if err := a.Serve(s.ctx, s.stdout); err != nil {
		return s.fail(err)
	}
	return exitOK
}
