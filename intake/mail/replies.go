package mail

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
)

// What peers are told. A fault of ours is 4xx: the relay keeps the message. It
// hears nothing of what is wrong inside.
var (
	unknown  = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such address here"}
	tooLarge = &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 3, 4}, Message: "Larger than we take, or too many files in it; send it in several messages"}
	strange  = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "A message that we cannot take; ask for help at the office"}
	bareLF   = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Lines must end with CRLF (RFC 5321 2.3.8); the end of the message was not found"}
	noRoom   = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "No room at the moment; try again later"}
	dayFull  = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "This client brought as much as it may within a day; it is tried again, or ask the office for more"}
	silent   = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 4, 2}, Message: "Nothing heard for too long"}
	later    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not safely kept; try again later"}
)

// replyTo is the one place that decides what an error means to a peer.
func replyTo(err error) *smtp.SMTPError {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		return said
	}
	var full *intake.DayFull
	if errors.As(err, &full) {
		return dayFull
	}
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return noRoom
		}
	}
	if errors.Is(err, smtp.ErrDataTooLarge) {
		return tooLarge
	}
	if errors.Is(err, invoer.ErrUnreadable) {
		if code, _ := invoer.CodeOf(err); code == invoer.CodeTooLarge {
			return tooLarge
		}
		return strange
	}
	if errors.Is(err, invoer.ErrNotFound) {
		return unknown
	}
	if errors.Is(err, context.DeadlineExceeded) { // ours; it also is a net.Error
		return later
	}
	var broken net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &broken) && broken.Timeout() {
		return silent
	}
	return later
}
