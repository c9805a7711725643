package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kith/internal/app"
	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/people"
)

// importFlags are what an import can be told.
type importFlags struct {
	place
	dryRun, json, allowPrivate  bool
	kind, source, zone, mapFile string
	report, programme, licence  string
	passphraseFile              string
	refresh                     time.Duration

	wrong []feeds.Reported // for the report
}

func (o *importFlags) add(f *flag.FlagSet) {
	o.place.add(f)
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be added, changed and retired; change nothing")
	f.BoolVar(&o.json, "json", false, "print one JSON object a line for each source")
	f.BoolVar(&o.allowPrivate, "allow-private", false, "let addresses lead into the own network")
	f.StringVar(&o.kind, "kind", "", "`KIND` of the source: meeting-guide, tsml-csv, bmlt, csv or kith; without it the kind is recognised")
	f.StringVar(&o.source, "source", "", "`NAME` of the source; without it the file's name or the address")
	f.StringVar(&o.zone, "timezone", "", "IANA `ZONE` of rows that name none")
	f.StringVar(&o.mapFile, "map", "", "`FILE` that says which column of a spreadsheet is what")
	f.StringVar(&o.report, "report", "", "write what is wrong with the source to `FILE.csv`")
	f.StringVar(&o.programme, "programme", "", "`CODE` of the programme that the groups follow, such as aa")
	f.StringVar(&o.licence, "licence", "", "what the publisher allows, in a `SENTENCE` that pages show")
	f.StringVar(&o.passphraseFile, "passphrase-file", "", "`FILE` with the words that open a group's archive; else KITH_PASSPHRASE, else they are asked for")
	f.DurationVar(&o.refresh, "refresh", 0, "read the address again every so often while serving, such as 24h")
}

func importSources(s *session, args []string) int {
	var o importFlags
	f := s.flags("import", "[FLAGS] SOURCE…  (a file, a folder of saved answers, - for standard input, or an address)")
	o.add(f)
	sources, err := parse(f, args)
	if err != nil || len(sources) == 0 {
		if err == nil {
			f.Usage()
		}
		return exitUsage
	}
	if o.refresh > 0 && slices.ContainsFunc(sources, func(one string) bool { return !feeds.IsAddress(one) }) {
		fmt.Fprintln(s.stderr, "kith: only an address can be read again: --refresh is not for files")
		return exitUsage
	}
	a, err := o.open(s)
	if err != nil {
		return s.fail(err)
	}
	defer a.Close()
	exit := exitOK
	for _, one := range feeds.Together(sources) {
		exit = max(exit, o.one(s, a, one))
	}
	return exit
}

// one takes in one source and says what came of it.
func (o *importFlags) one(s *session, a *app.App, from []string) int {
	if isGroupArchive(from[0]) {
		return o.group(s, a, from[0])
	}
	change, err := o.describe(a, from)
	if err != nil {
		return s.fail(err)
	}
	name := cmp.Or(o.source, nameOf(from))
	bar := &progress{w: s.stderr, name: name}
	in := feeds.Intake{Directory: a.Directory, By: people.Operator(), Words: s.words, Options: directory.ImportOptions{DryRun: o.dryRun}, Progress: bar.show}
	res, err := a.Take(s.ctx, &in, app.Taking{Name: name, Change: change, From: from, Stdin: s.stdin})
	bar.end()
	if o.report != "" {
		o.wrong = append(o.wrong, feeds.Reported{Source: name, Problems: res.Problems})
		if e := o.writeReport(s); e != nil {
			return s.fail(e)
		}
	}
	if err != nil {
		if o.json {
			res.Warnings = append(res.Warnings, s.explain(err))
			o.print(s, res)
		}
		s.problems(res.Problems)
		return s.fail(fmt.Errorf("%s: %s", name, s.outcome(err)))
	}
	o.print(s, res)
	switch {
	case res.Held:
		return exitHeld
	case res.Skipped > 0:
		return exitSkipped
	}
	return exitOK
}

// outcome says what went wrong and what that means for the listings.
func (s *session) outcome(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Key == directory.Unsettled {
		return s.explain(err)
	}
	return s.explain(err) + ". Nothing was changed"
}

