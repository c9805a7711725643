// Command kith is a home for self-help groups: one program that a group, a fellowship or a clearinghouse runs on its own
// machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"kith/internal/fault"
	"kith/internal/message"
	"kith/internal/store"
)

// version is set by the build.
var version = "unknown"

// The exit codes of every command; of several sources the highest counts.
const (
	exitOK      = 0
	exitFailed  = 1 // failed, and nothing changed
	exitUsage   = 2
	exitSkipped = 3 // in, but with rows skipped
	exitHeld    = 4 // held for a person
)

// session is what a command runs in.
type session struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	words  *message.Words
}

// command is one subcommand.
type command struct {
	name    string
	summary string
	run     func(s *session, args []string) int
}

// commands are all there are, in the order of the help text.
func commands() []command {
	return []command{
		{"serve", "answer browsers and clients", serve},
		{"import", "read listings from files, standard input or addresses", importSources},
		{"sample", "add or remove the sample listings", sample},
		{"steward", "let somebody in who keeps the listings true", steward},
		{"export", "write all public listings to a file", export},
		{"backup", "make a consistent copy of the database, also while serving", backup},
		{"restore", "put a copy back", restore},
		{"doctor", "say in plain words what is wrong with this installation", doctor},
		{"version", "say which version this is", printVersion},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	catalogue, err := message.Load(message.Builtin())
	if err != nil {
		fmt.Fprintln(stderr, "kith:", err)
		return exitFailed
	}
	s := &session{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, words: catalogue.In("en")}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		s.usage()
		return exitUsage
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(s, args[1:])
		}
	}
	fmt.Fprintf(stderr, "kith: there is no command %q\n\n", args[0])
	s.usage()
	return exitUsage
}

func (s *session) usage() {
	fmt.Fprintln(s.stderr, "kith COMMAND …; COMMAND --help says more. The commands:")
	for _, c := range commands() {
		fmt.Fprintf(s.stderr, "  %-8s %s\n", c.name, c.summary)
	}
}

// fail says what went wrong and gives the exit code for it.
func (s *session) fail(err error) int {
	fmt.Fprintln(s.stderr, "kith:", s.explain(err))
	return exitFailed
}

// explain words an error for the operator: the message for people where there is one, and what lies behind it.
func (s *session) explain(err error) string {
	var parts []string
	if key := store.Advice(err); key != "" {
		parts = append(parts, s.words.Say(key))
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		return strings.Join(append(parts, briefly(err)), " ")
	}
	if f.Key != "" {
		parts = append(parts, s.words.Fill(f.Key, f.Values))
	}
	for _, field := range f.Fields {
		parts = append(parts, field.Name+": "+s.words.Fill(field.Key, field.Values))
	}
	if f.Cause != nil || len(parts) == 0 {
		parts = append(parts, briefly(err))
	}
	return strings.Join(parts, " ")
}

// longestCause is how much of what lies behind an error is printed, in bytes: a parser may name a place a thousand steps deep.
const longestCause = 300

func briefly(err error) string {
	text := err.Error()
	if len(text) <= longestCause {
		return text
	}
	return strings.ToValidUTF8(text[:longestCause], "") + "…"
}

// parse reads flags that stand before or after the other arguments, and gives those.
func parse(f *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		if args = f.Args(); len(args) == 0 {
			return rest, nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// exactly is parse for a command that takes n arguments. Where there are more or fewer it says how the command is called.
func exactly(f *flag.FlagSet, args []string, n int) (rest []string, ok bool) {
	rest, err := parse(f, args)
	if err == nil && len(rest) != n {
		f.Usage()
	}
	return rest, err == nil && len(rest) == n
}

// flags makes the flags of a command, whose errors and help go to standard error.
func (s *session) flags(name, arguments string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(s.stderr)
	f.Usage = func() {
		fmt.Fprintf(s.stderr, "kith %s %s\n", name, arguments)
		f.PrintDefaults()
	}
	return f
}
