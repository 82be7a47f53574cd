// Package belgium is the law of the land as far as purchase invoices need it:
// numbers as they are printed here, VAT rates and the boxes of the VAT return
// as dated data, and the first accounts of the chart for a firm that has no
// history yet.
//
// Every rule has its source beside it. Rates and boxes are rows with a day from
// which they hold, never constants in code. The package gives no advice and
// decides nothing: what applies to an invoice is chosen by its callers and
// confirmed by an accountant.
package belgium
