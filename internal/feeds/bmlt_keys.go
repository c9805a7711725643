package feeds

import "slices"

// bmltKey numbers the fields of a meeting in BMLT's semantic API.
type bmltKey int

// The fields, in the order in which they are written.
const (
	keyID bmltKey = iota
	keyWorldID
	keySharedGroup
	keyBody
	keyBodyName
	keyWeekday
	keyVenueType
	keyStart
	keyDuration
	keyZone
	keyFormats
	keyLanguage
	keyLongitude
	keyLatitude
	keyKilometres
	keyMiles
	keyEmail
	keyName
	keyPlace
	keyPlaceInfo
	keyStreet
	keySubsection
	keyNeighborhood
	keyTown
	keyCounty
	keyProvince
	keyPostal
	keyNation
	keyComments
	keyTrains
	keyBuses
	keyPhoneNumber
	keyLink
	keyLinkInfo
	keyContactPhone2
	keyContactEmail2
	keyContactName2
	keyContactPhone1
	keyContactEmail1
	keyContactName1
	keyPublished
	keyServer
	keyFormatIDs
	keyCount
)

// bmltKeys are the names of the fields and what GetFieldKeys says of them.
var bmltKeys = [keyCount]struct{ name, description string }{
	keyID:            {"id_bigint", "ID"},
	keyWorldID:       {"worldid_mixed", "World ID"},
	keySharedGroup:   {"shared_group_id_bigint", "Shared Group ID"},
	keyBody:          {"service_body_bigint", "Service Body ID"},
	keyBodyName:      {"service_body_name", "Service Body"},
	keyWeekday:       {"weekday_tinyint", "Weekday"},
	keyVenueType:     {"venue_type", "Venue Type"},
	keyStart:         {"start_time", "Start Time"},
	keyDuration:      {"duration_time", "Duration"},
	keyZone:          {"time_zone", "Time Zone"},
	keyFormats:       {"formats", "Formats"},
	keyLanguage:      {"lang_enum", "Language"},
	keyLongitude:     {"longitude", "Longitude"},
	keyLatitude:      {"latitude", "Latitude"},
	keyKilometres:    {"distance_in_km", "Distance in Kilometers"},
	keyMiles:         {"distance_in_miles", "Distance in Miles"},
	keyEmail:         {"email_contact", "Email Contact"},
	keyName:          {"meeting_name", "Meeting Name"},
	keyPlace:         {"location_text", "Location Name"},
	keyPlaceInfo:     {"location_info", "Additional Location Information"},
	keyStreet:        {"location_street", "Street Address"},
	keySubsection:    {"location_city_subsection", "Borough"},
	keyNeighborhood:  {"location_neighborhood", "Neighborhood"},
	keyTown:          {"location_municipality", "Town"},
	keyCounty:        {"location_sub_province", "County"},
	keyProvince:      {"location_province", "State"},
	keyPostal:        {"location_postal_code_1", "Zip Code"},
	keyNation:        {"location_nation", "Nation"},
	keyComments:      {"comments", "Comments"},
	keyTrains:        {"train_lines", "Train Lines"},
	keyBuses:         {"bus_lines", "Bus Lines"},
	keyPhoneNumber:   {"phone_meeting_number", "Phone Meeting Dial-in Number"},
	keyLink:          {"virtual_meeting_link", "Virtual Meeting Link"},
	keyLinkInfo:      {"virtual_meeting_additional_info", "Virtual Meeting Additional Info"},
	keyContactPhone2: {"contact_phone_2", "Contact 2 Phone"},
	keyContactEmail2: {"contact_email_2", "Contact 2 Email"},
	keyContactName2:  {"contact_name_2", "Contact 2 Name"},
	keyContactPhone1: {"contact_phone_1", "Contact 1 Phone"},
	keyContactEmail1: {"contact_email_1", "Contact 1 Email"},
	keyContactName1:  {"contact_name_1", "Contact 1 Name"},
	keyPublished:     {"published", "Published"},
	keyServer:        {"root_server_uri", "Root Server URI"},
	keyFormatIDs:     {"format_shared_id_list", "Format IDs"},
}

// allKeys are all fields in their order.
var allKeys = func() (all []bmltKey) {
	for k := range keyCount {
		all = append(all, k)
	}
	return all
}()

// numericKeys are sorted by their number.
var numericKeys = []bmltKey{keyID, keyBody, keyWeekday, keyVenueType, keyLongitude, keyLatitude, keyKilometres, keyMiles}

// searchedKeys are the fields that SearchString looks into.
var searchedKeys = []bmltKey{keyName, keyPlace, keyPlaceInfo, keyStreet, keySubsection, keyNeighborhood, keyTown, keyCounty,
	keyProvince, keyPostal, keyNation, keyComments}

func bmltKeyNamed(name string) (bmltKey, bool) {
	i := slices.IndexFunc(bmltKeys[:], func(k struct{ name, description string }) bool { return k.name == name })
	return bmltKey(i), i >= 0
}

func keyNames(keys []bmltKey) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = bmltKeys[k].name
	}
	return names
}
