package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"kith/internal/directory"
	"kith/internal/fault"
	"kith/internal/feeds"
	"kith/internal/message"
	"kith/internal/schedule"
	"kith/internal/store"
	"kith/internal/web/templates"
)

// imports lists the latest imports.
func (s *server) imports(w http.ResponseWriter, r *http.Request, v visit) error {
	p, desk := s.desk(r, v, "imports", s.spoken(r).words.Say("imports.title"))
	all, names, err := s.importRecords(r, v)
	if err != nil {
		return err
	}
	var out []templates.Import
	for _, i := range all {
		out = append(out, importLine(p, v, names, i))
	}
	return s.render(w, r, http.StatusOK, templates.ImportsPage(p, desk, out))
}

// importRecords are the latest imports and the names of their sources.
func (s *server) importRecords(r *http.Request, v visit) ([]directory.ImportRecord, map[string]string, error) {
	all, err := s.Directory.Imports(r.Context(), v.by, mostImports)
	if err != nil {
		return nil, nil, err
	}
	names, err := s.sourceNames(r, v)
	return all, names, err
}

// sourceNames are the names of all sources by their ids.
func (s *server) sourceNames(r *http.Request, v visit) (map[string]string, error) {
	sources, err := s.Directory.Sources(r.Context(), v.by)
	names := map[string]string{}
	for _, src := range sources {
		names[src.ID] = src.Name
	}
	return names, err
}

func importLine(p templates.Page, v visit, names map[string]string, i directory.ImportRecord) templates.Import {
	n := func(count int64) string { return p.Words.Number(int(count)) }
	started := store.FromMillis(i.Started)
	return templates.Import{
		Href: v.base() + "/imports/" + i.ID, Source: names[i.Source], State: p.Say("import.state." + i.State), Held: i.State == directory.ImportHeld, Shrinks: i.Counts.Retired > 0,
		When: p.Words.Date(started) + ", " + p.Words.Clock(started) + " UTC",
		Read: n(i.Counts.Read), Added: n(i.Counts.Added), Changed: n(i.Counts.Changed), Unchanged: n(i.Counts.Unchanged),
		Retired: n(i.Counts.Retired), Skipped: n(i.Counts.Skipped),
	}
}

// oneImport finds an import by the address.
func (s *server) oneImport(r *http.Request, v visit, p templates.Page) (templates.Import, error) {
	i, err := s.Directory.Import(r.Context(), v.by, r.PathValue("import"))
	if err != nil {
		return templates.Import{}, err
	}
	names, err := s.sourceNames(r, v)
	return importLine(p, v, names, i), err
}

// mostProblems is how many problems a page shows; the CSV has all.
const mostProblems = 500

// importReport shows one import with what was wrong in its source.
func (s *server) importReport(w http.ResponseWriter, r *http.Request, v visit) error {
	p, desk := s.desk(r, v, "imports", s.spoken(r).words.Say("report.title"))
	one, err := s.oneImport(r, v, p)
	if err != nil {
		return err
	}
	problems, err := s.Directory.Problems(r.Context(), v.by, r.PathValue("import"))
	if err != nil {
		return err
	}
	out := templates.Report{Import: one, More: max(len(problems)-mostProblems, 0)}
	for _, problem := range problems[:min(len(problems), mostProblems)] {
		out.Problems = append(out.Problems, problemRow(p.Words, problem))
	}
	return s.render(w, r, http.StatusOK, templates.ReportPage(p, desk, out))
}

func problemRow(words *message.Words, p directory.Problem) templates.Problem {
	out := templates.Problem{Where: p.Where, Field: p.Field, Value: p.Value, Why: words.Say(p.Why), Skipped: p.Skipped}
	if p.Do != "" {
		out.Do = words.Say(p.Do)
	}
	return out
}

