-- +goose Up
-- Row level security, enabled and forced on every table that has an office.
-- The owner's policy serves migrations and the few functions below that run
-- before anybody is known or for the sweep, which gets identifiers only.

-- +goose StatementBegin
do $$
declare t text;
begin
    for t in select unnest(array['client_identities', 'deliveries', 'parts', 'files', 'pages', 'documents',
        'document_pages', 'invoices', 'bookings', 'suppliers', 'archives', 'events'])
    loop
        execute format('create policy tenant on %I using (invoer_sees(office_id, client_id))', t);
    end loop;
    for t in select unnest(array['blobs', 'users', 'sessions', 'tokens', 'audits', 'webhooks', 'webhook_attempts'])
    loop
        execute format('create policy tenant on %I using (invoer_office(office_id))', t);
    end loop;
    execute 'create policy tenant on offices using (id = nullif(current_setting(''invoer.office'', true), '''')::uuid)';
    execute 'create policy tenant on clients using (invoer_sees(office_id, id))';
    -- A client's own person: himself, his sessions and tokens.
    execute 'create policy self on users using (office_id = nullif(current_setting(''invoer.office'', true), '''')::uuid and id = nullif(current_setting(''invoer.user'', true), '''')::uuid)';
    execute 'create policy self on sessions using (office_id = nullif(current_setting(''invoer.office'', true), '''')::uuid and user_id = nullif(current_setting(''invoer.user'', true), '''')::uuid)';
    execute 'create policy self on tokens using (office_id = nullif(current_setting(''invoer.office'', true), '''')::uuid and user_id = nullif(current_setting(''invoer.user'', true), '''')::uuid)';
    execute 'create policy client on audits using (invoer_sees(office_id, client_id))';
    -- A client's upload stores bytes and reads them back by a key that a row he may see names.
    execute 'create policy client on blobs using (office_id = nullif(current_setting(''invoer.office'', true), '''')::uuid)';
    for t in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and c.relkind = 'r' and c.relname not in ('goose_db_version', 'throttles')
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
    end loop;
end $$;
-- +goose StatementEnd

grant usage on schema public to invoer_app;
grant select, insert, update, delete on all tables in schema public to invoer_app;
revoke all on goose_db_version from invoer_app;
grant select on goose_db_version to invoer_app;
revoke update, delete on audits, events from invoer_app; -- history is only written
revoke delete on deliveries, parts, files, pages, documents, invoices, archives from invoer_app; -- nothing of a document is deleted
grant usage on all sequences in schema public to invoer_app;
