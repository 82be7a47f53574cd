package main

import (
	"os"
	"testing"
)

// TestMain lets the test's own program be invoer: tests start it with
// programEnv, and it starts its children with the hidden command.
func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" || (len(os.Args) > 1 && os.Args[1] == "child") {
		main()
		return
	}
	os.Exit(m.Run())
}

const programEnv = "INVOER_TEST_IS_PROGRAM"
