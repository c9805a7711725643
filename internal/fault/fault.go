// Package fault names the kinds of thing that can go wrong in Kith, and carries with each a message for the person who
// meets it. A domain operation returns a fault; the web, the API and the command line each translate its Kind in one
// place. Internal detail is wrapped as the cause and goes to the log, never to a page.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is, independent of how it reached us.
type Kind uint8

// The kinds. Internal is the zero value: an error nobody classified is our own fault.
const (
	Internal    Kind = iota
	Invalid          // what was given cannot be accepted as it is
	NotFound         // there is no such thing, or the asker may not know that there is
	Forbidden        // the asker is known and may not do this
	Conflict         // somebody else changed it meanwhile, or it exists already
	TooMany          // too often in too short a time
	Unavailable      // something needed does not answer now
)

// Field is one thing that is wrong with what was given: which input, and a message key for the catalogue with its
// values. Key is a catalogue key (package message); Values fill its {names}.
type Field struct {
	Name   string
	Key    string
	Values map[string]any
}

// Error is a failure with a kind and a message for people.
type Error struct {
	Kind   Kind
	Key    string         // catalogue key of the message for people; empty: the general message of the kind
	Values map[string]any // fills {names} in the message
	Fields []Field        // for Invalid: each input that is wrong
	Cause  error          // for the log only
}

// Error gives the developer's view: kind, key, fields and cause. It is for logs and tests, not for pages.
func (e *Error) Error() string {
	s := e.Kind.String()
	if e.Key != "" {
		s += " " + e.Key
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" %s:%s", f.Name, f.Key)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// String is the kind's name as it stands in logs and in the API's problem type.
func (k Kind) String() string {
	return [...]string{"internal", "invalid", "not-found", "forbidden", "conflict", "too-many", "unavailable"}[k]
}

// New makes an error of a kind with a catalogue key.
func New(k Kind, key string, values map[string]any) *Error {
	return &Error{Kind: k, Key: key, Values: values}
}

// Wrap makes an error of a kind around a cause that only the log will see. A nil cause gives nil.
func Wrap(k Kind, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{Kind: k, Cause: cause}
}

// KindOf gives the kind of the outermost fault in err's chain; Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Problems collects what is wrong with an input field by field.
type Problems []Field

// Add notes that one input is wrong.
func (p *Problems) Add(name, key string, values map[string]any) {
	*p = append(*p, Field{Name: name, Key: key, Values: values})
}

// Err gives nil when nothing was added, else an Invalid error with the fields.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Fields: p}
}
