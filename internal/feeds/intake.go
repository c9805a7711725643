package feeds

import (
	"context"
	"fmt"

	"kith/internal/directory"
	"kith/internal/message"
	"kith/internal/people"
)

// Result is what an intake did, in the form in which the import command prints it.
type Result struct {
	Source string `json:"source"`
	Kind   Kind   `json:"kind"`
	directory.Counts
	Held     bool     `json:"held"`
	Warnings []string `json:"warnings"`

	Import   string              `json:"-"` // the import's id; empty after a dry run
	Problems []directory.Problem `json:"-"` // the report, mostProblems of them at most
	Mapping  *Mapping            `json:"-"` // of a spreadsheet: what was used or is proposed
	Doubts   []Doubt             `json:"-"`
}

// mostProblems is how many problems a result carries: as many as a directory keeps. Warnings are fewer.
const (
	mostProblems = 10_000
	mostWarnings = 1000
)

// Intake takes sources into a directory.
type Intake struct {
	Directory *directory.Directory
	By        people.Actor
	Options   directory.ImportOptions
	Words     *message.Words // in which warnings are told
	// Progress is told now and then how far the reading has come. It may be nil.
	Progress func(bytes int64, c directory.Counts)
}

// Take reads one source with read (Read or ReadAnswers, bound to what is read) into the directory as source. Whatever
// goes wrong on the way, the directory stays as it was.
func (in *Intake) Take(ctx context.Context, source directory.Source, read func(Sink) (Summary, error)) (Result, error) {
	res := Result{Source: source.Name, Kind: Kind(source.Kind), Warnings: []string{}}
	m, err := in.Directory.StartImport(ctx, in.By, source, in.Options)
	if err != nil {
		return res, err
	}
	s := &intakeSink{ctx: ctx, in: in, m: m, res: &res}
	sum, err := read(s)
	res.Kind, res.Mapping, res.Doubts = sum.Kind, sum.Mapping, sum.Doubts
	if err == nil {
		err = s.flush()
	}
	if err != nil || sum.Held {
		m.Abort(ctx)
		res.Held = sum.Held
		return res, err
	}
	res.Counts, res.Held, err = m.Finish(ctx)
	for _, p := range m.Noted() {
		s.tell(p)
	}
	if !in.Options.DryRun {
		res.Import = m.ID()
	}
	return res, err
}

// intakeSink passes what is read on to an import.
type intakeSink struct {
	ctx     context.Context
	in      *Intake
	m       *directory.Import
	res     *Result
	waiting []directory.Problem
	failed  error
}

// Draft passes a listing on.
func (s *intakeSink) Draft(d directory.Draft) error {
	if s.failed != nil {
		return s.failed
	}
	return s.m.Draft(s.ctx, d)
}

// fewProblems is how many problems are written together.
const fewProblems = 200

// Problem notes a problem for the report.
func (s *intakeSink) Problem(p directory.Problem) {
	s.tell(p)
	if s.waiting = append(s.waiting, p); len(s.waiting) >= fewProblems && s.failed == nil {
		s.failed = s.flush()
	}
}

// tell puts a problem into the result; one that skips nothing is also a warning.
func (s *intakeSink) tell(p directory.Problem) {
	if len(s.res.Problems) < mostProblems {
		s.res.Problems = append(s.res.Problems, p)
	}
	if !p.Skipped && len(s.res.Warnings) < mostWarnings {
		s.res.Warnings = append(s.res.Warnings, fmt.Sprintf("%s, %s %q: %s", p.Where, p.Field, p.Value, s.in.Words.Say(p.Why)))
	}
}

func (s *intakeSink) flush() error {
	if s.failed != nil || len(s.waiting) == 0 {
		return s.failed
	}
	ps := s.waiting
	s.waiting = nil
	return s.m.Problem(s.ctx, ps...)
}

// Progress passes on how far the reading has come.
func (s *intakeSink) Progress(bytes int64) {
	if s.in.Progress != nil {
		s.in.Progress(bytes, s.m.Counts())
	}
}
