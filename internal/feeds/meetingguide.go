package feeds

// readMeetingGuide reads Meeting Guide JSON and TSML JSON.
func readMeetingGuide(in *input, out *output) error {
	return newJSONRows(in, out, wrappers...).each(func(rec *record) error {
		if len(rec.text)+len(rec.list) == 0 {
			out.skip(rec.where, "", "", "no_row", "check_row")
			return nil
		}
		r := row{record: rec, out: out}
		return r.drafts()
	})
}
