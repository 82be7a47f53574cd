// Package ubl reads e-invoices in the syntax UBL 2.1 (Invoice and CreditNote,
// ISO/IEC 19845), as Peppol BIS Billing 3.0 uses it: it knows at which path
// each term of EN 16931 stands (CEN/TS 16931-3-2). What a term means, and what
// is promised of the result, is said in package einvoice.
package ubl
