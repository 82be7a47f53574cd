package barcodes

import (
	"fmt"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/invoer/invoer"
)

// Square gives the modules of a QR code with this text, row by row, without
// the white border of four modules that it needs. A quarter of it may be
// covered and it is still read.
func Square(text string) ([][]bool, error) {
	code, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 0, 0, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: "Q", gozxing.EncodeHintType_MARGIN: 0,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: text of %d bytes for a QR code: %w", invoer.ErrInvalid, len(text), err)
	}
	rows := make([][]bool, code.GetHeight())
	for y := range rows {
		rows[y] = make([]bool, code.GetWidth())
		for x := range rows[y] {
			rows[y][x] = code.Get(x, y)
		}
	}
	return rows, nil
}
