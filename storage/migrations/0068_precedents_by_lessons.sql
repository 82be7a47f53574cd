-- +goose Up
-- A tally is written only in a transaction that notes a lesson of the same office
-- and client, whose own keys say that both exist. To ask that for each tally again
-- was half of what learning a ledger cost the database.
alter table precedents drop constraint precedents_office_id_client_id_fkey, drop constraint precedents_office_id_fkey;
