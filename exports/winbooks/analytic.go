package winbooks

import (
	"maps"
	"slices"
	"strconv"
)

// analytics gives a row for each analytic code of each cost line, in the order
// of the plans' names: the first plan is ZONANA1 in both public sources, which
// disagree on what comes behind it.
func analytics(act []row) []row {
	var rows []row
	line := map[string]int{}
	for _, r := range act {
		for _, plan := range slices.Sorted(maps.Keys(r.analytic)) {
			v := r.values
			key := v["DBKCODE"] + " " + v["BOOKYEAR"] + " " + v["DOCNUMBER"]
			line[key]++
			rows = append(rows, row{document: r.document, values: map[string]string{
				"DBKCODE": v["DBKCODE"], "DBKTYPE": v["DBKTYPE"], "DOCNUMBER": v["DOCNUMBER"], "ACCOUNTGL": v["ACCOUNTGL"], "DATE": v["DATE"],
				"COMMENT": v["COMMENT"], "AMOUNTEUR": v["AMOUNTEUR"], "ISLOCKED": "F", "LINE": strconv.Itoa(line[key]),
				"AMOUNTEUR2": v["AMOUNTEUR"], "ZONANA1": r.analytic[plan], "C26": "DC",
			}})
		}
	}
	return rows
}
