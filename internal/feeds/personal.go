package feeds

import (
	"regexp"

	"kith/internal/fold"
)

// Who somebody is and how to reach them at home is no part of a listing, so fields about persons are not taken. What a group
// itself calls its phone or mail address is.
var (
	aboutPerson = regexp.MustCompile(`^(?:(?:(?:meeting|group|primary|main|alternate|second|alt) )?(?:contact|leader|host|hostess|chair|chairperson|secretary|facilitator|coordinator|co ordinator|organizer|organiser|treasurer|gsr|contacto|persona de contacto|responsable|coordinadora?|facilitadora?|secretari[ao]|anfitri\w+)(?: person|s)?(?: \d+)?(?: (?:\d+ )?(?:full |first |last |home |cell |mobile )?(?:name|names|phone|telephone|tel|mobile|cell|e ?mail|mail|address|number|info|information|details|nombre|telefono|movil|correo|direccion)(?: (?:address|number|electronico))?(?: \d+)?)?|(?:first|last|family|given|full) name|surname|apellidos?|(?:home|cell|mobile|private|personal) ?(?:phone|number|e ?mail|address)|cell|mobile|movil|celular)$`)
	personAfter = regexp.MustCompile(`^(?:name|phone|telephone|e ?mail|nombre|telefono|correo) (?:of|for|de|del|de la) (?:the )?(?:contact|leader|host|chair|secretary|facilitator|coordinator|contacto|responsable|coordinadora?|facilitadora?|secretari[ao])`)
)

// isPersonal says whether a column or field is about a person, by its name.
func isPersonal(name string) bool {
	name = fold.Fold(name)
	return aboutPerson.MatchString(name) || personAfter.MatchString(name)
}

// personal reports, once for each, a field that is left out because it is about a person.
func (out *output) personal(where, name string) {
	if out.once("personal:" + name) {
		out.warn(where, name, "", "personal", "personal")
	}
}
