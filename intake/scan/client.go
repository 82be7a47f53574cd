package scan

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/unpack"
	"github.com/invoer/invoer/storage"
)

// clients are those of an office.
type clients []storage.Client

// of is the client in whose folder a file lies, and nobody where the folder is
// nobody's.
func (c clients) of(at string) invoer.ClientID {
	folder, _, below := strings.Cut(at, "/")
	if !below {
		return ""
	}
	return c.named(folder)
}

// named finds the client of a folder by its name: the client's code, alone or
// before anything else, or its whole name.
func (c clients) named(folder string) invoer.ClientID {
	folder = plain(folder)
	code, _, _ := strings.Cut(folder, " ")
	for _, client := range c {
		if known := plain(client.Code); known == folder || known == code {
			return client.ID
		}
	}
	for _, client := range c {
		if plain(client.Name) == folder {
			return client.ID
		}
	}
	return ""
}

// plain is a name as it is compared. A Macintosh writes an accent behind its letter
// (Unicode NFD).
func plain(name string) string {
	return strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(name), " ")))
}

// Folder is the name of the folder that a client is given: its code, by which
// it is known, and its name for people.
func Folder(client storage.Client) string {
	clean := unpack.Clean(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) { // what shares of Windows do not take
			return ' '
		}
		return r
	}, client.Name))
	return strings.TrimSpace(client.Code + " " + clean)
}

// Missing are the clients for which none of the folders is, by the names of
// the folders to make.
func Missing(all []storage.Client, folders []string) []string {
	there := map[invoer.ClientID]bool{}
	for _, folder := range folders {
		there[clients(all).named(folder)] = true
	}
	var names []string
	for _, client := range all {
		if !client.Archived && !there[client.ID] {
			names = append(names, Folder(client))
		}
	}
	return names
}
