package directory

// Draft is what a source says about one listing and what belongs to it, as an importer read it: the step between a
// foreign row and the directory. A draft holds an organisation alone; or a group, with or without a venue and a meeting.
// Codes are already those of package vocabulary; a private home is already withheld (Withhold).
type Draft struct {
	Where        string // where in the source: "row 12", or a JSON pointer such as "/17"
	Organisation *OrganisationDraft
	Group        *GroupDraft
	Venue        *VenueDraft
	Meeting      *MeetingDraft
	Unpublished  bool // the source has it but does not publish it
}

// where is where the draft stands in its source, with its name, so that a person can find it. A name that tells a withheld
// place was taken out before.
func (d *Draft) where() string {
	name := d.Group.Name
	if d.Meeting != nil {
		name = d.Meeting.Name
	}
	if name == "" {
		return d.Where
	}
	return d.Where + " (" + name + ")"
}

// OrganisationDraft is an organisation as its source knows it. Parent is the native id of the organisation above, which
// need not have come yet.
type OrganisationDraft struct {
	NativeID string
	Parent   string
	Organisation
}

// GroupDraft is a group as its source knows it. NativeID may be empty: the importer then takes a hash of what identifies
// it. Organisation is the native id of the organisation it belongs to, or empty.
type GroupDraft struct {
	NativeID     string
	Organisation string
	Group
}

// VenueDraft is a venue as its source knows it; an empty NativeID becomes a hash of name and address.
type VenueDraft struct {
	NativeID string
	Venue
}

// MeetingDraft is a meeting as its source knows it. Identity is (source, NativeID), so NativeID is never empty; Slug and
// Number are the source's own and are kept where they are free here.
type MeetingDraft struct {
	NativeID string
	Slug     string
	Number   int64
	Meeting
}

// Problem is one thing that is wrong with a source: where, which field, what stood there, why it cannot be used, and what
// to do. Why and Do are catalogue keys; Skipped says that the row stayed out because of it, otherwise it is a warning.
type Problem struct {
	Where   string
	Field   string
	Value   string
	Why     string
	Do      string
	Skipped bool
}
