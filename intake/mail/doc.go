// Package mail is the door for messages: an SMTP and LMTP server for a relay
// that forwards what comes to the addresses of the office's clients.
//
// It says yes (250) only when the gate has: bytes on stable storage, rows
// committed. A fault of ours is 451, a full disk 452, and the relay keeps the
// message and tries again; what can never be taken is a 5xx at once. LMTP gets
// an answer for each recipient. A message streams to disk and is never in
// memory as a whole.
//
// The envelope says whose a message is, its head never does. The door refuses
// addresses that nobody has, in the same words and the same time whether the
// client exists or not, and relays nothing.
package mail
