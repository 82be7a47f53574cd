package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/intake"
)

// putAway moves a file whose bytes are safe, with its sidecars, as the office
// chose.
func (h hand) putAway(b bundle) error {
	to, err := h.move(doneFolder, b)
	if err != nil || h.After != Delete {
		return err
	}
	for _, at := range to {
		if err := h.root.Remove(at); err != nil {
			return fmt.Errorf("%w: %w", errKept, bare(err))
		}
	}
	return nil
}

// refuse moves a file aside and says beside it why.
func (h hand) refuse(b bundle, why string) error {
	to, err := h.move(refusedFolder, b)
	if err != nil {
		return err
	}
	return h.explain(to[0]+".txt", why)
}

// destroy takes away from the folder, which is open to everybody, what does harm:
// its bytes are in the house, where only an admin gets them. A text stays that says
// so.
func (h hand) destroy(b bundle, why string) error {
	to, err := h.move(refusedFolder, b)
	if err != nil {
		return err
	}
	for _, at := range to {
		if slices.Contains(sidecars, strings.ToLower(path.Ext(at))) {
			continue // it is about the file, and stays with what is said of that
		}
		if err := h.root.Remove(at); err != nil {
			return fmt.Errorf("%w: %w", errKept, bare(err))
		}
	}
	return h.explain(to[0]+".txt", why)
}

// explain writes a text, and over nothing: a file of this name may be
// somebody's that was refused before.
func (h hand) explain(at, why string) error {
	h.moving.Lock()
	defer h.moving.Unlock()
	at, err := h.free(at)
	if err != nil {
		return err
	}
	text := "\ufeff" + strings.ReplaceAll(why, "\n", "\r\n") // as programs of Windows want a text
	if err := h.root.WriteFile(at, []byte(text), 0o644); err != nil {
		return fmt.Errorf("%w: %w", errKept, bare(err))
	}
	return nil
}

// harm says what of a delivery a virus scanner calls bad; empty where nothing is.
func (h hand) harm(d invoer.Delivery) string {
	var why []string
	for _, p := range d.Parts {
		if p.Reason.Code == intake.ReasonQuarantined {
			what, _ := h.sentences(p.Reason)
			why = append(why, p.Name+": "+what)
		}
	}
	if len(why) == 0 {
		return ""
	}
	return strings.Join(why, "\n") + "\n"
}

// refusals says why nothing of a delivery was taken; empty where something
// was, now or before.
func (h hand) refusals(d invoer.Delivery) string {
	var why, todo []string
	for _, p := range d.Parts {
		if p.Outcome != invoer.Skipped || p.File != "" {
			return ""
		}
		what, do := h.sentences(p.Reason)
		why = append(why, p.Name+": "+what)
		if do != "" && !slices.Contains(todo, do) {
			todo = append(todo, do)
		}
	}
	return strings.Join(append(why, todo...), "\n") + "\n"
}

func (h hand) said(err error) string {
	code, detail := invoer.CodeOf(err)
	what, do := h.sentences(invoer.Because(string(code), detail))
	return strings.TrimSpace(what+"\n"+do) + "\n"
}

// ofDocuments are reasons of which the words say what to do with a document,
// which a file in a folder is not.
var ofDocuments = []string{string(invoer.CodeNotDocument), string(invoer.CodeTimeout)}

// sentences say why a file was refused, and what to do where there is anything.
func (h hand) sentences(why invoer.Reason) (what, todo string) {
	what, todo = locale.Held(h.language, why)
	if slices.Contains(ofDocuments, why.Code) {
		todo = ""
	}
	return what, todo
}

// move moves a bundle to a folder of today and gives where its files went, the
// main one first. Sidecars that cannot be moved stay: they are no documents.
func (h hand) move(folder string, b bundle) ([]string, error) {
	dir := path.Join(folder, h.Now().Format("2006-01-02"), folderOf(b.path))
	if err := h.root.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%w: %w", errKept, bare(err))
	}
	main, err := h.moveOne(dir, b.path, &b.mark)
	if err != nil {
		return nil, err
	}
	to := []string{main}
	for _, at := range append([]string{b.xml}, b.with...) {
		if at == "" {
			continue
		}
		if moved, err := h.moveOne(dir, at, nil); err == nil {
			to = append(to, moved)
		}
	}
	return to, nil
}

// moveOne moves a file to where nothing has its name. One that turns out to be
// another than what was read goes back: nobody has its bytes.
func (h hand) moveOne(dir, at string, want *mark) (string, error) {
	h.moving.Lock()
	defer h.moving.Unlock()
	to, err := h.free(path.Join(dir, path.Base(at)))
	if err != nil {
		return "", err
	}
	if err := h.root.Rename(at, to); err != nil {
		return "", fmt.Errorf("%w: %w", errKept, bare(err)) // or gone: fs.ErrNotExist
	}
	info, err := h.root.Lstat(to)
	if err != nil || want == nil || markOf(info) == *want {
		return to, err
	}
	back, err := h.free(at)
	if err == nil {
		err = h.root.Rename(to, back)
	}
	return "", errors.Join(errChanged, err)
}

// mostNames is how many files of one name a day has room for.
const mostNames = 100_000

// free gives a name that nothing has, with a number where there is need.
func (h hand) free(at string) (string, error) {
	end := path.Ext(at)
	for n := 1; n < mostNames; n++ {
		name := at
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(at, end), n, end)
		}
		_, err := h.root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("%w: %w", errKept, bare(err))
		}
	}
	return "", fmt.Errorf("%w: %w", errKept, os.ErrExist)
}
