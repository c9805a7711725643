package fold

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldJoinsTheWaysPeopleTypeAWord(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only punctuation", " -- !? ", ""},
		{"already folded", "oakland ca", "oakland ca"},
		{"capitals", "Oakland CA", "oakland ca"},
		{"spaces collapse", "  a \t b\n", "a b"},
		{"punctuation parts words", "drop-in/online", "drop in online"},
		{"apostrophes are dropped", "St. John’s O'Neill", "st johns oneill"},
		{"digits stay", "94607-1234", "94607 1234"},
		{"accents", "São Paulo", "sao paulo"},
		{"accents, decomposed", "Sa\u0303o Paulo", "sao paulo"},
		{"sharp s", "Straße STRASSE STRAẞE", "strasse strasse strasse"},
		{"nordic", "Tromsø Ærø Århus", "tromso aero arhus"},
		{"polish", "Łódź", "lodz"},
		{"vietnamese", "Đà Nẵng", "da nang"},
		{"turkish i's", "DİYARBAKIR Diyarbakır", "diyarbakir diyarbakir"},
		{"icelandic", "Þórshöfn Seyðisfjörður", "thorshofn seydisfjordur"},
		{"final sigma", "ΟΔΟΣ οδός", "οδοσ οδοσ"},
		{"russian yo and short i", "Ёлка й", "елка и"},
		{"full width and ligature", "Ｏａｋ ﬁ", "oak fi"},
		{"arabic alef, marbuta, tatweel, harakat", "أُسْتَاذ مدرســة آ إ ٱ", "استاذ مدرسه ا ا ا"},
		{"arabic presentation forms", "\ufefb", "لا"},
		{"persian and arabic yeh and kaf", "کی", "كي"},
		{"arabic digits", "٩٤٦٠٧ ۱۲", "94607 12"},
		{"hebrew points", "שָׁלוֹם", "שלום"},
		{"hebrew maqaf parts words", "תל־אביב", "תל אביב"},
		{"kana keep their voicing", "がっこう", "がっこう"},
		{"hangul stays whole", "서울", "서울"},
		{"devanagari keeps vowel signs", "हिंदी", "हिंदी"},
		{"thai keeps vowel signs", "กรุงเทพ", "กรุงเทพ"},
		{"invisible characters", "o\u200dak\u00adland\ufeff", "oakland"},
		{"right-to-left marks", "\u200fשלום\u200e", "שלום"},
		{"broken bytes part words", "a\xffb", "a b"},
		{"symbols part words", "🙂a🙂b", "a b"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	if got, want := Words(" Café-Olé, 2 "), []string{"cafe", "ole", "2"}; !slices.Equal(got, want) {
		t.Errorf("Words = %q, want %q", got, want)
	}
	if got := Words(" . "); got != nil {
		t.Errorf("Words of no words = %q, want nil", got)
	}
}

func TestFoldedTextCostsNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Fold("oakland ca 94607") }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "São Paulo", "İ", "ŉ", "ﷺ", "ͅα", "か\u3099", "각\u11a8", "a\u0345\u3099", "\xff'", "Ǆ", "0\xf5ǹ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, but folded again %q", s, once, twice)
		}
		if !utf8.ValidString(once) || strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Errorf("Fold(%q) = %q is not words parted by single spaces", s, once)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{"folded": "oakland ca", "ascii": "Oakland, CA", "unicode": "São Paulo"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
