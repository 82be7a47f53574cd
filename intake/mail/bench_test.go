package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// BenchmarkMail takes messages with a PDF of 200 kB each over eight
// connections; each counts when its 250 was heard.
func BenchmarkMail(b *testing.B) {
	h := open(b)
	address := h.serve(b, SMTP)
	filling := make([]byte, 200_000)
	for i := range filling {
		filling[i] = byte(rand.Uint32())
	}
	work := make(chan int)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			c, err := smtp.Dial(address)
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			for n := range work {
				if err := c.SendMail("a@example.com", []string{"terlinde-7kq2m9xw@in.example.test"}, bytes.NewReader(scanned(n, filling))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.ResetTimer()
	for n := range b.N {
		work <- n
	}
	close(work)
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// scanned is a message with a PDF of its own.
func scanned(n int, filling []byte) []byte {
	pdf := append(fmt.Appendf(nil, "%%PDF-1.4\n%%%d\n", n), filling...)
	text := base64.StdEncoding.EncodeToString(pdf)
	var m bytes.Buffer
	fmt.Fprintf(&m, "From: a@example.com\r\nMessage-ID: <%d@example.com>\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nDag\r\n", n)
	m.WriteString("--q\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for len(text) > 0 {
		line := min(76, len(text))
		m.WriteString(text[:line] + "\r\n")
		text = text[line:]
	}
	m.WriteString("--q--\r\n")
	return m.Bytes()
}
