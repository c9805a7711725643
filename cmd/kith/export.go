package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"kith/internal/app"
	"kith/internal/feeds"
)

func export(s *session, args []string) int {
	var p place
	var format, output string
	var withSample bool
	f := s.flags("export", "--format kith|meeting-guide|csv [--output FILE]")
	p.add(f)
	f.StringVar(&format, "format", "kith", "`F`: kith (an archive that kith import reads), meeting-guide or csv")
	f.StringVar(&output, "output", "-", "`FILE` to write, which must not be there yet; - for standard output")
	f.BoolVar(&withSample, "sample", false, "with the sample listings, each marked as such")
	if _, ok := exactly(f, args, 0); !ok {
		return exitUsage
	}
	a, err := p.open(s)
	if err != nil {
		return s.fail(err)
	}
	defer a.Close()
	write, ok := exports(s, a, withSample)[format]
	if !ok {
		fmt.Fprintf(s.stderr, "kith: there is no format %q; there are kith, meeting-guide and csv\n", format)
		return exitUsage
	}
	if output == "-" {
		err = buffered(s.stdout, write)
	} else {
		err = intoNewFile(output, write)
	}
	if err != nil {
		return s.fail(err)
	}
	return exitOK
}

// exports are the formats: each writes all public listings, as anybody may see them.
func exports(s *session, a *app.App, withSample bool) map[string]func(io.Writer) error {
	now := a.Clock.Now()
	p := &feeds.Publisher{Name: a.Config.Name, BaseURL: a.Config.BaseURL, Words: s.words, Sample: withSample}
	return map[string]func(io.Writer) error{
		"kith": func(w io.Writer) error { return feeds.WriteArchive(w, a.Directory.Drafts(s.ctx, withSample)) },
		"meeting-guide": func(w io.Writer) error {
			return p.WriteMeetingGuide(w, a.Directory.AllMeetings(s.ctx), now)
		},
		"csv": func(w io.Writer) error { return p.WriteCSV(w, a.Directory.AllMeetings(s.ctx), now) },
	}
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	return errors.Join(write(b), b.Flush())
}

// intoNewFile writes a file that is not there yet, whole or not at all.
func intoNewFile(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(buffered(f, write), f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