// importProblems is the report as a spreadsheet.
func (s *server) importProblems(w http.ResponseWriter, r *http.Request, v visit) error {
	one, err := s.Directory.Import(r.Context(), v.by, r.PathValue("import"))
	if err != nil {
		return err
	}
	names, err := s.sourceNames(r, v)
	if err != nil {
		return err
	}
	problems, err := s.Directory.Problems(r.Context(), v.by, one.ID)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := feeds.WriteReport(&body, s.spoken(r).words, feeds.Reported{Source: names[one.Source], Problems: problems}); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="report.csv"`)
	return send(w, r, http.StatusOK, "text/csv; charset=utf-8", body.Bytes())
}

// decideImport accepts a held import, or throws it away.
func (s *server) decideImport(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("import")
	var err error
	switch r.PostFormValue("do") {
	case "accept":
		err = s.Directory.Accept(r.Context(), v.by, id)
	case "discard":
		err = s.Directory.Discard(r.Context(), v.by, id)
	default:
		err = fault.New(fault.Invalid, "", nil)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/imports/"+id)
}

// sources lists where listings come from.
func (s *server) sources(w http.ResponseWriter, r *http.Request, v visit) error {
	p, desk := s.desk(r, v, "sources", s.spoken(r).words.Say("sources.title"))
	all, err := s.Directory.Sources(r.Context(), v.by)
	if err != nil {
		return err
	}
	var out []templates.SourceLine
	for _, src := range all {
		out = append(out, templates.SourceLine{Name: src.Name, Kind: src.Kind, Address: src.Address, Sample: src.Sample, Every: everyText(p, src.RefreshEvery),
			Href: v.base() + "/sources/" + src.ID})
	}
	return s.render(w, r, http.StatusOK, templates.SourcesPage(p, desk, out))
}

func everyText(p templates.Page, minutes int64) string {
	if minutes == 0 {
		return p.Say("sources.never")
	}
	return p.Count("sources.minutes", int(minutes))
}

// source shows what a source is read with.
func (s *server) source(w http.ResponseWriter, r *http.Request, v visit) error {
	src, err := s.sourceByID(r, v)
	if err != nil {
		return err
	}
	return s.showSource(w, r, v, src, nil)
}

func (s *server) sourceByID(r *http.Request, v visit) (directory.Source, error) {
	all, err := s.Directory.Sources(r.Context(), v.by)
	if err != nil {
		return directory.Source{}, err
	}
	for _, src := range all {
		if src.ID == r.PathValue("source") {
			return src, nil
		}
	}
	return directory.Source{}, fault.New(fault.NotFound, "source.none", nil)
}

func (s *server) showSource(w http.ResponseWriter, r *http.Request, v visit, src directory.Source, problem error) error {
	p, desk := s.desk(r, v, "sources", s.spoken(r).words.Say("source.title"))
	problems := problemsByName(p.Words, problem)
	every := strconv.FormatInt(src.RefreshEvery, 10)
	status := http.StatusOK
	if problem != nil {
		status, every = http.StatusBadRequest, r.PostFormValue("refresh")
	}
	programme := sourceInput(p, "programme", "select", src.Programme, problems)
	programme.Options = append([]templates.Option{{Label: p.Say("form.unsaid")}}, codeOptions(p.Words, facets["programme"], []string{src.Programme})...)
	out := templates.SourceForm{Name: src.Name, Action: v.base() + "/sources/" + src.ID, Inputs: []templates.Input{
		sourceInput(p, "address", "url", src.Address, problems), sourceInput(p, "refresh", "number", every, problems),
		sourceInput(p, "zone", "", src.Zone, problems), programme, sourceInput(p, "licence", "", src.Licence, problems),
		sourceInput(p, "mapping", "textarea", src.Mapping, problems),
	}}
	return s.render(w, r, status, templates.SourcePage(p, desk, out))
}

func sourceInput(p templates.Page, name, kind, value string, problems map[string]string) templates.Input {
	in := templates.Input{Name: name, Kind: kind, Label: p.Say("source.field." + name), Value: value, Error: problems[name], Autocomplete: "off"}
	if hint := "source.hint." + name; p.Words.Has(hint) {
		in.Hint = p.Say(hint)
	}
	return in
}

// mostMinutes is the longest time between two readings: a year.
const mostMinutes = 365 * 24 * 60

// saveSource changes how a source is read.
func (s *server) saveSource(w http.ResponseWriter, r *http.Request, v visit) error {
	src, err := s.sourceByID(r, v)
	if err != nil {
		return err
	}
	var p fault.Problems
	said := src
	said.RefreshEvery = int64(number(r.PostFormValue("refresh"), "refresh", &p, 0, mostMinutes))
	said.Address, said.Zone = strings.TrimSpace(r.PostFormValue("address")), strings.TrimSpace(r.PostFormValue("zone"))
	said.Programme, said.Licence, said.Mapping = r.PostFormValue("programme"), strings.TrimSpace(r.PostFormValue("licence")), strings.TrimSpace(r.PostFormValue("mapping"))
	if err := checkSource(said, &p); err != nil {
		return s.showSource(w, r, v, said, err)
	}
	_, err = s.Directory.ChangeSource(r.Context(), v.by, src.Name, func(to *directory.Source) {
		before := *to
		to.RefreshEvery, to.Address, to.Zone, to.Programme, to.Licence, to.Mapping = said.RefreshEvery, said.Address, said.Zone, said.Programme, said.Licence, said.Mapping
		if to.RefreshEvery > 0 && to.NextRefresh == 0 {
			to.NextRefresh = store.Millis(s.Clock.Now())
		}
		to.Renew(before)
	})
	if fault.KindOf(err) == fault.Invalid {
		return s.showSource(w, r, v, said, err)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, v.base()+"/sources")
}

// checkSource refuses an address or a mapping that cannot be read, a zone that nobody knows, and reading again what has no
// address.
func checkSource(src directory.Source, p *fault.Problems) error {
	if src.Address != "" && !strings.HasPrefix(src.Address, "https://") && !strings.HasPrefix(src.Address, "http://") {
		p.Add("address", "listing.no_address", nil)
	}
	if src.RefreshEvery > 0 && src.Address == "" {
		p.Add("refresh", "source.no-address", nil)
	}
	if src.Zone != "" {
		if _, err := schedule.LoadZone(src.Zone); err != nil {
			p.Add("zone", "schedule.zone_unknown", map[string]any{"zone": src.Zone})
		}
	}
	if src.Mapping != "" {
		_, err := feeds.ParseMapping(src.Mapping)
		for _, f := range fieldsWrong(err) {
			p.Add("mapping", f.Key, f.Values)
		}
	}
	return p.Err()
}
