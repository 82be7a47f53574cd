package belgium

// Accounts of the minimum chart (MAR, PCMN: Royal Decree of 21 October 2018
// executing Code of Economic Law art. III.82 to III.95, annex), with the three
// digits more that Belgian packages write. They are where a firm begins that
// has no history of its own and has set none.
const (
	AccountSuppliers  = "440000" // 440, suppliers
	AccountVAT        = "411000" // 411, VAT recoverable
	AccountVATPayable = "451000" // 451, VAT payable: the other half of a reverse charge
)

// costs are the first accounts for a class of the VAT return.
var costs = map[string]string{
	"goods":      "604000", // 604, goods for resale
	"services":   "612000", // 612, supplies and services of daily use (a custom, the chart leaves 61 open)
	"investment": "240000", // 24, furniture and vehicles
}

// CostAccount is the account with which a firm begins for goods, services or
// investment; anything else counts as services.
func CostAccount(class string) string {
	if account, known := costs[class]; known {
		return account
	}
	return costs["services"]
}
