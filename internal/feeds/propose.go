package feeds

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kith/internal/fold"
)

// Doubt is one thing about a spreadsheet's columns that a person has to decide. Why is a catalogue key.
type Doubt struct {
	Field  string // of Mapping
	Column string // the header it is about; empty when no column was found
	Why    string
}

// synonyms are the headers that people write, folded, in English and Spanish.
var synonyms = synonymTable(map[string]string{
	"name":                 "name|meeting name|meeting|meeting title|title|nombre|nombre de la reunion|reunion|titulo|nombre reunion",
	"group":                "group|group name|grupo|nombre del grupo|support group",
	"day":                  "day|days|weekday|day of week|day of the week|meeting day|meeting days|days of week|dia|dias|dia de la semana|dia de reunion|when|cuando|schedule|horario",
	"time":                 "time|start|start time|meeting time|begins|starts|starts at|from|hora|hora de inicio|inicio|empieza|comienzo|hora inicio|time start",
	"end_time":             "end|end time|ends|finish|ends at|until time|fin|hora de fin|termina|hora fin|hora final|finaliza|to",
	"duration":             "duration|length|how long|minutes|duracion|cuanto dura|minutos",
	"start_date":           "start date|first date|first meeting|starting|fecha de inicio|primera fecha|date|fecha",
	"end_date":             "end date|last date|until|fecha de fin|ultima fecha|hasta",
	"timezone":             "timezone|time zone|tz|zona horaria|huso horario",
	"location":             "location|location name|venue|venue name|place|building|where|facility|site|lugar|nombre del lugar|sitio|local|sede|donde|edificio",
	"room":                 "room|suite|sala|salon|aula",
	"formatted_address":    "formatted address|full address|direccion completa",
	"address":              "address|street|street address|address 1|address line 1|meeting address|direccion|calle|domicilio",
	"quarter":              "neighborhood|neighbourhood|borough|barrio|colonia|distrito urbano",
	"city":                 "city|town|locality|municipality|ciudad|localidad|municipio|poblacion|pueblo",
	"state":                "state|province|st|estado|provincia|comunidad",
	"postal_code":          "zip|zip code|zipcode|postal code|postcode|postal|codigo postal|cp|c p",
	"country":              "country|nation|pais",
	"region":               "region|area|county",
	"location_notes":       "location notes|directions|how to get there|parking|como llegar|indicaciones",
	"latitude":             "latitude|lat|latitud",
	"longitude":            "longitude|lng|lon|long|longitud",
	"coordinates":          "coordinates|lat lng|latlng|coordenadas",
	"approximate":          "approximate|aproximado",
	"attendance_option":    "attendance option|attendance",
	"conference_url":       "conference url|zoom link|zoom|online link|meeting link|join link|video link|virtual link|zoom url|enlace|enlace zoom|enlace de zoom",
	"conference_url_notes": "conference url notes|zoom notes|online notes|meeting id",
	"conference_phone":     "conference phone|dial in|dial in number|telefono de conferencia",
	"pass_code":            "passcode|pass code|password|meeting password|zoom password|contrasena|clave",
	"types":                "types|type|meeting type|meeting types|codes|tipo|tipos|tipo de reunion",
	"format":               "format|formats|formato|meeting format",
	"concern":              "concern|topic|issue|focus|subject|condition|problem|tema|problema|asunto",
	"programme":            "programme|program|fellowship|programa|confraternidad",
	"audience":             "audience|who|for whom|population|para quien|dirigido a|publico",
	"language":             "language|languages|idioma|idiomas|lengua",
	"access":               "access|accessibility|wheelchair|accesibilidad|acceso",
	"open":                 "open closed|open or closed|open|abierta|abierta cerrada",
	"led":                  "led by|facilitator type|dirigida por",
	"belief":               "belief|creencia",
	"cost":                 "cost|fee|price|costo|coste|precio|cuota",
	"notes":                "notes|comments|comment|description|details|remarks|info|information|notas|comentarios|descripcion|detalles|observaciones",
	"group_notes":          "group notes|about|about the group|sobre el grupo|acerca de",
	"first_time":           "first time|what to expect|primera vez",
	"email":                "email|e mail|group email|correo|correo electronico",
	"phone":                "phone|telephone|group phone|phone number|tel|telefono",
	"website":              "website|web|web site|url|link|homepage|sitio web|pagina web|pagina",
	"entity":               "entity|organization|organisation|sponsor organization|organizacion|entidad",
	"district":             "district|service area|distrito",
	"id":                   "id|meeting id number|uid|record id|identificador",
	"slug":                 "slug",
	"group_id":             "group id|world id",
	"location_id":          "location id|venue id",
	"venmo":                "venmo",
	"square":               "square|cash app|cashapp",
	"paypal":               "paypal",
})

func synonymTable(of map[string]string) map[string]string {
	table := map[string]string{}
	for field, words := range of {
		for _, w := range strings.Split(words, "|") {
			table[w] = field
		}
	}
	return table
}

// Propose says what each column of a spreadsheet is, by its header and by what stands in it. Without doubts, name, day
// and time are certain.
func Propose(header []string, rows [][]string) (Mapping, []Doubt) {
	p := proposal{header: header, rows: rows, m: Mapping{}, at: map[string]int{}}
	for i, h := range header {
		p.byHeader(i, h)
	}
	p.byContent()
	p.checkName()
	p.checkDay()
	p.checkTime()
	return p.m, p.doubts
}

