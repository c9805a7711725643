package web

import (
	"strconv"
	"time"

	"kith/internal/directory"
	"kith/internal/schedule"
)

// thing is a schema.org object.
type thing map[string]any

const schemaOrg = "https://schema.org"

// eventData describes a meeting to search engines (schema.org Event). A place that is not public is told as little here
// as on the page.
func eventData(t *teller, whole *directory.Whole) thing {
	m, g := whole.Meeting(), whole.About()
	event := thing{
		"@context": schemaOrg, "@type": "Event", "name": m.Name, "url": t.Whole("/meetings/" + whole.Listing.Slug),
		"eventAttendanceMode": schemaOrg + "/" + attendanceMode(m.Attend), "isAccessibleForFree": g.Cost == "",
		"organizer": thing{"@type": "Organization", "name": g.Name},
		"location":  location(t, whole),
	}
	if g.About != "" {
		event["description"] = g.About
	}
	if len(m.Languages) > 0 {
		event["inLanguage"] = m.Languages
	}
	event["eventStatus"] = schemaOrg + "/EventScheduled"
	if m.Attend == "closed" {
		event["eventStatus"] = schemaOrg + "/EventPostponed"
	}
	plan, err := m.Schedule.Plan()
	if err != nil {
		return event
	}
	if o, ok := plan.NowOrNext(t.now); ok {
		event["startDate"] = o.Start.Format(time.RFC3339)
		if o.End.After(o.Start) {
			event["endDate"] = o.End.Format(time.RFC3339)
		}
	}
	if again := repeats(m.Schedule); again != nil {
		event["eventSchedule"] = again
	}
	return event
}

func attendanceMode(attend string) string {
	switch attend {
	case "online", "phone":
		return "OnlineEventAttendanceMode"
	case "hybrid":
		return "MixedEventAttendanceMode"
	}
	return "OfflineEventAttendanceMode"
}

// repeats is a schema.org Schedule; nil for what happens once.
func repeats(s schedule.Schedule) thing {
	out := thing{"@type": "Schedule", "startTime": s.Start.String(), "scheduleTimezone": s.Zone, "byDay": schemaOrg + "/" + s.Weekday.String()}
	every := max(int(s.Interval), 1)
	switch s.Repeats {
	case schedule.Weekly:
		out["repeatFrequency"] = "P" + strconv.Itoa(every) + "W"
	case schedule.Monthly:
		out["repeatFrequency"] = "P" + strconv.Itoa(every) + "M"
		out["byMonthWeek"] = s.Nth
	default:
		return nil
	}
	if s.Duration > 0 {
		out["endTime"] = schedule.Clock((int(s.Start) + int(s.Duration)) % (24 * 60)).String()
	}
	return out
}

func location(t *teller, whole *directory.Whole) any {
	m, v := whole.Meeting(), whole.Place()
	online := thing{"@type": "VirtualLocation", "url": t.Whole("/meetings/" + whole.Listing.Slug)}
	if v == nil || m.Attend == "online" || m.Attend == "phone" {
		return online
	}
	address := thing{"@type": "PostalAddress"}
	for name, value := range map[string]string{"addressLocality": v.Locality, "addressRegion": v.Region, "addressCountry": v.Country} {
		if value != "" {
			address[name] = value
		}
	}
	spot := thing{"@type": "Place", "address": address}
	if !v.Withheld() {
		for name, value := range map[string]string{"streetAddress": v.Street, "postalCode": v.Postal} {
			if value != "" {
				address[name] = value
			}
		}
		if v.Street == "" && v.Address != "" {
			spot["address"] = v.Address
		}
		if v.Name != "" {
			spot["name"] = v.Name
		}
		if v.At != nil && !v.Rough {
			spot["geo"] = thing{"@type": "GeoCoordinates", "latitude": round5(v.At.Lat), "longitude": round5(v.At.Lng)}
		}
	}
	if m.Attend == "hybrid" {
		return []any{spot, online}
	}
	return spot
}

// organisationData describes a group or an organisation to search engines (schema.org Organization).
func organisationData(t *teller, name, about, path string) thing {
	out := thing{"@context": schemaOrg, "@type": "Organization", "name": name, "url": t.Whole(path)}
	if about != "" {
		out["description"] = about
	}
	return out
}
