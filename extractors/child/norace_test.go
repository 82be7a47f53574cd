//go:build !race

package child

import "github.com/invoer/invoer"

// What is otherwise with the race detector.
const (
	heavier = 1                   // times as much memory a child may have in tests
	swollen = invoer.CodeTooLarge // what is said of one that takes more
)
