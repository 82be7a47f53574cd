//go:build race

package child

import "github.com/invoer/invoer"

// The race detector keeps books of all memory of a child, in memory that counts as
// the child's: it may have more in tests, and meets its limit on data (restrict)
// before its parent sees that it swells.
const (
	heavier = 4
	swollen = invoer.CodeDamaged
)
