package archive

import "slices"

// Form is what a column of a row can hold.
type Form int

// The forms. Ids are UUIDs in lower case.
const (
	Key        Form = iota // an id of the row's own
	Persona                // the id of a persona in the archive
	Nobody                 // as Persona, or empty: nobody, or somebody who left
	Credential             // the id of a credential in the archive
	Hash                   // of a secret: SHA-256 in base64url
	Word                   // lower-case letters, digits, hyphens and low lines; of Of where that is given
	Role                   // a word, or an id where the group made the role itself
	Line                   // text without a line break
	Text                   // text
	List                   // a JSON list of texts
	Number                 // from 0
	Moment                 // unix milliseconds at the end of a day
	Day                    // "2026-11-24", or empty; in the database the days since 1970, or 0
	Flag                   // true or false
)

// Field is one column of a table as it stands in an archive.
type Field struct {
	Name string
	Form Form
	Most int      // letters, or how great a number; 0: mostLetters, mostNumber
	None bool     // may be empty
	Of   []string // the words there are
}

// Table is one table of the database whose rows a group takes along. A row has no space_id: it is the archive's.
type Table struct {
	Name    string
	Columns []Field
	Unique  int    // so many first columns together are given once
	Spaced  bool   // has a column space_id
	Only    string // which rows go along, in SQL; empty: all of the space
}

// Tables are what an archive holds, in the order in which the rows go into a database.
func Tables() []Table { return slices.Concat(members(), agreed(), sharedOut(), firstDays(), planned()) }

// members are who the group is.
func members() []Table {
	return []Table{
		{Name: "persona", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "id", Form: Key}, {Name: "name", Form: Line, Most: 80}, {Name: "pronouns", Form: Line, Most: 40, None: true},
			{Name: "line", Form: Line, Most: 200, None: true}, {Name: "created", Form: Day}, {Name: "public_keys", Form: Line, Most: 400, None: true},
			{Name: "witnessed", Form: Flag}, {Name: "removed", Form: Day, None: true}, {Name: "until", Form: Day, None: true}, {Name: "guest", Form: Flag},
		}},
		{Name: "credential", Unique: 1, Only: "kind = 'card'", Columns: []Field{
			{Name: "id", Form: Key}, {Name: "persona_id", Form: Persona}, {Name: "kind", Form: Word, Of: []string{"card"}}, {Name: "handle", Form: Hash},
			{Name: "public_key", Form: Line, Most: 1, None: true}, {Name: "label", Form: Line, Most: 80}, {Name: "created", Form: Day},
			{Name: "wrapped_keys", Form: Line, Most: 400, None: true},
		}},
		{Name: "moving_way", Unique: 1, Spaced: true, Columns: []Field{{Name: "persona_id", Form: Persona}, {Name: "hash", Form: Hash}, {Name: "until", Form: Day}}},
	}
}

// agreed is what the group is, agreed and recorded, and who waits at its door.
func agreed() []Table {
	return []Table{
		{Name: "group_space", Spaced: true, Columns: []Field{
			{Name: "pack", Form: Word}, {Name: "lang", Form: Line, Most: 35}, {Name: "door", Form: Word}, {Name: "welcome", Form: Text, Most: 4000, None: true},
			{Name: "agreed", Form: Number}, {Name: "name", Form: Line, Most: 200, None: true}, {Name: "state", Form: Word},
			{Name: "object_days", Form: Number, Most: 3660}, {Name: "silent_days", Form: Number, Most: 3660},
		}},
		{Name: "role_kind", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "role", Form: Role}, {Name: "name", Form: Line, Most: 200}, {Name: "does", Form: Text, Most: 4000, None: true}, {Name: "may", Form: List},
			{Name: "seats", Form: Number, Most: 1000}, {Name: "term_days", Form: Number, Most: 3660}, {Name: "gap_days", Form: Number, Most: 3660},
			{Name: "needed_days", Form: Number, Most: 3660}, {Name: "needed", Form: Flag}, {Name: "checklist", Form: List}, {Name: "place", Form: Number, Most: 1000},
			{Name: "retired", Form: Flag},
		}},
		{Name: "role", Unique: 2, Spaced: true, Columns: []Field{
			{Name: "persona_id", Form: Persona}, {Name: "role", Form: Role}, {Name: "since", Form: Day}, {Name: "until", Form: Day},
			{Name: "how", Form: Word}, {Name: "by_persona", Form: Nobody},
		}},
		{Name: "agreement", Unique: 1, Spaced: true, Columns: []Field{{Name: "version", Form: Number}, {Name: "made", Form: Day}, {Name: "by_persona", Form: Nobody}}},
		{Name: "clause", Unique: 2, Spaced: true, Columns: []Field{
			{Name: "version", Form: Number}, {Name: "place", Form: Number}, {Name: "kind", Form: Word}, {Name: "text", Form: Text},
		}},
		{Name: "acceptance", Unique: 1, Columns: []Field{{Name: "persona_id", Form: Persona}, {Name: "version", Form: Number}}},
		{Name: "recorded", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "number", Form: Number}, {Name: "act", Form: Word}, {Name: "outside", Form: Flag}, {Name: "by_persona", Form: Nobody},
			{Name: "with_persona", Form: Nobody}, {Name: "about_persona", Form: Nobody}, {Name: "words", Form: Text, None: true}, {Name: "day", Form: Day},
		}},
		{Name: "knock", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "id", Form: Key}, {Name: "hash", Form: Hash}, {Name: "joins", Form: Flag}, {Name: "note", Form: Text}, {Name: "state", Form: Word, Of: []string{"waiting", "answered", "welcome", "declined"}},
			{Name: "answer", Form: Text, None: true}, {Name: "by_persona", Form: Nobody}, {Name: "day", Form: Day}, {Name: "expires", Form: Moment},
		}},
	}
}