type proposal struct {
	header []string
	rows   [][]string
	m      Mapping
	at     map[string]int // field → column
	doubts []Doubt
}

func (p *proposal) take(field string, column int) {
	p.m[field], p.at[field] = p.header[column], column
}

func (p *proposal) doubt(field, column, why string) {
	p.doubts = append(p.doubts, Doubt{Field: field, Column: column, Why: "import.doubt." + why})
}

func (p *proposal) byHeader(column int, header string) {
	folded := fold.Fold(header)
	if slices.Index(p.header, header) != column || folded == "" { // a mapping names columns by header
		return
	}
	if d, ok := dayWords[folded]; ok {
		p.take(dayFields[d], column)
		return
	}
	field, ok := synonyms[folded]
	if !ok {
		return
	}
	if _, taken := p.at[field]; !taken {
		p.take(field, column)
	} else if slices.Contains([]string{"name", "day", "time"}, field) {
		p.doubt(field, header, "two_columns")
	}
}

// byContent finds day and time where no header names them, by a column that nearly always reads so.
func (p *proposal) byContent() {
	if _, ok := p.at["day"]; !ok && !p.dayColumns() {
		p.datesAsDays()
	}
	if _, ok := p.at["day"]; !ok && !p.dayColumns() {
		p.only("day", isDayText)
	}
	if _, ok := p.at["time"]; !ok {
		p.only("time", isTimeText)
	}
}

// datesAsDays takes a column of dates as the days, where there is no other.
func (p *proposal) datesAsDays() {
	if column, ok := p.at["start_date"]; ok && p.share(column, isDayText) >= 0.8 {
		delete(p.m, "start_date")
		delete(p.at, "start_date")
		p.take("day", column)
	}
}

func (p *proposal) only(field string, reads func(string) bool) {
	found := -1
	for i := range p.header {
		if p.mapped(i) || p.share(i, reads) < 0.8 || p.header[i] == "" {
			continue
		}
		if found >= 0 {
			p.doubt(field, p.header[i], "two_columns")
			return
		}
		found = i
	}
	if found >= 0 {
		p.take(field, found)
	}
}

func (p *proposal) mapped(column int) bool {
	for _, i := range p.at {
		if i == column {
			return true
		}
	}
	return false
}

// share is how many of a column's filled cells read so, from 0 to 1; 0 for an empty column.
func (p *proposal) share(column int, reads func(string) bool) float64 {
	var n, yes int
	for _, row := range p.rows {
		if column < len(row) && row[column] != "" {
			n++
			if reads(row[column]) {
				yes++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return float64(yes) / float64(n)
}

func isDayText(s string) bool {
	if _, err := strconv.Atoi(s); err == nil {
		return false
	}
	_, reason := parseBeats(s, 0)
	return reason == "" || reason == "no_start_date"
}

func isTimeText(s string) bool {
	_, _, ok := parseTimes(s)
	return ok
}

// dayColumns says whether days stand in columns of their own.
func (p *proposal) dayColumns() bool {
	n := 0
	for _, f := range dayFields {
		if p.m[f] != "" {
			n++
		}
	}
	return n >= 2
}

func (p *proposal) checkName() {
	if p.m["name"] == "" && p.m["group"] == "" {
		p.doubt("name", "", "not_found")
	}
}

func (p *proposal) checkDay() {
	if p.dayColumns() {
		return
	}
	column, ok := p.at["day"]
	switch {
	case !ok:
		p.doubt("day", "", "not_found")
	case p.share(column, isDayNumber) > 0.5 && p.share(column, func(s string) bool { return s == "0" }) == 0:
		p.doubt("day", p.header[column], "day_numbers")
	case len(p.rows) > 0 && p.share(column, func(s string) bool { return isDayText(s) || isDayNumber(s) }) < 0.5:
		p.doubt("day", p.header[column], "not_days")
	}
}

func isDayNumber(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 0 && n <= 7
}

// certainHalf is a time of which nobody asks whether it is morning or evening.
var certainHalf = regexp.MustCompile(`(?i)[ap]\.? ?m|noon|midnight|mediod|medianoche|\b(?:0\d|1[3-9]|2[0-3])[:.h]`)

func (p *proposal) checkTime() {
	column, ok := p.at["time"]
	switch {
	case !ok && p.dayColumns() && p.dayCellsAreTimes():
	case !ok:
		p.doubt("time", "", "not_found")
	case len(p.rows) > 0 && p.share(column, isTimeText) < 0.5:
		p.doubt("time", p.header[column], "not_times")
	case len(p.rows) > 0 && p.share(column, certainHalf.MatchString) == 0:
		p.doubt("time", p.header[column], "morning_or_evening")
	}
}

func (p *proposal) dayCellsAreTimes() bool {
	for _, f := range dayFields {
		if column, ok := p.at[f]; ok && p.share(column, func(s string) bool { return slices.ContainsFunc(timesIn(s), isTimeText) }) > 0.5 {
			return true
		}
	}
	return false
}
