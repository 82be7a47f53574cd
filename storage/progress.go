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

// Told gives the status of a document as it is at this moment, why it is held,
// and whether its present run was told of before; from now on it counts as
// told of.
func (tx Tx) Told(id invoer.DocumentID) (status invoer.Status, why invoer.Reason, before bool, err error) {
	var held []byte
	err = tx.QueryRow(tx.Ctx, `update documents d set told = d.run from documents was
		where d.id = $1 and was.id = d.id returning d.status, coalesce(d.held, '{}'), was.told = was.run`, id).Scan(&status, &held, &before)
	if err != nil {
		return "", invoer.Reason{}, false, err
	}
	err = json.Unmarshal(held, &why)
	return status, why, before, err
}
