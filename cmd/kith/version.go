package main

import (
	"encoding/json"
	"fmt"
)

func printVersion(s *session, args []string) int {
	var asJSON bool
	f := s.flags("version", "[--json]")
	f.BoolVar(&asJSON, "json", false, "print as JSON")
	if _, ok := exactly(f, args, 0); !ok {
		return exitUsage
	}
	if !asJSON {
		fmt.Fprintln(s.stdout, "kith", version)
		return exitOK
	}
	if err := json.NewEncoder(s.stdout).Encode(map[string]string{"version": version}); err != nil {
		return s.fail(err)
	}
	return exitOK
}
