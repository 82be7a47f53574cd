package extractors

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/extractors/ocr"
)

// Seen is what was found on a photo at first sight.
type Seen struct {
	Amount, Date, Number bool
	Whole                bool // all of it was looked at: what was not found does not stand on it, or cannot be read
}

// All tells whether there is nothing left to look for.
func (s Seen) All() bool { return s.Amount && s.Date && s.Number }

// sightLimit is how much processor time a child may take over a photo, or a
// strip of one, that somebody waits for.
const sightLimit = 6 * time.Second

// Glance looks at a photo for its amount, its date and its number, and is done as
// soon as it has them: at the resolution that it has, with the first language
// only, the upper and the lower end first, two strips at a time. When ctx ends it
// gives what was found until then, which is no error. What is no picture is an
// invoer.Unreadable.
func (r *Reader) Glance(ctx context.Context, path string, own invoer.Own, today invoer.Date) (Seen, error) {
	kind, err := kindOf("photo.jpg", path)
	if err != nil {
		return Seen{}, err
	}
	if !media.Picture(kind) {
		return Seen{}, invoer.Unread(invoer.CodeUnsupported, "not a picture; take a photo")
	}
	// A child whose work is broken off has to be started anew. It is left to
	// finish what it has, which takes less than that.
	look := &sighting{reader: r, known: invoer.Known{Own: own, Today: today}, found: make(chan sofar, mostStrips+1), enough: make(chan struct{})}
	defer close(look.enough)
	go look.run(context.WithoutCancel(ctx), Source{Path: path, Media: kind})
	var seen Seen
	for {
		select {
		case now, more := <-look.found:
			if !more {
				return seen, look.err
			}
			if seen = look.seen(now); seen.All() {
				return seen, nil
			}
		case <-ctx.Done():
			return seen, nil
		}
	}
}

// A sighting is one look at a photo.
type sighting struct {
	reader *Reader
	known  invoer.Known
	found  chan sofar    // what is read by then, after each strip; closed at the end
	enough chan struct{} // closed when nobody waits any more
	err    error         // of the whole; read when found is closed

	mu    sync.Mutex
	words [][]invoer.Word // of each strip that was read
	read  int             // how many those are
}

// A sofar is what is read of a photo by some time.
type sofar struct {
	page  invoer.Page
	whole bool // all of it
}

// A sight is a photo made ready to be read in strips.
type sight struct {
	Page   invoer.Page
	DPI    float64
	Width  int // in pixels
	Mode   ocr.Mode
	Strips []int // the rows at which they begin, and the end of the last; empty where nothing stands on it
}

func (s *sighting) run(ctx context.Context, src Source) {
	defer close(s.found)
	var page sight
	pixels, err := s.reader.pool.Do(ctx, child.Work{Lane: laneSight, Op: "sight", Args: pageArgs{Source: src, Page: 1}, Limit: sightLimit}, &page)
	if err != nil {
		s.err = fmt.Errorf("looking at a photo: %w", err)
		return
	}
	strips := len(page.Strips) - 1
	if strips < 1 {
		s.found <- sofar{whole: true}
		return
	}
	s.words = make([][]invoer.Word, strips)
	order := make(chan int, strips)
	for _, i := range fromBothEnds(strips) {
		order <- i
	}
	close(order)
	var readers sync.WaitGroup
	errs := make([]error, atSight)
	for i := range errs {
		readers.Go(func() { errs[i] = s.strips(ctx, page, pixels, order) })
	}
	readers.Wait()
	s.err = errors.Join(errs...)
}

// fromBothEnds is the order in which strips are read: date and number stand at
// the top of most invoices, and what is to be paid at the bottom.
func fromBothEnds(n int) []int {
	order := make([]int, 0, n)
	for i, j := 0, n-1; i <= j; i, j = i+1, j-1 {
		order = append(order, i)
		if i < j {
			order = append(order, j)
		}
	}
	return order
}

// strips reads strips until there are no more or enough is known.
func (s *sighting) strips(ctx context.Context, page sight, pixels []byte, order <-chan int) error {
	for i := range order {
		select {
		case <-s.enough:
			return nil
		default:
		}
		from, to := page.Strips[i], page.Strips[i+1]
		args := stripArgs{Width: page.Width, DPI: page.DPI, Mode: page.Mode, Above: from}
		var words []invoer.Word
		work := child.Work{Lane: laneSight, Op: "strip", Args: args, Data: pixels[from*page.Width : to*page.Width], Limit: sightLimit}
		if _, err := s.reader.pool.Do(ctx, work, &words); err != nil {
			return fmt.Errorf("reading a strip of a photo: %w", err)
		}
		s.tell(page, i, words)
	}
	return nil
}

