package people

import "strings"

// lookalikes reads letters of other alphabets, and signs, as the small Latin letter that each looks like in one of its two
// cases. The pairs are those of Unicode's table of confusables (UTS #39) that names are likely to be faked with: Cyrillic,
// Greek, Coptic, Armenian, Hebrew, Arabic, Cherokee, Lisu, small capitals, the phonetic alphabet, zeros and upright strokes.
var lookalikes = strings.NewReplacer(pairs(map[string]string{
	"a": "аαɑɐᴀꓮꭺᎪⲁ",
	"b": "вьβʙɓᏼꓐꮟⲃᏏ",
	"c": "сϲᴄⲥꓚꮯᏟ",
	"d": "ԁđɗᴅꓒꓓꭰꮷᎠᏧ",
	"e": "еєεɛҽᴇꓰꭼᎬⲉ℮",
	"f": "ғƒꜰꓝ",
	"g": "ɡɢԍցꓖᏻꮐᏀ",
	"h": "һнħʜհꓧꮋꮒᎻᏂⲏ",
	"i": "іιıɩɪꙇꓲꭵᎥⲓ",
	"j": "јϳȷᴊյꓙꭻᎫ",
	"k": "кκƙᴋꓗꮶᏦⲕ",
	"l": "ӏłɫʟլוןا١۱ꓡꮮᏞ|ǀ∣￨│❘׀ⵏߊ",
	"m": "мɱᴍꓟꮇᎷⲙ",
	"n": "пηπոռחɲɳŋɴꓠⲛ",
	"o": "оөѳοσօסهەہھ٥۵०০੦૦௦౦೦൦๐໐၀ဝჿɵøᴏꓳⲟⵔ〇ㅇ○◯",
	"p": "рρƿᴘꓑꮲᏢⲣ",
	"q": "ԛզգꞯ",
	"r": "гɾʀꓣꭱꮢᎡᏒ",
	"s": "ѕʂꜱտꓢꮥꮪᏕᏚ",
	"t": "тτʈᴛꓔꭲᎢⲧ",
	"u": "υμսᴜꓴ",
	"v": "ѵνʋᴠטꓦꮩᏙ",
	"w": "ԝшωɯաᴡꓪꮃꮤᎳᏔ",
	"x": "хχꓫⲭ",
	"y": "уүγƴʏꓬꭹꮍᎩᎽⲩ",
	"z": "ʐᴢꓜꮓᏃ",
})...)

// pairs lists, for a replacer, each lookalike before its letter. Each stands under one letter only.
func pairs(byLetter map[string]string) (all []string) {
	for letter, some := range byLetter {
		for _, r := range some {
			all = append(all, string(r), letter)
		}
	}
	return all
}

// shapes are what folded Latin letters and digits are mistaken for.
var shapes = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "i", "l", "i")
