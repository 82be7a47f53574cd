// Package cii reads e-invoices in the syntax UN/CEFACT Cross Industry Invoice:
// D16B, as Factur-X, ZUGFeRD 2 and XRechnung use it, and the older
// CrossIndustryDocument of ZUGFeRD 1. It knows at which path each term of EN
// 16931 stands (CEN/TS 16931-3-3). What a term means, and what is promised of
// the result, is said in package einvoice.
package cii
