package people

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	shape := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	for range 200 {
		code := newCode()
		if !shape.MatchString(code) || seen[code] {
			t.Fatalf("code %q", code)
		}
		seen[code] = true
		bare := strings.ReplaceAll(code, "-", "")
		sloppy := strings.NewReplacer("0", "o", "1", "l").Replace(bare)
		for _, typed := range []string{code, bare, strings.ToLower(code), " " + strings.ReplaceAll(code, "-", " – ") + "\n", sloppy} {
			if got, err := readCode(typed); err != nil || got != code {
				t.Errorf("%q is read as %q (%v), want %q", typed, got, err, code)
			}
		}
	}
}

func TestASlipOfThePenShows(t *testing.T) {
	code := newCode()
	for _, typed := range []string{"", "-", code[:len(code)-1], code + "0", strings.Repeat("A", 28), "🙂"} {
		if _, err := readCode(typed); err == nil {
			t.Errorf("%q is taken", typed)
		}
	}
	passed := 0
	for i := range secretDigits {
		digits := []byte(strings.ReplaceAll(code, "-", ""))
		digits[i] = codeDigits[(strings.IndexByte(codeDigits, digits[i])+1)%32]
		if _, err := readCode(string(digits)); err == nil {
			passed++
		}
	}
	if passed > 1 { // two digits of check let one slip in 1,024 through
		t.Errorf("%d of %d slips pass", passed, secretDigits)
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("7K3M-0000-0000-0000-0000-0000-0000")
	f.Add(newCode())
	f.Add("ılıl\x00")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := readCode(typed)
		if err != nil {
			return
		}
		if again, err := readCode(code); err != nil || again != code {
			t.Errorf("%q became %q and then %q (%v)", typed, code, again, err)
		}
	})
}

func TestSecretsAreLongAndNew(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		secret := NewSecret()
		b, err := base64.RawURLEncoding.DecodeString(secret)
		if err != nil || len(b) != 32 || seen[secret] {
			t.Fatalf("secret %q, %v", secret, err)
		}
		seen[secret] = true
	}
}
