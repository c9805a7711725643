package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"kith/internal/app"
	"kith/internal/directory"
	"kith/internal/feeds"
	"kith/internal/groups/archive"
)

// isGroupArchive says whether a file is an archive in which a group takes itself along, by how it begins.
func isGroupArchive(name string) bool {
	if name == "-" || feeds.IsAddress(name) {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false // who reads it says so
	}
	defer f.Close()
	head := make([]byte, len(archive.Magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == archive.Magic
}

// group opens a group that comes from another server. It says numbers only: who is in it is not for the operator's eyes.
func (o *importFlags) group(s *session, a *app.App, file string) int {
	name := nameOf([]string{file})
	if o.kind != "" && feeds.Kind(o.kind) != feeds.Archive {
		return s.fail(fmt.Errorf("%s is a group's archive, of the kind kith", name))
	}
	words, err := o.passphrase(s)
	if err != nil {
		return s.fail(err)
	}
	f, err := os.Open(file)
	if err != nil {
		return s.fail(err)
	}
	defer f.Close()
	taken, err := a.TakeGroup(s.ctx, bufio.NewReader(f), words, o.dryRun)
	all := int64(taken.Meetings)
	res := feeds.Result{Source: name, Kind: feeds.Archive, Warnings: []string{},
		Counts: directory.Counts{Read: all + int64(taken.Skipped), Added: all, Skipped: int64(taken.Skipped)}}
	if err != nil {
		if o.json {
			o.print(s, feeds.Result{Source: name, Kind: feeds.Archive, Warnings: []string{s.explain(err)}})
		}
		return s.fail(fmt.Errorf("%s: %s", name, s.explain(err)))
	}
	o.print(s, res)
	fmt.Fprintf(s.stderr, "A group of %d. Its listing is not shown yet: that is the group's, or a steward's, to decide.\n", taken.Members)
	if taken.Skipped > 0 {
		return exitSkipped
	}
	return exitOK
}

// passphrase is the words that open a group's archive: from a file, from KITH_PASSPHRASE, or typed in.
func (o *importFlags) passphrase(s *session) (string, error) {
	if o.passphraseFile != "" {
		text, err := os.ReadFile(o.passphraseFile)
		return string(bytes.TrimSpace(text)), err
	}
	if words := os.Getenv("KITH_PASSPHRASE"); words != "" {
		return words, nil
	}
	fmt.Fprint(s.stderr, "The words that open this archive: ")
	line, err := bufio.NewReader(s.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return line, nil
}
