package fold

import "unicode"

// isSilent reports characters that part no words and carry no sound a searcher would type: apostrophes and their
// look-alikes, the Arabic tatweel, the Hebrew geresh and gershayim, and invisible format characters.
func isSilent(r rune) bool {
	switch r {
	case '\'', '`', '‘', '’', '‛', '′', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ˈ', 'ـ', '׳', '״':
		return true
	}
	return r >= 0x80 && unicode.Is(unicode.Cf, r)
}

// silentMarks are the combining marks of the alphabets that are read and typed without them: Latin, Greek and Cyrillic
// diacritics, Hebrew points and accents, Arabic and Syriac vowel signs, and the marks put around symbols.
var silentMarks = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0300, Hi: 0x036F, Stride: 1},
		{Lo: 0x0483, Hi: 0x0489, Stride: 1},
		{Lo: 0x0591, Hi: 0x05BD, Stride: 1},
		{Lo: 0x05BF, Hi: 0x05BF, Stride: 1},
		{Lo: 0x05C1, Hi: 0x05C2, Stride: 1},
		{Lo: 0x05C4, Hi: 0x05C5, Stride: 1},
		{Lo: 0x05C7, Hi: 0x05C7, Stride: 1},
		{Lo: 0x0610, Hi: 0x061A, Stride: 1},
		{Lo: 0x064B, Hi: 0x065F, Stride: 1},
		{Lo: 0x0670, Hi: 0x0670, Stride: 1},
		{Lo: 0x06D6, Hi: 0x06DC, Stride: 1},
		{Lo: 0x06DF, Hi: 0x06E4, Stride: 1},
		{Lo: 0x06E7, Hi: 0x06E8, Stride: 1},
		{Lo: 0x06EA, Hi: 0x06ED, Stride: 1},
		{Lo: 0x0711, Hi: 0x0711, Stride: 1},
		{Lo: 0x0730, Hi: 0x074A, Stride: 1},
		{Lo: 0x1AB0, Hi: 0x1AFF, Stride: 1},
		{Lo: 0x1DC0, Hi: 0x1DFF, Stride: 1},
		{Lo: 0x20D0, Hi: 0x20FF, Stride: 1},
		{Lo: 0xFE00, Hi: 0xFE0F, Stride: 1},
		{Lo: 0xFE20, Hi: 0xFE2F, Stride: 1},
	},
}

// typedAs gives the folding of a lower-case letter that NFKD leaves whole.
func typedAs(r rune) (string, bool) {
	switch r {
	case 'ß':
		return "ss", true
	case 'æ', 'ӕ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ø':
		return "o", true
	case 'đ', 'ð', 'ɖ', 'ɗ':
		return "d", true
	case 'ł':
		return "l", true
	case 'ħ':
		return "h", true
	case 'ŧ':
		return "t", true
	case 'þ':
		return "th", true
	case 'ŋ':
		return "n", true
	case 'ı', 'ɨ':
		return "i", true
	case 'ə', 'ɛ':
		return "e", true
	case 'ɓ':
		return "b", true
	case 'ɔ':
		return "o", true
	case 'ƙ', 'ĸ':
		return "k", true
	case 'ς':
		return "σ", true
	}
	return typedInArabic(r)
}

// typedInArabic joins the letter forms that writers of Arabic, Persian and Urdu use for one another.
func typedInArabic(r rune) (string, bool) {
	switch r {
	case 'ٱ':
		return "ا", true
	case 'ى', 'ی', 'ې':
		return "ي", true
	case 'ة', 'ہ', 'ھ', 'ە':
		return "ه", true
	case 'ک':
		return "ك", true
	}
	return "", false
}

// zeroOf returns the zero of r's digit row if r is an Arabic, Persian, Devanagari or Bengali digit, else 0.
func zeroOf(r rune) rune {
	for _, zero := range [...]rune{'٠', '۰', '०', '০'} {
		if zero <= r && r <= zero+9 {
			return zero
		}
	}
	return 0
}
