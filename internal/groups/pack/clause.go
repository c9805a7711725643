package pack

// Clause is one part of a group's agreement.
type Clause struct {
	Kind Kind `json:"kind"`
	Text Text `json:"text"` // paragraphs are parted by a line break
}

// Kind is what a clause is about.
type Kind string

// The kinds of clause.
const (
	KindPurpose         Kind = "purpose"
	KindIdeas           Kind = "ideas"           // what we think the trouble is and what helps: the group's own ideas
	KindWho             Kind = "who"             // who the group is for
	KindConfidentiality Kind = "confidentiality" // with its limits: who may break it and when
	KindSafety          Kind = "safety"
	KindRoles           Kind = "roles"
	KindMoney           Kind = "money"
	KindDecisions       Kind = "decisions"
	KindProfessionals   Kind = "professionals" // what a professional may do here
)

// Kinds lists the kinds in the order in which an agreement is read.
func Kinds() []Kind {
	return []Kind{KindPurpose, KindIdeas, KindWho, KindConfidentiality, KindSafety, KindRoles, KindMoney, KindDecisions, KindProfessionals}
}
