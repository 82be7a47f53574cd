package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// module is how large one square of a code is printed, in points.
const module = 1.6

// paymentCode draws what a bank's app reads (EPC069-12, version 2): the account,
// the amount and the communication.
func (p *press) paymentCode(x, y float64) float64 {
	squares, err := barcodes.Square(p.paymentText())
	if err != nil {
		return y // too long for a code: a name of several lines, which none is
	}
	p.show("supplier_iban")
	for row, line := range squares {
		for column, dark := range line {
			if dark {
				left, top := x+float64(column)*module, y+float64(row)*module
				p.page.Fill(left, top, left+module, top+module, paper.Black)
			}
		}
	}
	return y + float64(len(squares))*module
}

func (p *press) paymentText() string {
	remittance := p.bill.number
	if p.bill.reference != "" {
		remittance = p.communication()
	}
	return strings.Join([]string{
		"BCD", "002", "1", "SCT", p.seller.bics[0], p.seller.name, p.seller.ibans[0],
		fmt.Sprintf("EUR%s", cents(p.bill.sums.payable)), "", "", remittance,
	}, "\n")
}
