package storage

import (
	"encoding/json"

	"github.com/invoer/invoer"
)

// SaveHeld notes why a document will be held once it is read as far as
// possible; a reason without code says that it will not.
func (tx Tx) SaveHeld(id invoer.DocumentID, why invoer.Reason) error {
	var held []byte
	if why.Code != "" {
		var err error
		if held, err = json.Marshal(why); err != nil {
			return err
		}
	}
	_, err := tx.Exec(tx.Ctx, `update documents set held = $2 where id = $1 and status in ('waiting', 'read', 'held')
		and held is distinct from $2::jsonb`, id, held)
	return err
}

// Standing gives the status of a document as it is at this moment, and why it is
// held.
func (tx Tx) Standing(id invoer.DocumentID) (status invoer.Status, why invoer.Reason, err error) {
	var held []byte
	err = tx.QueryRow(tx.Ctx, `select status, coalesce(held, '{}') from documents where id = $1`, id).Scan(&status, &held)
	if err != nil {
		return "", invoer.Reason{}, err
	}
	return status, why, json.Unmarshal(held, &why)
}