// describe says what these flags make of a source.
func (o *importFlags) describe(a *app.App, from []string) (func(*directory.Source), error) {
	mapping, err := o.mapping()
	next := a.Clock.Now().Add(o.refresh).UnixMilli()
	return func(source *directory.Source) {
		for value, to := range map[*string]*string{&o.kind: &source.Kind, &o.zone: &source.Zone, &o.programme: &source.Programme,
			&o.licence: &source.Licence, &mapping: &source.Mapping} {
			if *value != "" {
				*to = *value
			}
		}
		if feeds.IsAddress(from[0]) {
			source.Address = from[0]
		}
		source.AllowPrivate = source.AllowPrivate || o.allowPrivate
		if o.refresh > 0 {
			source.RefreshEvery, source.NextRefresh = max(directory.LeastRefresh, int64(o.refresh.Minutes())), next
		}
	}, err
}

// mapping is the file that was given with --map; empty when none was.
func (o *importFlags) mapping() (string, error) {
	if o.mapFile == "" {
		return "", nil
	}
	text, err := os.ReadFile(o.mapFile)
	return string(text), err
}

// nameOf is the name of a source that was given none: the file's, the folder's, or the address without its query.
func nameOf(from []string) string {
	one := from[0]
	switch {
	case one == "-":
		return "stdin"
	case feeds.IsAddress(one):
		name, _, _ := strings.Cut(one, "?")
		return name
	case len(from) > 1:
		abs, err := filepath.Abs(filepath.Dir(one))
		if err == nil {
			return filepath.Base(abs)
		}
	}
	return path.Base(filepath.ToSlash(one))
}

func (o *importFlags) print(s *session, res feeds.Result) {
	if o.json {
		text, err := json.Marshal(res)
		if err == nil {
			fmt.Fprintln(s.stdout, string(text))
		}
		if res.Held && len(res.Doubts) > 0 {
			s.proposal(s.stderr, res)
		}
		return
	}
	s.problems(res.Problems)
	done := "In"
	switch {
	case res.Held && len(res.Doubts) > 0:
		s.proposal(s.stdout, res)
		return
	case res.Held:
		done = "Held for a steward to look at, since much would go"
	case o.dryRun:
		done = "Would be in"
	}
	fmt.Fprintf(s.stdout, "%s (%s). %s: %d read, %d added, %d changed, %d unchanged, %d retired, %d skipped.\n",
		res.Source, res.Kind, done, res.Read, res.Added, res.Changed, res.Unchanged, res.Retired, res.Skipped)
}

// proposal prints how the columns of a spreadsheet were understood, in the form that --map reads.
func (s *session) proposal(w io.Writer, res feeds.Result) {
	fmt.Fprintln(s.stderr, "The columns were not recognised without doubt. Nothing was read. Correct what follows, save it, and give it with --map:")
	for _, d := range res.Doubts {
		fmt.Fprintf(s.stderr, "  # %s: %s\n", d.Field, s.words.Fill(d.Why, map[string]any{"column": d.Column}))
	}
	fmt.Fprint(w, res.Mapping.String())
}

// fewLines is how many problems the command prints; a report has all.
const fewLines = 20

func (s *session) problems(ps []directory.Problem) {
	for i, p := range ps {
		if i == fewLines {
			fmt.Fprintf(s.stderr, "… and %d more; --report FILE.csv has all.\n", len(ps)-fewLines)
			return
		}
		fmt.Fprintf(s.stderr, "%s, %s %q: %s %s\n", p.Where, p.Field, p.Value, s.words.Say(p.Why), s.words.Say(p.Do))
	}
}

// writeReport writes what is wrong with the sources so far.
func (o *importFlags) writeReport(s *session) error {
	f, err := os.OpenFile(o.report, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(feeds.WriteReport(f, s.words, o.wrong...), f.Close())
}

// progress shows how far an import has come, on one line, a few times a second.
type progress struct {
	w    io.Writer
	name string
	last time.Time
	used bool
}

func (p *progress) show(bytes int64, c directory.Counts) {
	if time.Since(p.last) < 200*time.Millisecond {
		return
	}
	p.last, p.used = time.Now(), true
	fmt.Fprintf(p.w, "\r%s: %d meetings, %.1f MB read", p.name, c.Read, float64(bytes)/1e6)
}

func (p *progress) end() {
	if p.used {
		fmt.Fprintln(p.w)
	}
}
