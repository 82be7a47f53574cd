package api

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/exports/sheet"
	"github.com/invoer/invoer/exports/ubl"
	"github.com/invoer/invoer/exports/winbooks"
	"github.com/invoer/invoer/extractors/ledgers"
	"github.com/invoer/invoer/extractors/masters"
	"github.com/invoer/invoer/extractors/tables"
	"github.com/invoer/invoer/storage"
)

// BatchFormats are the formats in which bookings leave, the usual one first.
var BatchFormats = []string{"winbooks", "winbooks-on-web", "ubl", "xlsx", "csv"}

// mostBatch is how large the file of a batch may be, in bytes: more is a fault
// of ours.
const mostBatch = 1 << 30

// MakeBatch lets the approved bookings of an order leave in a file, which is
// kept: it is handed out byte for byte the same for ever.
func (s *Server) MakeBatch(ctx context.Context, who invoer.Scope, o storage.Order, how Writing) (invoer.Batch, error) {
	client, err := s.Store.Client(ctx, who, o.Client)
	if err != nil {
		return invoer.Batch{}, err
	}
	return s.Store.MakeBatch(ctx, who, o, s.Blobs, func(books invoer.Books, postings []invoer.Posting) (storage.BatchFile, error) {
		buyer := ubl.Buyer{Name: client.Name, VAT: client.VAT, Code: client.Code}
		made, ending, err := batchFile(o.Format, books, postings, buyer, how)
		if err != nil {
			return storage.BatchFile{}, err
		}
		kept, err := s.Blobs.Write(ctx, who.Office, bytes.NewReader(made), mostBatch)
		if err != nil {
			return storage.BatchFile{}, fmt.Errorf("keeping the file of a batch: %w", err)
		}
		name := client.Code + "-" + o.Format + "-" + s.Now().UTC().Format("20060102-150405") + ending
		return storage.BatchFile{Key: kept.Key, Name: name, Size: kept.Size, SHA256: kept.SHA256}, nil
	})
}

// Writing is how WinBooks' text files are written (package exports/winbooks).
type Writing struct {
	Encoding string
	Analytic bool // with ANT.TXT, of which public sources disagree
}

func batchFile(format string, books invoer.Books, postings []invoer.Posting, buyer ubl.Buyer, how Writing) (file []byte, ending string, err error) {
	switch format {
	case "winbooks":
		file, err = winbooksFile(books, postings, how)
		return file, ".zip", err
	case "winbooks-on-web":
		file, err = webFile(books, postings, how)
		return file, ".zip", err
	case "ubl":
		file, err = ublFile(postings, buyer)
		return file, ".zip", err
	case "xlsx":
		file, err = sheet.XLSX(sheet.Bookings(postings), sheet.Documents(postings))
		return file, ".xlsx", err
	case "csv":
		file, err = sheet.CSV(sheet.Bookings(postings))
		return file, ".csv", err
	}
	return nil, "", fmt.Errorf("%w: format %q, want one of %s", invoer.ErrInvalid, format, strings.Join(BatchFormats, ", "))
}

// centralSuppliers is the account of suppliers that has no other (MAR 440).
const centralSuppliers = "440000"

func winbooksFile(books invoer.Books, postings []invoer.Posting, how Writing) ([]byte, error) {
	f, err := winbooks.Write(postings, winbooks.Settings{VATCodes: books.VATCodes, Central: centralSuppliers, Encoding: how.Encoding, Analytic: how.Analytic})
	if err != nil {
		return nil, err
	}
	files := []member{{"CSF.TXT", f.CSF}, {"ACT.TXT", f.ACT}}
	if how.Analytic {
		files = append(files, member{"ANT.TXT", f.ANT})
	}
	return withManifest(postings, files)
}

func webFile(books invoer.Books, postings []invoer.Posting, how Writing) ([]byte, error) {
	f, err := winbooks.WriteWeb(postings, winbooks.Settings{VATCodes: books.VATCodes, Central: centralSuppliers, Encoding: how.Encoding})
	if err != nil {
		return nil, err
	}
	return withManifest(postings, []member{{"thirds.csv", f.Thirds}, {"documents.csv", f.Documents}})
}

func ublFile(postings []invoer.Posting, buyer ubl.Buyer) ([]byte, error) {
	written, err := ubl.Write(postings, buyer)
	if err != nil {
		return nil, err
	}
	var files []member
	for _, f := range written {
		files = append(files, member{f.Name, f.XML})
	}
	return withManifest(postings, files)
}

func withManifest(postings []invoer.Posting, files []member) ([]byte, error) {
	manifest, err := manifestOf(postings, files)
	if err != nil {
		return nil, err
	}
	return pack(append(files, member{"manifest.json", manifest}))
}

type member struct {
	name  string
	bytes []byte
}

// pack makes a ZIP that is the same every time.
func pack(files []member) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Time{}})
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.bytes); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type batchManifest struct {
	Files     map[string]string `json:"files"` // SHA-256 by name
	Documents []batchDocument   `json:"documents"`
}

type batchDocument struct {
	Document invoer.DocumentID `json:"document"`
	Journal  string            `json:"journal"`
	Year     string            `json:"book_year"`
	Period   string            `json:"period"`
	Number   string            `json:"number"`
	Supplier string            `json:"supplier"`
	Total    string            `json:"total"`
	Currency string            `json:"currency"`
}

