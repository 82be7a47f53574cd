package invoer

// Edits is how many signs must be changed, put in or left out to make one of
// the other (Levenshtein). Its time is that of len(a) times len(b).
func Edits[T comparable](a, b []T) int {
	var few [64]int // as many as nearly all words have: no memory is asked for
	row := few[:]
	if len(b) >= len(few) {
		row = make([]int, len(b)+1)
	}
	row = row[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
