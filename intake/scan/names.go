package scan

import (
	"path"
	"slices"
	"strings"
)

// Names that programs give to files on their way, to their own notes, and to
// locks. What is left so is nobody's document.
var (
	passingEnds   = []string{".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", ".swp", ".lock", ".lck", "~"}
	passingStarts = []string{".", "~$"}
	passingNames  = []string{"thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "@recycle", "#snapshot"}
)

// passing tells whether a name is one of those.
func passing(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(passingNames, name) ||
		slices.ContainsFunc(passingEnds, func(end string) bool { return strings.HasSuffix(name, end) }) ||
		slices.ContainsFunc(passingStarts, func(start string) bool { return strings.HasPrefix(name, start) })
}

// sidecars are what scanners and copiers lay beside a file, about it: it goes
// where its file goes and is never taken by itself.
var sidecars = []string{".xmp", ".json", ".md5", ".sha1", ".sha256", ".ok", ".ready", ".trg", ".txt", ".csv", ".ctl", ".idx", ".done", ".flg"}

// A bundle is a file with what belongs to it.
type bundle struct {
	path string
	mark mark
	xml  string   // an XML of the same name beside it; empty when there is none
	with []string // sidecars

	overdue bool // it was given time enough to get its end
}

// bundles groups files that belong together. Capitals in their names tell nothing:
// shares and scanners write them as they like.
func bundles(files map[string]mark) []bundle {
	named := map[string]string{}
	for at := range files {
		if small := strings.ToLower(at); named[small] == "" || at < named[small] {
			named[small] = at
		}
	}
	find := func(name string) string {
		if _, there := files[name]; there {
			return name
		}
		return named[strings.ToLower(name)]
	}
	bound := map[string]bool{}
	all := make([]bundle, 0, len(files))
	for at, m := range files {
		if !leads(at) {
			continue
		}
		b := bundle{path: at, mark: m}
		for _, name := range besides(at) {
			if beside := find(name); beside != "" && beside != at && !bound[beside] {
				b.with = append(b.with, beside)
				bound[beside] = true
			}
		}
		if xml := find(stem(at) + ".xml"); xml != "" && strings.HasSuffix(strings.ToLower(at), ".pdf") && !bound[xml] {
			b.xml, bound[xml] = xml, true
		}
		all = append(all, b)
	}
	for at, m := range files {
		if !leads(at) && !bound[at] {
			all = append(all, bundle{path: at, mark: m})
		}
	}
	return slices.DeleteFunc(all, func(b bundle) bool { return bound[b.path] })
}

func stem(at string) string { return strings.TrimSuffix(at, path.Ext(at)) }

// leads tells whether a file may have sidecars: it is none itself.
func leads(at string) bool { return !slices.Contains(sidecars, strings.ToLower(path.Ext(at))) }

// besides are the names that sidecars of a file may have.
func besides(at string) []string {
	var names []string
	for _, end := range sidecars {
		names = append(names, at+end, stem(at)+end)
	}
	return names
}