func manifestOf(postings []invoer.Posting, files []member) ([]byte, error) {
	m := batchManifest{Files: map[string]string{}}
	for _, f := range files {
		sum := sha256.Sum256(f.bytes)
		m.Files[f.name] = hex.EncodeToString(sum[:])
	}
	for _, p := range postings {
		owed := p.Booking.Owed()
		m.Documents = append(m.Documents, batchDocument{p.Document, p.Journal.Code, p.Period.Year, p.Period.Number, p.Number, p.Supplier.Number, owed.String(), owed.Currency})
	}
	return json.MarshalIndent(m, "", " ")
}

// BatchDownload is the file of a batch as a download.
func BatchDownload(b invoer.Batch) Download {
	media := "application/octet-stream"
	if strings.HasSuffix(b.Name, ".zip") {
		media = "application/zip"
	}
	return Download{Key: b.File, Name: b.Name, Media: media}
}

// WriteDocuments writes the documents of a batch as a ZIP: each as WinBooks
// calls an attached document (JOURNAL_PERIOD_NUMBER___00000_A.pdf, as
// github.com/Valuya/winbooks-java reads them), and a manifest.
func (s *Server) WriteDocuments(ctx context.Context, who invoer.Scope, id invoer.BatchID, out io.Writer) error {
	_, lines, err := s.Store.Batch(ctx, who, id)
	if err != nil {
		return err
	}
	w := zip.NewWriter(out)
	names := map[string]string{}
	for _, l := range lines {
		name, err := s.writeDocument(ctx, who, l, w)
		if err != nil {
			return fmt.Errorf("document %s of batch %s: %w", l.Document, id, err)
		}
		names[string(l.Document)] = name
	}
	text, err := json.MarshalIndent(map[string]any{"batch": id, "documents": names}, "", " ")
	if err != nil {
		return err
	}
	to, err := w.Create("manifest.json")
	if err != nil {
		return err
	}
	if _, err := to.Write(text); err != nil {
		return err
	}
	return w.Close()
}

func (s *Server) writeDocument(ctx context.Context, who invoer.Scope, l storage.BatchLine, w *zip.Writer) (string, error) {
	doc, err := s.Store.Document(ctx, who, l.Document)
	if err != nil {
		return "", err
	}
	copy, err := ArchiveCopy(doc)
	if err != nil {
		copy = Original(doc.File) // not archived yet
	}
	ending := ".pdf"
	if copy.Media != "application/pdf" {
		ending = strings.ToLower(copy.Name[len(stem(copy.Name)):])
	}
	name := l.Journal + "_" + l.Period + "_" + l.Number + "___00000_A" + ending
	from, err := s.Blobs.Get(ctx, copy.Key)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	return name, err
}

// ConfirmByAnswer confirms a batch by the package's own ledger (ACT): each of
// its documents must be there, with its number and amount. What is missing or
// another amount is told as invoer.Faults, and the batch stays as it is.
func (s *Server) ConfirmByAnswer(ctx context.Context, who invoer.Scope, id invoer.BatchID, name string, answer []byte) (invoer.Batch, error) {
	_, lines, err := s.Store.Batch(ctx, who, id)
	if err != nil {
		return invoer.Batch{}, err
	}
	all, unread := ledgers.Read(answer, "", invoer.Books{})
	if len(all) == 0 && len(unread) > 0 {
		return invoer.Batch{}, fmt.Errorf("%w: the package's ledger: %w", invoer.ErrInvalid, unread[0])
	}
	booked := map[string]invoer.Money{}
	for _, p := range all {
		booked[p.ID] = p.Incl
	}
	var faults invoer.Faults
	for _, l := range lines {
		got, there := booked[l.Journal+"-"+l.Year+"-"+l.Number]
		switch {
		case !there:
			faults = append(faults, invoer.Fault{Document: l.Document, File: name, Field: "DOCNUMBER", Why: invoer.Because("answer-missing", l.Journal, l.Number)})
		case got != l.Total:
			faults = append(faults, invoer.Fault{Document: l.Document, File: name, Field: "AMOUNTEUR", Why: invoer.Because("answer-amount", l.Number, got.String(), l.Total.String())})
		}
	}
	if len(faults) > 0 {
		return invoer.Batch{}, faults
	}
	return s.Store.ConfirmBatch(ctx, who, id, fmt.Sprintf("%s: %d documents", name, len(lines)))
}

// ReadBooks reads masters of an accounting package: a dBase table, separated
// values, or the first sheet of an XLSX. Rows that cannot be read are told.
func ReadBooks(b []byte) (books invoer.Books, faults []error, err error) {
	if !sheet.Looks(b) {
		t, err := tables.Read(b)
		if err != nil && len(t.Rows) == 0 {
			return invoer.Books{}, nil, err
		}
		books, faults, wrong := masters.Read(t)
		if err != nil { // it is cut: what comes before is shown
			faults = append(faults, err)
		}
		return books, faults, wrong
	}
	rows, err := sheet.Rows(b)
	if err != nil {
		return invoer.Books{}, nil, err
	}
	return masters.Read(tables.Of(rows))
}
