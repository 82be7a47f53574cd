-- +goose Up
-- The number of a booking in its journal. It stays when its batch is taken back,
-- so that the next batch has no gap.
create table booking_numbers (
    document_id uuid primary key references documents,
    office_id   uuid not null references offices,
    client_id   uuid not null references clients,
    journal     text not null,
    year        text not null, -- the package's sign of the book year
    number      integer not null check (number > 0),
    constraint booking_numbers_are_unique unique (client_id, journal, year, number)
);

-- Bookings that left together.
create table batches (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    client_id uuid not null references clients,
    number    integer not null check (number > 0), -- of the client, from 1
    format    text not null,
    state     text not null check (state in ('made', 'confirmed', 'taken-back')),
    documents integer not null check (documents > 0),
    total     bigint not null, -- cents of euro that suppliers are owed
    made      timestamptz not null,
    made_by   uuid references users,
    file      text not null check (file <> ''), -- key of its blob
    name      text not null,
    size      bigint not null,
    sha256    text not null,
    closed    timestamptz,
    closed_by uuid references users,
    reason    text not null default '',
    foreign key (office_id, file) references blobs (office_id, key),
    constraint batches_are_numbered unique (client_id, number),
    constraint batches_are_taken_back_with_a_reason check (state <> 'taken-back' or reason <> '')
);

create table batch_documents (
    batch_id    uuid not null references batches,
    document_id uuid not null references documents,
    office_id   uuid not null references offices,
    client_id   uuid not null references clients,
    position    integer not null,
    journal     text not null,
    period      text not null,
    year        text not null,
    number      text not null, -- as it is written in the file
    total       bigint not null, -- cents that the supplier is owed, negative of a credit note
    void        boolean not null default false, -- its batch was taken back
    primary key (batch_id, document_id)
);
-- A booking is in one batch, or in none.
create unique index batch_of_a_document on batch_documents (document_id) where not void;

alter table blobs drop constraint blobs_kind_check;
alter table blobs add constraint blobs_kind_check check (kind in ('original', 'page', 'xml', 'picture', 'archive', 'manifest', 'batch'));

-- All of it is the office's own affair.
-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['books', 'book_imports', 'booking_numbers', 'batches', 'batch_documents'] loop
        execute format('create policy tenant on %I using (office_id = (select invoer_my_office()) and ((select invoer_wide()) '
            'or ((select invoer_worker()) and client_id = (select invoer_my_client()))))', t);
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('grant select, insert, update, delete on %I to invoer_app', t);
    end loop;
end $$;
-- +goose StatementEnd
