package templates

// Lost is the page of somebody who lost every way in. It says no more while nobody has vouched than it does to whoever makes
// an address up.
type Lost struct {
	Path  string
	Link  string
	Ready bool   // two members vouched: the card can be made
	Day   string // on which the card starts; empty: it is not made yet
}

// Recovery is one on its way, as those see it who protect the group.
type Recovery struct {
	ID    string
	Note  string
	Name  string // for whom two vouched; empty: nobody yet
	Day   string // on which the card starts; empty: it is not made yet
	Mine  bool   // who looks vouched
	First string // name of who vouched so far, where one did
	Vouch string // id of that vouch
}

// Recoveries is all of them, and who can be vouched for.
type Recoveries struct {
	Error   string
	All     []Recovery
	Vouches []Recovery
	Members []Option
}

// Replacing is what the ways in that are left are told of a recovery of their persona.
type Replacing struct {
	ID  string
	Day string // on which the other card starts; empty: it is not made yet
}
