// Package precedent proposes how a purchase is booked, by how purchases were
// booked before: those of the supplier at this client, and where there is none,
// those of other suppliers with the same words, lines, activity, rate or
// country. It learns account numbers from the ledger alone, because charts
// differ; of the office's other clients it knows the account class only.
//
// What it remembers are tallies under keys (Memory), so that a database can
// hold them: the pipeline fetches the few that a document asks for, and
// `invoer eval --bookings` holds all of them; both run the very same code. It
// is pure: no database, no clock, and the same history gives the same proposal.
package precedent
