package feeds

import (
	"context"
	"math"
	"net/url"
	"time"

	"kith/internal/directory"
	"kith/internal/fault"
)

// mostChanges is how many changed meetings one answer tells of.
const mostChanges = 5000

// Changes answers GetChanges: which meetings came, changed and went between start_date and end_date (YYYY-MM-DD), the
// last first. What a meeting was before is not told, and of one that is gone only its number: it may have gone because
// it should not be known. The error is fault.Invalid for a date that is none.
func (s *BMLTServer) Changes(ctx context.Context, d *directory.Directory, v url.Values) (*BMLTAnswer, error) {
	p := newBMLTParams(v)
	from, to := int64(0), int64(math.MaxInt64)
	if text := p.get("start_date"); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "", nil)
		}
		from = day.UnixMilli()
	}
	if text := p.get("end_date"); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "", nil)
		}
		to = day.AddDate(0, 0, 1).UnixMilli() - 1
	}
	touched, err := d.Touched(ctx, from, to, mostChanges)
	if err != nil {
		return nil, err
	}
	rows := [][]string{}
	for i := range touched {
		rows = append(rows, s.changeRows(&touched[i], from, to, p)...)
	}
	a := listAnswer(changeKeys, rows)
	a.tables[0].bare = []string{"json_data"}
	return a, nil
}

var changeKeys = []string{"date_int", "date_string", "change_type", "change_id", "meeting_id", "meeting_name", "user_id", "user_name",
	"service_body_id", "service_body_name", "meeting_exists", "details", "json_data"}

// changeRows are what happened to one meeting in a time: that it came, and that it changed or went.
func (s *BMLTServer) changeRows(l *directory.Listing, from, to int64, p bmltParams) (rows [][]string) {
	meetings, services := p.wishes("meeting_id"), p.wishes("service_body_id")
	m, here := s.byNumber(l.Number)
	gone := l.State == directory.Retired || l.MergedInto != ""
	switch {
	case s.samples[l.Source], !here && !gone, !meetings.allows(l.Number):
		return nil
	case !services.empty() && (!here || !services.allows(m.body)):
		return nil
	}
	if l.Updated >= from && l.Updated <= to && (l.Version > 1 || gone) {
		kind := "comdef_change_type_change"
		if gone {
			kind = "comdef_change_type_delete"
		}
		rows = append(rows, s.changeRow(l, kind, l.Updated, l.Version))
	}
	if here && l.Created >= from && l.Created <= to {
		rows = append(rows, s.changeRow(l, "comdef_change_type_new", l.Created, 0))
	}
	return rows
}

func (s *BMLTServer) changeRow(l *directory.Listing, kind string, at, version int64) []string {
	when := time.UnixMilli(at).UTC()
	row := []string{formatNumber(when.Unix()), when.Format("3:04 PM, 1/2/2006"), kind, formatNumber(l.Number*1000 + version%1000),
		formatNumber(l.Number), "", "0", "", "", "", "0", "", `{"before":null,"after":null}`}
	if m, ok := s.byNumber(l.Number); ok {
		row[5], row[8], row[9], row[10] = m.value(keyName), m.value(keyBody), m.value(keyBodyName), "1"
		after := bmltTable{keys: keyNames(allKeys), rows: 1, value: func(_, column int) string { return (&found{m, -1}).value(allKeys[column]) }}
		list := after.appendJSON(nil)
		row[12] = `{"before":null,"after":` + string(list[1:len(list)-1]) + `}`
	}
	return row
}
