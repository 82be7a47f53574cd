//go:build race

package extractors

// slower is how many times as long a request may take in a program that is built
// with the race detector, which keeps books of each access to memory.
const slower = 6
