// Package pipeline takes files, pages and documents through their stages.
//
// PostgreSQL is the truth: a row says which stage it waits for, and a worker
// who takes it writes a lease into it. Redis is the bell: a task only names a
// row, so losing every task loses nothing, and ringing twice does nothing
// twice. A sweep finds rows that nobody was rung for. Work is done outside any
// transaction; what it leaves and the next stage are written in one, and only
// if the row still waits for it in this worker's hands.
//
// What a machine cannot do is left to a person with a reason, never to a list
// of failed jobs. No client's heap makes another client wait. While Redis is
// away work goes on, found by the sweep.
package pipeline
