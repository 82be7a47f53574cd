package cii

import "github.com/invoer/invoer/extractors/einvoice"

// A version is how one version of the syntax calls the same things.
type version struct {
	root, namespace string
	head            string // the document's own data
	trade           string // all the rest
	agreement       string
	settlement      string
	summation       string
	lines           string
	lineAgreement   string
	lineDelivery    string
	lineSettlement  string
	lineSummation   string
	percent         string
}

var versions = []version{
	{ // D16B
		root:           "CrossIndustryInvoice",
		namespace:      "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
		head:           "ExchangedDocument",
		trade:          "SupplyChainTradeTransaction",
		agreement:      "ApplicableHeaderTradeAgreement",
		settlement:     "ApplicableHeaderTradeSettlement",
		summation:      "SpecifiedTradeSettlementHeaderMonetarySummation",
		lines:          "IncludedSupplyChainTradeLineItem",
		lineAgreement:  "SpecifiedLineTradeAgreement",
		lineDelivery:   "SpecifiedLineTradeDelivery",
		lineSettlement: "SpecifiedLineTradeSettlement",
		lineSummation:  "SpecifiedTradeSettlementLineMonetarySummation",
		percent:        "RateApplicablePercent",
	},
	{ // ZUGFeRD 1
		root:           "CrossIndustryDocument",
		namespace:      "urn:ferd:CrossIndustryDocument:invoice:1p0",
		head:           "HeaderExchangedDocument",
		trade:          "SpecifiedSupplyChainTradeTransaction",
		agreement:      "ApplicableSupplyChainTradeAgreement",
		settlement:     "ApplicableSupplyChainTradeSettlement",
		summation:      "SpecifiedTradeSettlementMonetarySummation",
		lines:          "IncludedSupplyChainTradeLineItem",
		lineAgreement:  "SpecifiedSupplyChainTradeAgreement",
		lineDelivery:   "SpecifiedSupplyChainTradeDelivery",
		lineSettlement: "SpecifiedSupplyChainTradeSettlement",
		lineSummation:  "SpecifiedTradeSettlementMonetarySummation",
		percent:        "ApplicablePercent",
	},
}

// versionOf tells which version root is of.
func versionOf(root *einvoice.Element) (version, bool) {
	for _, v := range versions {
		if root.Name == v.root && root.Space == v.namespace {
			return v, true
		}
	}
	return version{}, false
}
