package web

import (
	"net/http"
	"slices"

	"kith/internal/directory/index"
	"kith/internal/fault"
	"kith/internal/groups"
	"kith/internal/groups/pack"
	"kith/internal/place"
	"kith/internal/schedule"
	"kith/internal/web/templates"
)

const (
	nearbyKM     = 30.0
	nearbyLooked = 100
	nearbyShown  = 12
)

// taskWays are where in the space a task is done.
var taskWays = map[groups.Task]string{
	groups.TaskPurpose: "/agreement", groups.TaskFormat: "/agreement", groups.TaskRoles: "/roles", groups.TaskFlyer: "/flyer", groups.TaskMeeting: "/life",
}

// plan is what a group that forms has before it.
func (s *server) plan(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showPlan(w, r, v, http.StatusOK, "")
}

func (s *server) showPlan(w http.ResponseWriter, r *http.Request, v visit, status int, problem string) error {
	room, err := s.room(r, v, "plan")
	if err != nil {
		return err
	}
	plan, err := s.Groups.Plan(r.Context(), v.by)
	if err != nil {
		return err
	}
	p := room.page
	out := templates.Plan{
		Life: string(room.group.Life), Error: problem, About: aboutNeed(p.Words, plan.Need), Where: s.whereNeed(p, plan.Need), Shown: plan.Shown, Vetted: plan.Vetted, Line: plan.Line,
		Help: plan.Help, Answer: plan.Answer, Name: room.group.Name, Named: room.group.Listing == "", MayDecide: room.may(pack.Roles),
	}
	if plan.Alone {
		out.Alone = p.Words.Date(dayTime(groups.LoneUntil(plan.Began)))
	}
	done := 0
	for _, t := range plan.Tasks {
		out.Tasks = append(out.Tasks, s.taskLine(p, v, t))
		if t.Done != 0 {
			done++
		}
	}
	out.Done = p.Say("plan.done", "done", done, "all", len(plan.Tasks))
	for _, one := range plan.Places {
		out.Places = append(out.Places, placeLine(p, one))
	}
	out.Nearby = s.nearby(p, plan.Cell)
	adviserLine(p, plan.Adviser, &out)
	out.AboutForm, out.Attends = aboutForm(p, plan.Need)
	return s.render(w, r, status, templates.PlanPage(p, room.desk, out))
}

func (s *server) taskLine(p templates.Page, v visit, t groups.Planned) templates.PlanTask {
	line := templates.PlanTask{
		ID: string(t.Task), Name: p.Say("plan.task." + string(t.Task)), Text: p.Say("plan.task." + string(t.Task) + ".text"), Who: t.Name,
		Mine: t.Persona == v.by.Persona, Free: t.Persona == "", Due: p.Words.Date(dayTime(t.Due)), DueValue: t.Due.String(), Href: taskWays[t.Task],
		Late: t.Done == 0 && t.Due < schedule.DateOf(s.Clock.Now().UTC().Date()),
	}
	if t.Done != 0 {
		line.Done = p.Words.Date(dayTime(t.Done))
	}
	return line
}

func placeLine(p templates.Page, one groups.Candidate) templates.PlanPlace {
	line := templates.PlanPlace{ID: one.ID, Name: one.Name, Good: p.Say("plan.place.good", "good", len(one.Good), "all", len(groups.PlaceChecks()))}
	for _, check := range groups.PlaceChecks() {
		line.Checks = append(line.Checks, templates.Option{Value: check, Label: p.Say("plan.check." + check), On: slices.Contains(one.Good, check)})
	}
	return line
}

func adviserLine(p templates.Page, a groups.Adviser, out *templates.Plan) {
	out.Adviser, out.Advised = a.Who, a.Who != "" && a.Until == 0
	switch {
	case out.Advised:
		out.AdvisedBy = p.Say("self.since", "date", p.Words.Date(dayTime(a.Since)))
	case a.Who != "":
		out.AdvisedBy = p.Say("plan.adviser.until", "date", p.Words.Date(dayTime(a.Until)))
	}
}

