package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kith/internal/directory"
	"kith/internal/directory/query"
	"kith/internal/store"
	"kith/internal/store/storetest"
)

// schema is as much of JSON Schema (2020-12) as the document uses; the test fails on any other word.
type schema map[string]any

// understood are the words of JSON Schema that check takes care of, and those that check nothing.
var understood = []string{"type", "properties", "required", "additionalProperties", "items", "enum", "pattern", "minimum", "maximum", "$ref",
	"description", "examples", "format", "default", "exclusiveMinimum"}

func (s schema) check(root schema, at string, value any) (wrong []string) {
	for word := range s {
		if !slices.Contains(understood, word) {
			return []string{at + ": the schema says " + word}
		}
	}
	if ref, ok := s["$ref"].(string); ok {
		return root.find(ref).check(root, at, value)
	}
	if !s.typed(value) {
		return []string{fmt.Sprintf("%s is %v, want %v", at, value, s["type"])}
	}
	if list, ok := s["enum"].([]any); ok && !slices.Contains(list, value) {
		wrong = append(wrong, fmt.Sprintf("%s is %v, want one of %v", at, value, list))
	}
	switch v := value.(type) {
	case string:
		if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v) {
			wrong = append(wrong, fmt.Sprintf("%s is %q, want %s", at, v, p))
		}
	case float64:
		least, bounded := s["minimum"].(float64)
		most, limited := s["maximum"].(float64)
		if bounded && v < least || limited && v > most {
			wrong = append(wrong, fmt.Sprintf("%s is %v", at, v))
		}
	case []any:
		for i, one := range v {
			wrong = append(wrong, schema(s["items"].(map[string]any)).check(root, fmt.Sprintf("%s/%d", at, i), one)...)
		}
	case map[string]any:
		wrong = append(wrong, s.checkObject(root, at, v)...)
	}
	return wrong
}

func (s schema) checkObject(root schema, at string, value map[string]any) (wrong []string) {
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s lacks %v", at, name))
		}
	}
	for name, one := range value {
		p, ok := properties[name].(map[string]any)
		if ok {
			wrong = append(wrong, schema(p).check(root, at+"/"+name, one)...)
		} else if s["additionalProperties"] == false {
			wrong = append(wrong, at+" has "+name)
		}
	}
	return wrong
}

func (s schema) typed(value any) bool {
	types, ok := s["type"].([]any)
	if !ok {
		types = []any{s["type"]}
	}
	is := map[bool]string{}
	switch v := value.(type) {
	case nil:
		is[true] = "null"
	case bool:
		is[true] = "boolean"
	case string:
		is[true] = "string"
	case []any:
		is[true] = "array"
	case map[string]any:
		is[true] = "object"
	case float64:
		is[true] = "number"
		if v == float64(int64(v)) && slices.Contains(types, any("integer")) {
			is[true] = "integer"
		}
	}
	return slices.Contains(types, any(is[true]))
}

func (s schema) find(path string) schema {
	at := map[string]any(s)
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "#/"), "/") {
		at = at[part].(map[string]any)
	}
	return at
}

