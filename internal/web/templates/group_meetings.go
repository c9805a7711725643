package templates

// Joining is what a group tells its members alone about how to come.
type Joining struct {
	Place, Link, PassCode, Words string
}

// Empty says whether nothing is told.
func (j Joining) Empty() bool { return j == Joining{} }

// GroupMeeting is a meeting as members see it.
type GroupMeeting struct {
	Row     Row
	State   string // said when it is not on the list
	Joining Joining
	Href    string // of its listing, for who keeps it
	Tell    string // where what members are told is changed, for who keeps it
}

// GroupMeetings is when and where a group meets, for its members.
type GroupMeetings struct {
	All      []GroupMeeting
	ForAll   Joining // holds for every meeting
	Tell     string  // where that is changed; empty: the member does not keep the listing
	Listed   bool    // there is a listing that everybody can read
	Listing  string  // its page in the space, for who keeps it
	Public   string  // its page for everybody; empty: it has none now
	Confirm  string  // address that says that all is still right
	Verified string
	Doubts   int
	Add      string // where a meeting is added
	Above    string // name of the organisation it belongs to; empty: none
}

// JoiningForm asks what members are told about how to come to a meeting.
type JoiningForm struct {
	Name   string // of the meeting; empty: of all
	Inputs []Input
	Wrong  bool
}
