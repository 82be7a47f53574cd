package main

import "github.com/invoer/invoer/extractors"

type childCommand struct{}

// Run answers the parent process on standard input and output until it ends.
func (childCommand) Run(streams *io3) error { return extractors.Child(streams.in, streams.out) }
