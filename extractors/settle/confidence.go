package settle

import "github.com/invoer/invoer"

// confidence gives the share of values with such a score that are right.
func confidence(field string, score float64) invoer.Confidence {
	return invoer.Confidence(min(99, max(0, 60+30*score)))
}
