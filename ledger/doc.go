// Package ledger is the booking contract: purchase documents as they were
// really booked, one JSON object a line in order of booking date. Readers of
// accounting packages' own files give the same Purchase; `invoer learn
// bookings` and `invoer eval --bookings` take it.
//
// It promises that a Purchase it read is well formed: its date exists, amounts
// are whole cents, each entry has an account. A line that is not is refused with
// its number, what was found and what was wanted, and the others are read all
// the same; nothing is guessed. It knows nothing of how a booking is proposed.
package ledger
