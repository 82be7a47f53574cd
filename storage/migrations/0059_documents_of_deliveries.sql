-- +goose Up
-- The documents of a delivery are named beside each of them.
create index documents_by_delivery on documents (delivery_id);
