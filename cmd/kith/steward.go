package main

import (
	"fmt"
	"net"
	"strings"

	"kith/internal/people"
)

func steward(s *session, args []string) int {
	var p place
	var base string
	f := s.flags("steward", "add NAME")
	p.add(f)
	f.StringVar(&base, "base-url", "", "how browsers reach the server (`URL`)")
	rest, err := parse(f, args)
	if err != nil || len(rest) < 2 || rest[0] != "add" {
		if err == nil {
			f.Usage()
		}
		return exitUsage
	}
	a, err := p.open(s)
	if err != nil {
		return s.fail(err)
	}
	defer a.Close()
	if base == "" {
		base = a.Config.Address()
	}
	persons, err := people.New(people.Options{DB: a.DB, Clock: a.Clock, BaseURL: base})
	if err != nil {
		return s.fail(err)
	}
	path, err := persons.InviteSteward(s.ctx, people.Operator(), strings.Join(rest[1:], " "))
	if err != nil {
		return s.fail(err)
	}
	fmt.Fprintln(s.stdout, strings.TrimSuffix(base, "/")+path)
	fmt.Fprintln(s.stderr, "Whoever opens this link first becomes a steward. It works once.")
	if _, port, err := net.SplitHostPort(a.Config.Listen); err == nil && port == "0" && a.Config.BaseURL == "" {
		fmt.Fprintln(s.stderr, "The server picks its own port: put that in the place of :0, or give --base-url.")
	}
	return exitOK
}