// sharedOut is what is under way about roles, and who is there from outside.
func sharedOut() []Table {
	return []Table{
		{Name: "filling", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "id", Form: Key}, {Name: "role", Form: Role}, {Name: "persona_id", Form: Persona}, {Name: "how", Form: Word}, {Name: "by_persona", Form: Nobody},
			{Name: "day", Form: Day}, {Name: "open_until", Form: Day}, {Name: "accepted", Form: Flag},
		}},
		{Name: "role_question", Unique: 2, Spaced: true, Only: "answered = 0", Columns: []Field{
			{Name: "role", Form: Role}, {Name: "persona_id", Form: Persona}, {Name: "by_persona", Form: Nobody}, {Name: "asked", Form: Day},
		}},
		{Name: "handed_on", Unique: 3, Spaced: true, Columns: []Field{
			{Name: "role", Form: Role}, {Name: "persona_id", Form: Persona}, {Name: "point", Form: Number, Most: mostListed},
		}},
		{Name: "guest", Unique: 1, Spaced: true, Only: "persona_id <> ''", Columns: []Field{
			{Name: "persona_id", Form: Persona}, {Name: "id", Form: Key}, {Name: "purpose", Form: Line, Most: 300}, {Name: "sees", Form: List},
			{Name: "until", Form: Day}, {Name: "by_persona", Form: Nobody},
		}},
	}
}

// firstDays is what concerns newcomers, what members tell them, and who is removed.
func firstDays() []Table {
	return []Table{
		{Name: "unprotected", Unique: 1, Spaced: true, Columns: []Field{{Name: "persona_id", Form: Persona}}},
		{Name: "willing", Unique: 1, Spaced: true, Columns: []Field{{Name: "persona_id", Form: Persona}, {Name: "day", Form: Day}}},
		{Name: "first_companion", Unique: 2, Spaced: true, Columns: []Field{
			{Name: "newcomer_id", Form: Persona}, {Name: "companion_id", Form: Persona}, {Name: "day", Form: Day}, {Name: "until", Form: Day}, {Name: "ended", Form: Flag},
		}},
		{Name: "story", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "id", Form: Key}, {Name: "persona_id", Form: Nobody}, {Name: "text", Form: Text, Most: 4000}, {Name: "signed", Form: Flag}, {Name: "at_door", Form: Flag},
		}},
		{Name: "removal", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "persona_id", Form: Persona}, {Name: "reason", Form: Text, Most: 2000}, {Name: "by_persona", Form: Nobody}, {Name: "with_persona", Form: Nobody},
			{Name: "day", Form: Day}, {Name: "until", Form: Day}, {Name: "answer", Form: Text, Most: 2000, None: true}, {Name: "appeal", Form: Text, Most: 2000, None: true},
			{Name: "appealed", Form: Day, None: true}, {Name: "decision", Form: Word, None: true, Of: []string{"return", "uphold"}},
			{Name: "words", Form: Text, Most: 2000, None: true}, {Name: "decided_by", Form: Nobody}, {Name: "decided_with", Form: Nobody}, {Name: "ended", Form: Day, None: true},
		}},
	}
}

