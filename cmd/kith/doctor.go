package main

import (
	"encoding/json"
	"fmt"

	"kith/internal/app"
)

func doctor(s *session, args []string) int {
	var p place
	var asJSON, mail bool
	f := s.flags("doctor", "[--json] [--mail]")
	p.add(f)
	f.BoolVar(&asJSON, "json", false, "print as JSON")
	f.BoolVar(&mail, "mail", false, "also ask the mail server whether it answers; nothing is sent")
	if _, ok := exactly(f, args, 0); !ok {
		return exitUsage
	}
	found := s.examine(&p, mail)
	exit := exitOK
	for _, one := range found {
		mark := "good "
		if !one.OK {
			mark, exit = "LOOK ", exitFailed
		}
		if !asJSON {
			fmt.Fprintf(s.stdout, "%s %s: %s\n", mark, one.Subject, one.Words)
		}
	}
	if asJSON {
		if err := json.NewEncoder(s.stdout).Encode(found); err != nil {
			return s.fail(err)
		}
	}
	return exit
}

// examine looks at an installation; one that cannot even be opened has that as its only finding.
func (s *session) examine(p *place, mail bool) []app.Finding {
	a, err := p.open(s)
	if err != nil {
		return []app.Finding{{Subject: "installation", Words: s.explain(err)}}
	}
	defer a.Close()
	return a.Examine(s.ctx, mail)
}
