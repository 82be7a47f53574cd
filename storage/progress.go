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
	_, err := tx.Exec(tx.Ctx, `update documents set held = $2 where id = $1 and status in ('waiting', 'read', 'held')`, id, held)
	return err
}

// ReadingDone shows a document that was waiting to people: as read, or as held
// where SaveHeld gave a reason. One that they decided on stays as it is.
func (tx Tx) ReadingDone(id invoer.DocumentID) error {
	done, err := tx.Exec(tx.Ctx, `update documents set status = case when held is null then 'read' else 'held' end, version = version + 1
		where id = $1 and status = 'waiting'`, id)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	return tx.Audit("document", string(id), "read", nil, nil)
}

// StatusOf gives the status of a document as it is at this moment, and why it
// is held.
func (tx Tx) StatusOf(id invoer.DocumentID) (invoer.Status, invoer.Reason, error) {
	var status invoer.Status
	var held []byte
	var why invoer.Reason
	err := tx.QueryRow(tx.Ctx, `select status, coalesce(held, '{}') from documents where id = $1`, id).Scan(&status, &held)
	if err != nil {
		return "", invoer.Reason{}, err
	}
	err = json.Unmarshal(held, &why)
	return status, why, err
}
