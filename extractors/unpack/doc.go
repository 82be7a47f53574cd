// Package unpack opens what holds other files: archives (ZIP), messages with
// all that mail programs put into them, Outlook's winmail.dat, and those that
// lie in each other.
//
// It promises a Part for every member, in the order of the container (the texts
// of a message behind its other parts, as these say what a text is), each
// with the reason why it was skipped where it was: one bad member never costs
// the good ones. Names are cleaned and lead nowhere; links are not followed;
// nothing is written. Bytes, members, depth and growth are bounded, and what
// one container takes in memory with it.
//
// It refuses other archives: whoever sends them is told what to send instead.
package unpack
