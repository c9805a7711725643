package vocabulary

// Concern is what groups are about. It may have several wider concerns. Its words say what the group is about; they are
// never a diagnosis put on anyone.
type Concern struct {
	Code    string
	Parents []string // wider concerns; none for a top one
}

// Concerns lists all of them, a wider one before those within it where the data file has it so.
func Concerns() []Concern {
	all := make([]Concern, 0, len(tables().entries[FacetConcern]))
	for _, e := range tables().entries[FacetConcern] {
		all = append(all, Concern{e.Code, e.Parents})
	}
	return all
}

// ConcernByCode finds one concern.
func ConcernByCode(code string) (Concern, bool) {
	e := tables().byTerm[Term{FacetConcern, code}]
	if e == nil {
		return Concern{}, false
	}
	return Concern{e.Code, e.Parents}, true
}

// TopConcerns lists the codes of the concerns that have no wider one, for browsing.
func TopConcerns() []string {
	var top []string
	for _, e := range tables().entries[FacetConcern] {
		if len(e.Parents) == 0 {
			top = append(top, e.Code)
		}
	}
	return top
}
