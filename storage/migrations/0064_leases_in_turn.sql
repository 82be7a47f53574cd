-- +goose Up

-- invoer_renew keeps the leases of those who are at work. A row that somebody has
-- locked is left to the next time, well before its lease ends: whoever waited for
-- one with others locked already would have those wait who end a stage and want
-- one of these (two of them for each other, for ever).
-- +goose StatementBegin
create or replace function invoer_renew(holders text[], lease interval) returns void
    language sql security definer set search_path = public, pg_temp as $$
    update files set lease_until = now() + lease where id = any(array(
        select id from files where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked));
    update pages p set lease_until = now() + lease from (
        select file_id, number from pages where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked) mine
        where p.file_id = mine.file_id and p.number = mine.number;
    update documents set lease_until = now() + lease where id = any(array(
        select id from documents where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked));
$$;
-- +goose StatementEnd
