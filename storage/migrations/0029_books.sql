-- +goose Up
-- What a client's accounting package holds beside its bookings: chart, journals,
-- periods, VAT codes, suppliers, analytic codes (invoer.Books), a row an entry.
create table books (
    office_id uuid not null references offices,
    client_id uuid not null references clients,
    kind      text not null check (kind in ('account', 'supplier', 'journal', 'period', 'vat-code', 'analytic')),
    key       text not null check (key <> ''),
    data      jsonb not null,
    changed   timestamptz not null,
    primary key (client_id, kind, key)
);

-- What was changed in one go, with what stood there before, so that it can be
-- undone.
create table book_imports (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    client_id uuid not null references clients,
    name      text not null, -- of the file
    made      timestamptz not null,
    user_id   uuid references users,
    changes   jsonb not null, -- []invoer.BookChange
    undone    timestamptz
);
create index book_imports_by_client on book_imports (client_id, made desc);