// TestAnswersFitTheDocument checks every sort of answer against the document that is served.
func TestAnswersFitTheDocument(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	alone := everyWeek("alone", "By Phone Only", 0, 0)
	alone.Meeting, alone.Venue = nil, nil
	alone.Group.Rhythm, alone.Group.Concerns, alone.Group.Languages = "phone", []string{"grief"}, []string{"es"}
	k.take(directory.Source{Name: "groups", Kind: "kith"}, alone)
	document := schema(parse[map[string]any](t, k.body("/api/v1/openapi.json")))
	if document["openapi"] != "3.1.0" {
		t.Fatalf("the document is %v", document["openapi"])
	}
	for _, path := range []string{"/api/v1/meetings", "/api/v1/meetings?near=Oakland,+CA&sort=distance&limit=2", "/api/v1/meetings?q=nothing+of+the+sort",
		"/api/v1/meetings?when=now", "/api/v1/meetings?day=9&colour=blue", "/api/v1/groups", "/api/v1/groups?limit=1", "/api/v1/groups?scheduled=no",
		"/api/v1/groups?concern=grief", "/api/v1/groups?concern=nonsense", "/api/v1/groups?limit=0", "/api/v1/openapi.json"} {
		w := k.ask(path)
		plain, _, _ := strings.Cut(path, "?")
		kind := w.Header().Get("Content-Type")
		responses := document["paths"].(map[string]any)[plain].(map[string]any)["get"].(map[string]any)["responses"].(map[string]any)
		described, ok := responses[fmt.Sprint(w.Code)].(map[string]any)
		if !ok {
			t.Errorf("%s gives %d, which the document does not have", path, w.Code)
			continue
		}
		content, ok := described["content"].(map[string]any)[kind].(map[string]any)
		if !ok {
			t.Errorf("%s gives %s, which the document does not have", path, kind)
			continue
		}
		for _, wrong := range schema(content["schema"].(map[string]any)).check(document, path, parse[any](t, w.Body.String())) {
			t.Error(wrong)
		}
	}
}

// TestDocumentNamesTheParameters checks that the document and the handlers know the same parameters.
func TestDocumentNamesTheParameters(t *testing.T) {
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name string }
		}
	}
	if err := json.Unmarshal(openAPIDocument, &document); err != nil {
		t.Fatal(err)
	}
	names := func(path string) (list []string) {
		for _, p := range document.Paths[path]["get"].Parameters {
			list = append(list, p.Name)
		}
		slices.Sort(list)
		return list
	}
	if have, want := names("/api/v1/meetings"), slices.Sorted(slices.Values(query.Params)); !slices.Equal(have, want) {
		t.Errorf("the document has %v, the search %v", have, want)
	}
	var want []string
	for name := range groupParams {
		want = append(want, name)
	}
	slices.Sort(want)
	if have := names("/api/v1/groups"); !slices.Equal(have, want) {
		t.Errorf("the document has %v, the list of groups %v", have, want)
	}
}

func TestGroups(t *testing.T) {
	k := oakland(t, storetest.New(t, store.SQLite))
	alone := everyWeek("alone", "Alone", 0, 0)
	alone.Meeting, alone.Venue = nil, nil
	alone.Group.Rhythm, alone.Group.Concerns = "phone", []string{"grief"}
	k.take(directory.Source{Name: "groups", Kind: "kith"}, alone)
	type answer struct {
		Total  int
		Groups []map[string]any
		Cursor *string
	}
	ask := func(query string) answer { return parse[answer](t, k.body("/api/v1/groups?"+query)) }
	if a := ask("scheduled=no"); a.Total != 1 || a.Groups[0]["name"] != "Alone Group" || a.Groups[0]["rhythm"] != "phone" {
		t.Errorf("without a schedule: %+v", a)
	}
	if a := ask("programme=aa"); a.Total != 7 || a.Cursor != nil {
		t.Errorf("of a programme: %+v", a)
	}
	if a := ask("programme=!aa"); a.Total != 0 {
		t.Errorf("of no programme: %+v", a)
	}
	var names []any
	for query := "limit=3"; ; {
		a := ask(query)
		for _, g := range a.Groups {
			names = append(names, g["name"])
			if g["slug"] == "monday-night-group" && (fmt.Sprint(g["meetings"]) != "[monday]" || g["contact"].(map[string]any)["phone"] != "+1 510 555 0100") {
				t.Errorf("a group is %v", g)
			}
		}
		if a.Cursor == nil {
			break
		}
		query = "limit=3&cursor=" + *a.Cursor
	}
	if len(names) != 7 || names[0] != "Alone Group" {
		t.Errorf("in pages: %v", names)
	}
	if w := k.ask("/api/v1/groups?cursor=none"); w.Code != http.StatusBadRequest {
		t.Errorf("a cursor that is none: %d", w.Code)
	}
}
