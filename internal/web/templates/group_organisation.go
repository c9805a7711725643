package templates

// Above is the organisation that a group belongs to.
type Above struct {
	Name      string
	Public    string // its page for everybody
	Confirmed string // when the group last said that it belongs, or that it never did
	Due       bool
	MaySay    bool
	MaySend   bool
	MayEnd    bool
	Delegates bool // it has a space
	Services  []Service
	Materials []Material
	Link      string // just made
	Image     Code
}

// Belonging is a group of an organisation.
type Belonging struct {
	Name, Href string
	Confirmed  string
	Due        bool
	Delegates  []string
}
