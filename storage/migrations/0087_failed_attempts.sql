-- +goose Up
-- What was given up of a webhook is found without reading all that was sent.
create index webhook_attempts_failed on webhook_attempts (office_id, event_id desc, id desc) where next is null and delivered is null;
