package notices

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// mailbox is an address in the one spelling in which mailboxes are counted. Nearly every server delivers mail without regard
// to case, though RFC 5321 §2.4 lets the part before the @ tell it; a domain stands in its ASCII form (RFC 5891).
func mailbox(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	domain := strings.ToLower(address[at+1:])
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	return strings.ToLower(norm.NFKC.String(address[:at])) + "@" + domain
}
