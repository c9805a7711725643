package notices

import (
	"testing"

	"kith/internal/clock"
)

// TestOneMailboxIsCountedOnce, however its address is spelled.
func TestOneMailboxIsCountedOnce(t *testing.T) {
	n := newTally(clock.System{}, mostToOne)
	sent := 0
	for _, one := range []string{"victim@bücher.example", "Victim@bücher.example", "VICTIM@BÜCHER.example", "ｖictim@bücher.example", "victim@xn--bcher-kva.Example"} {
		for range mostToOne {
			if n.count(mailbox(one)) {
				sent++
			}
		}
	}
	if sent != mostToOne {
		t.Errorf("%d mails to one mailbox in a day", sent)
	}
	if mailbox("other@bücher.example") == mailbox("victim@bücher.example") || mailbox("none") != "none" {
		t.Error("two mailboxes are one")
	}
}