// planned is what the group has before it: until it meets, or until it ends.
func planned() []Table {
	return []Table{
		{Name: "plan", Spaced: true, Columns: []Field{
			{Name: "began", Form: Day}, {Name: "concern", Form: Word, None: true}, {Name: "words", Form: Text, Most: 4000, None: true}, {Name: "attend", Form: Word, None: true},
			{Name: "country", Form: Line, Most: 2, None: true}, {Name: "cell", Form: Line, Most: 40, None: true}, {Name: "line", Form: Text, Most: 300, None: true},
			{Name: "adviser", Form: Text, Most: 120, None: true}, {Name: "adviser_since", Form: Day, None: true}, {Name: "adviser_until", Form: Day, None: true},
			{Name: "flyer", Form: Text, Most: 300, None: true},
		}},
		{Name: "plan_task", Unique: 1, Spaced: true, Columns: []Field{
			{Name: "task", Form: Word}, {Name: "persona_id", Form: Nobody}, {Name: "due", Form: Day}, {Name: "done", Form: Day, None: true},
		}},
		{Name: "plan_place", Unique: 1, Spaced: true, Columns: []Field{{Name: "id", Form: Key}, {Name: "name", Form: Text, Most: 120}, {Name: "good", Form: List}}},
		{Name: "farewell", Spaced: true, Only: "agreed AND NOT over", Columns: []Field{
			{Name: "id", Form: Key}, {Name: "words", Form: Text, Most: 4000, None: true}, {Name: "last_day", Form: Day},
		}},
	}
}

// Left is a table that stays behind.
type Left struct {
	Name   string
	Spaced bool // has a column space_id
	Why    string
}

// LeftOut are all other tables that hold something of a space or a persona.
func LeftOut() []Left {
	return []Left{
		{"session", false, "a cookie belongs to the old server's name"},
		{"ceremony", true, "it lasts for minutes"},
		{"invitation", true, "a link that was handed out leads to the old place, and nobody knows any more who has it"},
		{"removal_plan", true, "it belongs to an act that waits for a second person"},
		{"joint_act", true, "what waits for a second person is asked for anew"},
		{"departure", true, "it is about leaving the old place"},
		{"recovery", true, "its page is at the old place, and a new card is vouched for where it is to open"},
		{"plan_report", true, "it is for the stewards of the old place"},
		{"contact", true, "it is encrypted with a key of the old server's, which stays with it"},
		{"job", true, "it is work of the old server's"},
		{"joining", true, "it names meetings by ids of the old directory, and is told anew"},
		{"delegation", true, "a code for the space of an organisation, which stays"},
		{"delegate", true, "it stands for a listing of the old directory"},
		{"belonging", true, "the organisation is one of the old directory"},
		{"board_minimum", true, "of an organisation, whose groups stand in the old directory"},
		{"self_helper", true, "of an organisation; each board member says it anew, of themself"},
		{"service", true, "of an organisation, whose groups stand in the old directory"},
		{"material", true, "of an organisation, whose groups read it at the old place"},
		{"suggested_pack", true, "of an organisation, for groups that begin at the old place"},
	}
}

// LeftBehind names the columns of carried tables that stay behind, and why.
func LeftBehind() map[string]string {
	return map[string]string{
		"persona.likeness":       "made from the name, and made anew",
		"role_kind.board":        "only an organisation has a board",
		"persona.staff":          "only an organisation has staff",
		"moving_way.secret":      "the old place alone shows it, to the one member it belongs to",
		"group_space.listing_id": "an id of the old directory; the listing itself goes along in its own form",
		"guest.invitation_id":    "a link leads to the old place: only guests who have come in go along",
		"guest.staff":            "only an organisation has staff",
		"role_question.answered": "a trace of when somebody was here, which is shown to nobody: questions that were answered stay behind",
		"plan.vetted":            "a steward of the new place reads it anew",
		"plan.shown":             "whether seekers find the group at the new place is said there",
		"plan.help":              "it was asked of the stewards of the old place",
		"plan.help_answer":       "it is theirs",
		"farewell.listing_id":    "an id of the old directory; at the new place it is that of the group's listing",
		"farewell.onward_id":     "an id of the old directory",
		"farewell.agreed":        "only what two have decided goes along",
		"farewell.over":          "a group whose last day has passed goes nowhere",
	}
}

// Place is that of a column in the rows of a carried table.
func Place(table, name string) int {
	for _, t := range Tables() {
		if t.Name == table {
			return slices.IndexFunc(t.Columns, func(c Field) bool { return c.Name == name })
		}
	}
	return -1
}
