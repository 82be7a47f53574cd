package ocr

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// Check says, as Open does, which models are missing and which package has
// them, without starting anything.
func Check(languages []string, tessdata string) error {
	if tessdata == "" {
		tessdata = systemData()
	}
	missing := Missing(languages, tessdata)
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%w: Tesseract has no model for %s in %q; install %s",
		invoer.ErrUnavailable, strings.Join(missing, ", "), tessdata, strings.Join(packages(missing), " "))
}

// Missing gives the languages that have no model in tessdata, or where Debian
// puts models when that is empty.
func Missing(languages []string, tessdata string) []string {
	if tessdata == "" {
		tessdata = systemData()
	}
	return slices.DeleteFunc(slices.Clone(languages), func(language string) bool {
		_, err := os.Stat(filepath.Join(tessdata, language+".traineddata"))
		return err == nil
	})
}

// systemData is the newest folder of models that a Debian or Ubuntu package
// made.
func systemData() string {
	found, _ := filepath.Glob("/usr/share/tesseract-ocr/*/tessdata") // the pattern is sound
	if len(found) == 0 {
		return "/usr/share/tesseract-ocr/5/tessdata"
	}
	return slices.Max(found)
}

func packages(languages []string) []string {
	names := make([]string, len(languages))
	for i, language := range languages {
		names[i] = "tesseract-ocr-" + strings.ReplaceAll(language, "_", "-")
	}
	return names
}
