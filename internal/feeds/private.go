package feeds

import (
	"regexp"
	"strings"

	"kith/internal/directory"
)

// What says that a place is somebody's home. The rules lean towards withholding: a hall that is withheld by mistake can
// be made public again, a home that was published cannot be made private again. A street address alone is no sign.
var (
	saysHome  = regexp.MustCompile(`(?i)\bprivate (?:home|house|residence|apartment)|\b(?:member|host|someone|somebody|group member)['’]?s['’]? (?:home|house|place|apartment)|\b(?:home|residence|house|casa) of (?:the )?(?:mr|mrs|ms|dr|member|host|(?-i:\p{Lu}))|\b(?:casa|domicilio|vivienda) particular|\bdomicile priv|\bprivatwohnung|\bin (?:my|our|his|her|their) home\b|\b(?:hosted|held|meets|meeting) (?:at|in) (?:a |the )?homes?\b`)
	nameHome  = regexp.MustCompile(`(?i)['’]s (?:house|home|place|apartment|apt|residence|casa|living room|flat)\b|\bhome of\b|\bhouse of\b|\bcasa de\b|\bresidence\b|\bresidencia de\b|\bchez \p{L}|^(?:home|house|private|casa|residence|my place|a home)$`)
	publicFor = regexp.MustCompile(`(?i)\bsaints?\b|\bst\.? |\bsan(?:ta)? |veter[ae]n|\b(?:women|men|children|people|senior|elder|friend|farmer|sailor|actor|governor|bishop|minister|king|queen|nurse|student)s?['’]?s? |house of (?:worship|prayer|praise|god|hope|faith|refuge|mercy|friendship|friends|healing|representatives|commons|restoration|peace|grace|blessing|deliverance|the lord|joy|recovery)|casa de (?:la )?(?:cultura|oraci[oó]n|dios|fe|salud|juventud|amistad|alabanza|restauraci[oó]n|esperanza|campo|pueblo|mujer|misericordia|paz)|residence (?:inn|hall|center|centre)|(?:senior|student|retirement|nursing|assisted|care|treatment|transitional) residence|hospital|hotel|church|iglesia|library|clinic|shelter|community|centre|center`)
	unit      = regexp.MustCompile(`(?i)\b(?:apt|apartment|apto|departamento|depto|wohnung|piso)\b\.? ?#?\s?\w+`)
)

// looksPrivate says whether a venue looks like a private home; notes are what the source says beside it.
func looksPrivate(v *directory.Venue, notes string) bool {
	if !mayBeHome(strings.Join([]string{v.Name, v.Address, v.Street, v.Directions, notes}, "\n")) {
		return false
	}
	for _, text := range []string{v.Name, v.Address, v.Street, v.Directions, notes} {
		if saysHome.MatchString(text) && !publicFor.MatchString(v.Name) {
			return true
		}
	}
	if nameHome.MatchString(v.Name) && !publicFor.MatchString(v.Name) {
		return true
	}
	return v.Name == "" && (unit.MatchString(v.Street) || unit.MatchString(v.Address))
}

// homeStems are parts of words of which the rules need at least one: a quick look before the slow one.
var homeStems = []string{"hom", "hous", "casa", "resid", "apart", "apt", "domicil", "privat", "chez", "flat", "living", "place", "viviend", "piso", "wohnung", "depto", "departamento", "apto"}

func mayBeHome(text string) bool {
	text = strings.ToLower(text)
	for _, s := range homeStems {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}