// aboutForm asks what a group that forms is about, and roughly where.
func aboutForm(p templates.Page, need groups.Need) (inputs []templates.Input, attends []templates.Option) {
	for _, one := range []string{groups.InPerson, groups.Online} {
		attends = append(attends, templates.Option{Value: one, Label: p.Say("wish.attend." + one), On: need.Attend == one || need.Attend == "" && one == groups.InPerson})
	}
	return []templates.Input{
		{Name: "about", Kind: "select", Label: p.Say("wish.about"), Value: need.Concern, Options: concernOptions(p.Words)},
		{Name: "words", Label: p.Say("wish.words"), Value: need.Words, Autocomplete: "off"},
		{Name: "near", Label: p.Say("start.near"), Hint: p.Say("start.near.hint"), Autocomplete: "off", Required: true},
	}, attends
}

// nearby are the places where groups about a cell meet, as everybody can read them. What is withheld or only roughly told is
// not among them.
func (s *server) nearby(p templates.Page, cell string) (all []templates.NearbyPlace) {
	box, err := place.CoarseBox(cell)
	if err != nil {
		return nil
	}
	middle := box.Center()
	answer, err := s.Directory.Index().Search(s.Clock.Now(), index.Query{
		Near: &middle, RadiusKM: nearbyKM, Attend: index.Choice{Any: []string{"in_person", "hybrid"}}, Sort: index.ByDistance, Limit: nearbyLooked,
	})
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	for _, h := range answer.Hits {
		e := h.Entry
		if e.Venue == "" || e.Withheld || e.Approximate || e.Sample || seen[e.Venue+"\n"+e.Address] || len(all) == nearbyShown {
			continue
		}
		seen[e.Venue+"\n"+e.Address] = true
		all = append(all, templates.NearbyPlace{Name: e.Venue, Address: e.Address, Href: p.To("/meetings/" + e.Slug)})
	}
	return all
}

// changeTask takes a task on, gives it back, sets its day, or notes that it is done.
func (s *server) changeTask(w http.ResponseWriter, r *http.Request, v visit) error {
	task, ctx := groups.Task(r.PathValue("task")), r.Context()
	var err error
	switch r.PostFormValue("do") {
	case "take":
		err = s.Groups.Take(ctx, v.by, task, true)
	case "free":
		err = s.Groups.Take(ctx, v.by, task, false)
	case "done":
		err = s.Groups.Finish(ctx, v.by, task, true)
	case "undone":
		err = s.Groups.Finish(ctx, v.by, task, false)
	default:
		due, _ := schedule.ParseDate(r.PostFormValue("due")) // what is no day is past
		err = s.Groups.Due(ctx, v.by, task, due)
	}
	return s.planDone(w, r, v, "#task-"+string(task), err)
}

// addPlace adds a place to those that the group compares.
func (s *server) addPlace(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.planDone(w, r, v, "#places", s.Groups.AddPlace(r.Context(), v.by, r.PostFormValue("place")))
}

// changePlace notes what is true of a place, or takes it out.
func (s *server) changePlace(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	if r.PostForm.Get("do") == "drop" {
		return s.planDone(w, r, v, "#places", s.Groups.DropPlace(r.Context(), v.by, r.PathValue("place")))
	}
	return s.planDone(w, r, v, "#places", s.Groups.CheckPlace(r.Context(), v.by, r.PathValue("place"), r.PostForm["good"]))
}

// changePlan decides one part of the plan.
func (s *server) changePlan(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err)
	}
	ctx, form := r.Context(), r.PostForm
	var err error
	switch r.PathValue("part") {
	case "name":
		err = s.Groups.Rename(ctx, v.by, form.Get("name"))
	case "about":
		err = s.Groups.About(ctx, v.by, s.needOf(form))
	case "show":
		err = s.Groups.Show(ctx, v.by, form.Get("shown") != "", form.Get("line"))
	case "adviser":
		err = s.Groups.Advise(ctx, v.by, form.Get("adviser"))
	case "goodbye":
		err = s.Groups.SayGoodbye(ctx, v.by)
	case "help":
		err = s.Groups.AskStewards(ctx, v.by, form.Get("help"))
	default:
		err = fault.New(fault.NotFound, "", nil)
	}
	return s.planDone(w, r, v, "", err)
}

// planDone leads back to the plan, or shows it with what was wrong.
func (s *server) planDone(w http.ResponseWriter, r *http.Request, v visit, part string, err error) error {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return seeOther(w, r, v.base()+"/plan"+part)
	case kind == fault.Invalid || kind == fault.Conflict:
		return s.showPlan(w, r, v, statuses[kind], firstWrong(s.spoken(r).words, kind, err))
	}
	return err
}
