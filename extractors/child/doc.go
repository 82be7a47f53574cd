// Package child runs work on strangers' bytes in child processes of our own
// program, so that a crash, a hang or a memory bomb costs one request and
// never the program.
//
// A Pool starts children when they are needed, keeps them warm, and renews
// each after a number of requests. Children of one lane never wait for those
// of another. A child that is over its memory, over its time, or dead is
// killed and replaced; its request gets an invoer.Unreadable, and every other
// request goes on. No child outlives its parent: the kernel kills it when the
// parent dies, and it leaves by itself when its standard input ends.
//
// The package knows nothing of documents: what children can do is given to
// Serve as a list of handlers.
package child
