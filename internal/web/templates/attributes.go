package templates

import "github.com/a-h/templ"

// inLanguage gives lang and dir attributes where they are known.
func inLanguage(lang, dir string) templ.Attributes {
	a := templ.Attributes{}
	if lang != "" {
		a["lang"] = lang
	}
	a["dir"] = direction(dir)
	return a
}

// direction is that of a text; one that is not known is left to its first letters.
func direction(dir string) string {
	if dir == "" {
		return "auto"
	}
	return dir
}

// kind is the type attribute.
func (i Input) kind() string {
	if i.Kind == "" {
		return "text"
	}
	return i.Kind
}

// attributes are those of an input that are only sometimes there.
func (i Input) attributes() templ.Attributes {
	a := templ.Attributes{}
	for name, value := range map[string]string{
		"aria-describedby": i.describedBy(), "autocomplete": i.Autocomplete, "inputmode": i.Mode, "lang": i.Lang, "dir": i.Dir,
	} {
		if value != "" {
			a[name] = value
		}
	}
	if i.Error != "" {
		a["aria-invalid"] = "true"
	}
	if i.Required {
		a["required"] = true
	}
	return a
}
