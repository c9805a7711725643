package main

import (
	"fmt"

	"kith/internal/app"
	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/people"
	data "kith/sample"
)

func sample(s *session, args []string) int {
	var p place
	f := s.flags("sample", "add|remove")
	p.add(f)
	rest, err := parse(f, args)
	if err != nil || len(rest) != 1 || rest[0] != "add" && rest[0] != "remove" {
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
	if rest[0] == "remove" {
		n, err := a.Directory.RemoveSample(s.ctx, people.Operator())
		if err != nil {
			return s.fail(err)
		}
		fmt.Fprintf(s.stderr, "The sample is gone, with its %d listings.\n", n)
		return exitOK
	}
	return addSample(s, a)
}

func addSample(s *session, a *app.App) int {
	var all int64
	for _, set := range data.Sets() {
		n, err := addSet(s, a, set)
		if err != nil {
			return s.fail(fmt.Errorf("%s: %s", set.Name, s.explain(err)))
		}
		all += n
	}
	fmt.Fprintf(s.stderr, "The sample is in: %d listings, real ones of years ago and invented ones. Do not travel by them. “kith sample remove” takes them away.\n", all)
	return exitOK
}

// addSet takes in one set of the sample and says how many listings it has.
func addSet(s *session, a *app.App, set data.Set) (int64, error) {
	change := func(to *directory.Source) {
		to.Kind, to.Zone, to.Programme, to.Licence, to.Sample = set.Kind, set.Zone, set.Programme, set.Licence, true
	}
	bar := &progress{w: s.stderr, name: set.Name}
	in := feeds.Intake{Directory: a.Directory, By: people.Operator(), Words: s.words, Options: directory.ImportOptions{}, Progress: bar.show}
	res, err := a.Take(s.ctx, &in, app.Taking{Name: set.Name, Change: change, From: set.Files, Open: data.Open})
	bar.end()
	if err == nil {
		fmt.Fprintf(s.stderr, "%s: %d listings in, %d unchanged.\n", set.Name, res.Added+res.Changed, res.Unchanged)
	}
	return res.Added + res.Changed + res.Unchanged, err
}
