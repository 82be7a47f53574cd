package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/invoer/invoer"
)

// recordSize is what RFC 8188 calls rs: more than any message of ours, which is
// one record.
const recordSize = 4096

// seal encrypts a message for a browser, so that its push service reads nothing
// (RFC 8291 §3, RFC 8188 §2). Own is a key for this message only, salt 16 bytes.
func seal(message, browser, auth, salt []byte, own *ecdh.PrivateKey) ([]byte, error) {
	to, err := ecdh.P256().NewPublicKey(browser)
	if err != nil {
		return nil, fmt.Errorf("%w: key of a browser: %w", invoer.ErrInvalid, err)
	}
	shared, err := own.ECDH(to)
	if err != nil {
		return nil, fmt.Errorf("%w: key of a browser: %w", invoer.ErrInvalid, err)
	}
	ours := own.PublicKey().Bytes()
	secret, err := hkdf.Key(sha256.New, shared, auth, "WebPush: info\x00"+string(browser)+string(ours), 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint32(slices.Clone(salt), recordSize)
	head = append(append(head, byte(len(ours))), ours...)
	return gcm.Seal(head, nonce, append(slices.Clone(message), 2), nil), nil // 2: the last record
}

// sealOnce is seal with a salt and a key of its own.
func sealOnce(message, browser, auth []byte) ([]byte, error) {
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	return seal(message, browser, auth, salt, own)
}

// vouchedFor is how long a push service believes a token: RFC 8292 §2 allows a day.
const vouchedFor = 12 * time.Hour

// vouch tells a push service who sends (RFC 8292 §3): a JWT signed with the
// house's key, for its origin only.
func vouch(key *ecdsa.PrivateKey, endpoint, contact string, now time.Time) (string, error) {
	at, err := url.Parse(endpoint)
	if err != nil {
		return "", fmt.Errorf("%w: address of a push service", invoer.ErrInvalid)
	}
	claims, err := json.Marshal(map[string]any{"aud": at.Scheme + "://" + at.Host, "exp": now.Add(vouchedFor).Unix(), "sub": contact})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", err
	}
	signed := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...) // RFC 7518 §3.4
	public, err := key.PublicKey.ECDH()
	if err != nil {
		return "", err
	}
	return "vapid t=" + text + "." + base64.RawURLEncoding.EncodeToString(signed) + ", k=" + base64.RawURLEncoding.EncodeToString(public.Bytes()), nil
}
