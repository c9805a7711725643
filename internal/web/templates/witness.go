package templates

// Witness is what a greeter sees of members who have no device.
type Witness struct {
	Waiting []Persona // recorded, and without a card yet
	Name    string
	Error   string
}
