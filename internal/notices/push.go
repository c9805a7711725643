package notices

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/SherClockHolmes/webpush-go"
)

// Subscription is what a browser gives that may be told (W3C Push API): where, and its keys in base64url.
type Subscription struct {
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
}

const longestEndpoint = 1024

// check refuses what cannot be a subscription. Where the endpoint leads is the Client's to guard.
func (s Subscription) check() error {
	u, err := url.Parse(s.Endpoint)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" || len(s.Endpoint) > longestEndpoint {
		return errors.New("notices: no address of a push service")
	}
	point, err := base64.RawURLEncoding.DecodeString(s.P256dh)
	if err != nil {
		return err
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return err
	}
	auth, err := base64.RawURLEncoding.DecodeString(s.Auth)
	if err == nil && len(auth) != 16 {
		err = errors.New("notices: no secret of a browser")
	}
	return err
}

// pushKept is how many seconds a push service keeps what it cannot deliver at once: a day.
const pushKept = 24 * 60 * 60

// pushed is what the service worker gets. Of the address it needs none: it knows in which space it works.
type pushed struct {
	Text string `json:"text"`
	Open bool   `json:"open"`
}

// push hands one notice over to the browser's push service, encrypted for the browser (RFC 8291) and padded. errGone when the
// service says that the browser is not there any more; no error names the endpoint.
func (n *Notices) push(ctx context.Context, s Subscription, say saying) error {
	body, err := json.Marshal(pushed{Text: say.subject, Open: say.open})
	if err != nil {
		return err
	}
	answer, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{Endpoint: s.Endpoint, Keys: webpush.Keys{Auth: s.Auth, P256dh: s.P256dh}},
		&webpush.Options{HTTPClient: n.Client, Subscriber: n.subscriber(), TTL: pushKept, VAPIDPublicKey: n.Keys.pushPublic(), VAPIDPrivateKey: n.Keys.pushPrivate()})
	if err != nil {
		return errors.New("notices: a push service cannot be reached")
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent:
		return nil
	case http.StatusNotFound, http.StatusGone: // RFC 8030 §7.3
		return errGone
	}
	return fmt.Errorf("notices: a push service refused with status %d", answer.StatusCode)
}

// subscriber is who a push service may turn to about this server (RFC 8292 §2.1).
func (n *Notices) subscriber() string {
	if strings.HasPrefix(n.BaseURL, safePrefix) || n.Mail == nil {
		return strings.Replace(n.BaseURL, "http://", safePrefix, 1)
	}
	return n.Mail.From
}
