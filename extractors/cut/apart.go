package cut

import "github.com/invoer/invoer"

// apart gives the reason why next begins a document of its own after last, and
// an empty one where nothing says so.
func apart(last, next Page) invoer.Reason {
	return invoer.Reason{}
}