// tell adds the words of a strip and says what is read of all.
func (s *sighting) tell(page sight, strip int, words []invoer.Word) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words[strip] = words
	s.read++
	page.Page.Words = slices.Concat(s.words...)
	s.found <- sofar{page.Page, s.read == len(s.words)}
}

// seen looks for the three fields in what is read. It is for whoever asked for the
// look: were it to fail in a goroutine of the look, the program would end.
func (s *sighting) seen(now sofar) Seen {
	seen := Seen{Whole: now.whole}
	if len(now.page.Words) == 0 {
		return seen
	}
	// An error says that there is nothing to read.
	if inv, err := Invoice(nil, []invoer.Page{now.page}, s.known); err == nil {
		seen.Amount = inv.Total.Present() || inv.Payable.Present()
		seen.Date, seen.Number = inv.Issued.Present(), inv.Number.Present()
	}
	return seen
}

// sight makes a photo ready to be read in strips; its data are the pixels.
func (w *worker) sight(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	gray, dpi, err := decoded(w.files.picture, args.Page)
	if err != nil {
		return nil, nil, err
	}
	page := images.AtSight(gray, dpi, atMost(mostAsked, w.legible))
	size := page.Gray.Rect.Size()
	s := sight{
		Page: invoer.Page{Number: 1, Width: page.Width, Height: page.Height, Turn: page.Turn, Reader: readerOCR},
		DPI:  page.DPI, Width: size.X, Mode: modeOf(size.X, size.Y),
	}
	if page.Blank {
		return s, nil, nil
	}
	if float64(size.X) < narrow*page.DPI {
		s.Mode = ocr.Block
	}
	s.Strips = cutBetweenLines(page.Gray, mostStrips)
	return s, page.Gray.Pix, nil // of which no row is longer than the page is wide
}

// mostAsked is how many pieces of a photo are read to find which way up it was
// taken. One of which nothing could be read by then is blurred.
const mostAsked = 8

// atMost asks so many times, and then takes it that nothing can be read.
func atMost(times int, legible images.Legible) images.Legible {
	return func(piece *image.Gray) float64 {
		if times == 0 {
			return 0
		}
		times--
		return legible(piece)
	}
}

// stripArgs say what the pixels are that a child reads.
type stripArgs struct {
	Width int
	DPI   float64
	Mode  ocr.Mode
	Above int // rows of the page above them
}

// strip reads a strip of a page.
func (w *worker) strip(r child.Request) (any, []byte, error) {
	var args stripArgs
	if err := r.Decode(&args); err != nil {
		return nil, nil, err
	}
	tesseract, err := w.ocr()
	if err != nil {
		return nil, nil, err
	}
	strip := &image.Gray{Pix: r.Data, Stride: args.Width, Rect: image.Rect(0, 0, args.Width, len(r.Data)/max(args.Width, 1))}
	found, err := tesseract.Glance(strip, args.Mode)
	if err != nil {
		return nil, nil, err
	}
	for i := range found {
		found[i].Box = found[i].Box.Add(image.Pt(0, args.Above))
	}
	return inPoints(found, args.DPI), nil, nil
}

// mostStrips is in how many strips a photo is read: enough that what is found in
// the first ones spares the last, and that two children end at about the same
// time; each costs a little.
const mostStrips = 4

// inkShade is what is darker than paper on a page whose light is even.
const inkShade = 160

// cutBetweenLines gives the rows at which strips of a page begin, and its end:
// near where they would be of one height, where there is least ink.
func cutBetweenLines(page *image.Gray, strips int) []int {
	h := page.Rect.Dy()
	ink := make([]int, h)
	for y := range ink {
		for _, v := range page.Pix[y*page.Stride:][:page.Rect.Dx()] {
			if v < inkShade {
				ink[y]++
			}
		}
	}
	cuts := []int{0}
	for i := 1; i < strips; i++ {
		middle, reach := i*h/strips, h/strips/4
		cuts = append(cuts, emptiest(ink, middle-reach, middle+reach))
	}
	return slices.Compact(append(cuts, h)) // a page of a few rows has fewer strips
}

// emptiest is the row between two with least ink in it and in the two above and
// below.
func emptiest(ink []int, from, to int) int {
	best, least := from, -1
	for y := from; y <= to; y++ {
		sum := 0
		for _, n := range ink[max(y-2, 0):min(y+3, len(ink))] {
			sum += n
		}
		if least < 0 || sum < least {
			best, least = y, sum
		}
	}
	return best
}
