//go:build !race

package extractors

// slower is how many times as long a request may take in a program that is built
// with the race detector; this one is not.
const slower = 1
