package noticestest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Browser is one subscription at a push service.
type Browser struct {
	Endpoint, P256dh, Auth string

	private *ecdh.PrivateKey
	auth    []byte
}

// Push is one notice as the browser reads it.
type Push struct {
	Path string // of the endpoint
	Text string
	Size int // as it was sent
	Sub  string
}

// PushService is a push service (RFC 8030) that takes notices of one server alone (RFC 8292), and the browsers behind it,
// which open what was encrypted for them (RFC 8291).
type PushService struct {
	Client *http.Client

	server   *httptest.Server
	mu       sync.Mutex
	status   int
	browsers map[string]Browser
	pushes   []Push
	wrong    []error
}

// NewPushService starts a push service that goes away after the test.
func NewPushService(t testing.TB) *PushService {
	t.Helper()
	p := &PushService{browsers: map[string]Browser{}}
	p.server = httptest.NewTLSServer(http.HandlerFunc(p.take))
	p.Client = p.server.Client()
	t.Cleanup(func() {
		p.server.Close()
		for _, err := range p.wrong {
			t.Error(err)
		}
	})
	return p
}

// Browser subscribes a browser.
func (p *PushService) Browser(t testing.TB) Browser {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth) // never fails
	path := "/push/" + rand.Text()
	b := Browser{Endpoint: p.server.URL + path, P256dh: text(private.PublicKey().Bytes()), Auth: text(auth), private: private, auth: auth}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.browsers[path] = b
	return b
}

// Pushes are the notices that came so far.
func (p *PushService) Pushes() []Push {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Push(nil), p.pushes...)
}

// Answer has the service answer with a status; 0: as it should.
func (p *PushService) Answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

func (p *PushService) take(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status != 0 {
		http.Error(w, "not for "+r.URL.String(), p.status)
		return
	}
	one, err := p.read(r)
	if err != nil {
		p.wrong = append(p.wrong, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.pushes = append(p.pushes, one)
	w.WriteHeader(http.StatusCreated)
}

func (p *PushService) read(r *http.Request) (one Push, err error) {
	b, ok := p.browsers[r.URL.Path]
	if !ok || r.Method != http.MethodPost || r.Header.Get("TTL") == "" || r.Header.Get("Content-Encoding") != "aes128gcm" {
		return one, fmt.Errorf("no push: %s %s %v", r.Method, r.URL, r.Header)
	}
	sub, err := p.proven(r.Header.Get("Authorization"))
	if err != nil {
		return one, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return one, err
	}
	said, err := b.open(body)
	return Push{Path: r.URL.Path, Text: said, Size: len(body), Sub: sub}, err
}

// proven checks that the sender holds the key it names, for this service and now, and gives whom it says to turn to.
func (p *PushService) proven(authorization string) (sub string, err error) {
	token, key, ok := strings.Cut(strings.TrimPrefix(authorization, "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if !ok || len(parts) != 3 {
		return "", fmt.Errorf("no VAPID: %q", authorization)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), bytesOf(key))
	if err != nil {
		return "", err
	}
	sum, signature := sha256.Sum256([]byte(parts[0]+"."+parts[1])), bytesOf(parts[2])
	if len(signature) != 64 || !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return "", errors.New("VAPID: the signature is wrong")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(bytesOf(parts[1]), &claims); err != nil {
		return "", err
	}
	if until := time.Unix(claims.Exp, 0); claims.Aud != p.server.URL || time.Now().After(until) || time.Until(until) > 24*time.Hour {
		return "", fmt.Errorf("VAPID: %+v", claims)
	}
	return claims.Sub, nil
}

// open decrypts what was sent for the browser (RFC 8291 §3.4, RFC 8188 §2).
func (b Browser) open(body []byte) (string, error) {
	if len(body) < 86 {
		return "", errors.New("too short for a push")
	}
	salt, theirs, sealed := body[:16], body[21:86], body[86:]
	point, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return "", err
	}
	shared, err := b.private.ECDH(point)
	if err != nil {
		return "", err
	}
	secret, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(b.private.PublicKey().Bytes())+string(theirs), 32)
	if err != nil {
		return "", err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return "", err
	}
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	said, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return "", err
	}
	whole, padded := strings.CutSuffix(strings.TrimRight(string(said), "\x00"), "\x02")
	if !padded {
		return "", errors.New("a push without its end")
	}
	return whole, nil
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// bytesOf reads base64url; what is none is wrong where it is looked at.
func bytesOf(text string) []byte {
	b, _ := base64.RawURLEncoding.DecodeString(text)
	return b
}
