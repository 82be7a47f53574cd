// Package contract writes what was read in the shape of the reading contract:
// JSON Lines, one object for each document, as `invoer extract` prints them.
//
// It promises that the names, their order and the formats are those of the
// contract whoever prints them. It decides nothing and knows no words for
// people: the reason of a value is said by a function that its caller gives.
package contract
