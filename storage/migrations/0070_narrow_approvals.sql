-- +goose Up
-- Whoever approves must see what the office set: who works for one client only
-- (a token of an accountant) saw no amount from which two people approve and no
-- rule that wants two, so that one was enough.

-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['automatics', 'automatic_suppliers', 'automatic_documents'] loop
        execute format('drop policy tenant on %I', t);
        execute format('create policy tenant on %I using (office_id = (select invoer_my_office())
            and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client()))))', t);
    end loop;
end $$;
-- +goose StatementEnd

-- A rule for all clients is not his to change.
create policy own on booking_rules for select using (office_id = (select invoer_my_office())
    and (select invoer_worker()) and (client_id is null or client_id = (select invoer_my_client())));

-- Nor could he change a document at all: its words are added to the office's.
create policy learn on lexicon for insert with check (office_id = (select invoer_my_office()) and (select invoer_worker()));
