// Package wear makes pictures of clean pages into what scanners, fax machines
// and telephones make of paper: skewed, noisy, unevenly lit, punched, folded,
// seen from an angle.
//
// All of it is thrown by a source of chance that is handed in: the same source
// gives the same picture. It is for invented invoices only; strangers' pictures
// are none of its business.
package wear
