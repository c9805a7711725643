package pack

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"kith/internal/fault"
)

// Bounds of a pack. Lengths are in letters (Unicode code points), times in days.
const (
	MaxBytes    = 256 << 10 // of the file
	MaxName     = 60        // of a name, a word or an ID
	MaxSentence = 300       // of what a pack or role is for, and of a point of a checklist
	MaxClause   = 2000
	MaxRoles    = 30
	MaxPoints   = 20 // of a checklist
	MaxSeats    = 50
	MaxTerm     = 730 // two years: a role that does not end is none
	MaxKept     = 365
	MaxSessions = 100
	maxFormats  = 30
)

// Parse reads a pack. The error is an Invalid fault with all that is wrong, each field named by its JSON pointer (RFC
// 6901); of what is no JSON, or JSON of another shape, only the first. Unknown and doubled keys are refused, and every
// text must be there in the same languages: those of the pack's name.
func Parse(data []byte) (Pack, error) {
	var c checker
	if len(data) > MaxBytes {
		c.Add("", "pack.bytes", map[string]any{"most": MaxBytes})
		return Pack{}, c.Err()
	}
	var p Pack
	if err := json.Unmarshal(data, &p, json.RejectUnknownMembers(true)); err != nil {
		return Pack{}, shape(err)
	}
	c.pack(p)
	if err := c.Err(); err != nil {
		return Pack{}, err
	}
	return p, nil
}

// shape says where JSON is broken or not that of a pack.
func shape(err error) error {
	var at jsontext.Pointer
	key := "pack.wrong_type"
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntactic):
		at, key = syntactic.JSONPointer, "pack.not_json"
	case errors.As(err, &semantic):
		at = semantic.JSONPointer
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		key = "pack.twice"
	}
	if errors.Is(err, json.ErrUnknownName) {
		key = "pack.unknown"
	}
	return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Name: string(at), Key: key}}, Cause: err}
}
