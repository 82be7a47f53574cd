// Package embedded gives one machine the PostgreSQL and Redis that the program
// needs, as private children: they listen on Unix sockets only, keep their
// data under the program's data directory, and run as an unprivileged user
// even when the program is started by root.
//
// It promises that never two servers use one data directory, that a child that
// dies is started again (up to a limit), and that after a killed run the next
// start finds and takes down what was left. It refuses data of a PostgreSQL
// that this machine does not have. It knows nothing of schemas: storage
// connects with the addresses that this package gives.
package embedded
