package schedule

import (
	"cmp"
	"slices"
)

// Normal gives the one way to write the schedule: an interval of at least 1, nothing that its rhythm does not use, and
// exceptions that change something, sorted, each once. Two schedules that say the same in other words have the same normal form.
func (s Schedule) Normal() Schedule {
	s.Interval = max(s.Interval, 1)
	switch s.Repeats {
	case Never:
		return Schedule{}
	case Weekly:
		s.Nth = 0
	case Once:
		s.Interval, s.Weekday, s.Nth, s.Until = 0, s.From.Weekday(), 0, 0
	}
	s.Exceptions = s.normalExceptions()
	return s
}

func (s Schedule) normalExceptions() []Exception {
	if len(s.Exceptions) == 0 {
		return nil
	}
	list := make([]Exception, len(s.Exceptions))
	for i, e := range s.Exceptions {
		list[i] = e.normal(s.Duration)
	}
	list = slices.DeleteFunc(list, func(e Exception) bool { return e == Exception{Kind: Moved, On: e.On, To: e.On, Start: s.Start} })
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, Exception.compare)
	return slices.Compact(list)
}

func (e Exception) normal(usual int16) Exception {
	switch e.Kind {
	case Closed:
		return Exception{Kind: Closed, On: e.On}
	case Extra:
		e.To = 0
	}
	if e.Duration == usual {
		e.Duration = 0
	}
	return e
}

func (e Exception) compare(other Exception) int {
	return cmp.Or(
		cmp.Compare(e.On, other.On),
		cmp.Compare(e.Kind, other.Kind),
		cmp.Compare(e.To, other.To),
		cmp.Compare(e.Start, other.Start),
		cmp.Compare(e.Duration, other.Duration),
	)
}
