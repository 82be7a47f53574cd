-- +goose Up
-- The way of a document: deliveries, files, pages, documents and what was read.

create table blobs (
    office_id uuid not null references offices,
    key       text not null,
    size      bigint not null check (size >= 0),
    algorithm text not null default 'sha256',
    hash      text not null,
    kind      text not null check (kind in ('original', 'page', 'words', 'archive', 'manifest')),
    created   timestamptz not null default now(),
    checked   timestamptz, -- last time that the bytes were read back
    fault     text not null default '', -- what verify found wrong: missing, size, hash
    primary key (office_id, key)
);

create table deliveries (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    client_id uuid,
    door      text not null check (door in ('upload', 'mail', 'folder', 'peppol')),
    sender    text not null default '',
    key       text, -- what makes it the same delivery when it comes again
    bytes     text not null, -- sha256 over the hashes of its parts: the same bytes again
    received  timestamptz not null default now(),
    unique (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id)
);
create unique index deliveries_key_is_unique on deliveries (office_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), door, key) where key is not null;
create unique index deliveries_bytes_are_unique on deliveries (office_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), door, bytes);
create index deliveries_by_time on deliveries (office_id, received desc, id desc);

create table files (
    id          uuid primary key default gen_random_uuid(),
    office_id   uuid not null,
    client_id   uuid,
    delivery_id uuid not null,
    name        text not null,
    media       text not null,
    original    text not null, -- blob key
    size        bigint not null,
    sha256      text not null,
    pages       int not null default 0,
    xml         text not null default '', -- blob key of embedded e-invoice XML
    stage       text not null,
    run         int not null default 0,
    since       timestamptz not null default now(), -- waits for its stage since
    rung        timestamptz,
    not_before  timestamptz,
    lease_until timestamptz,
    lease_by    text not null default '',
    attempts    int not null default 0,
    held        jsonb, -- Reason
    unique (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id),
    foreign key (office_id, delivery_id) references deliveries (office_id, id),
    foreign key (office_id, original) references blobs (office_id, key),
    constraint files_held_has_reason check ((stage = 'held') = (held is not null))
);
create index files_waiting on files (since) where stage in ('open', 'split');
create index files_by_delivery on files (delivery_id);
create index files_by_hash on files (office_id, sha256);

create table parts (
    office_id   uuid not null,
    client_id   uuid,
    delivery_id uuid not null,
    position    int not null,
    name        text not null,
    media       text not null,
    size        bigint not null,
    sha256      text not null,
    outcome     text not null check (outcome in ('taken', 'skipped', 'held')),
    reason      jsonb not null,
    file_id     uuid,
    primary key (delivery_id, position),
    foreign key (office_id, delivery_id) references deliveries (office_id, id),
    foreign key (office_id, file_id) references files (office_id, id),
    constraint parts_taken_has_file check (outcome <> 'taken' or file_id is not null)
);

create table pages (
    office_id   uuid not null,
    client_id   uuid,
    file_id     uuid not null,
    number      int not null check (number >= 1),
    width       double precision not null default 0, -- points
    height      double precision not null default 0,
    turn        int not null default 0,
    reader      text not null default '', -- text, ocr
    image       text not null default '', -- blob key; empty: drawn on demand
    words       text not null default '', -- blob key
    text        text not null default '', -- its words, for search
    marks       jsonb not null default '[]',
    stage       text not null default 'normalise',
    run         int not null default 0,
    since       timestamptz not null default now(),
    rung        timestamptz,
    not_before  timestamptz,
    lease_until timestamptz,
    lease_by    text not null default '',
    attempts    int not null default 0,
    held        jsonb,
    primary key (file_id, number),
    foreign key (office_id, file_id) references files (office_id, id),
    constraint pages_held_has_reason check ((stage = 'held') = (held is not null))
);
create index pages_waiting on pages (since) where stage in ('normalise', 'read');
create index pages_waiting_of_client on pages (office_id, client_id, since) where stage in ('normalise', 'read');

create table documents (
    id          uuid primary key default gen_random_uuid(),
    office_id   uuid not null,
    client_id   uuid,
    delivery_id uuid not null,
    file_id     uuid not null,
    kind        text not null default 'other',
    language    text not null default '',
    status      text not null default 'waiting' check (status in ('waiting', 'read', 'held', 'approved', 'booked', 'rejected')),
    stage       text not null default 'extract',
    run         int not null default 0,
    version     int not null default 1,
    received    timestamptz not null,
    since       timestamptz not null default now(),
    rung        timestamptz,
    not_before  timestamptz,
    lease_until timestamptz,
    lease_by    text not null default '',
    attempts    int not null default 0,
    held        jsonb,
    reason      text not null default '', -- why a person rejected it
    kind_by     uuid, -- the person who said what it is; a machine leaves it then
    -- what lists, search and suppliers' history ask for; the whole reading is in invoices
    supplier    text not null default '',
    supplier_vat text not null default '',
    number      text not null default '',
    issued      date,
    due         date,
    total       bigint, -- cents
    currency    text not null default '',
    sure        int not null default 0, -- the least confidence of supplier, total and due date
    findings    int not null default 0, -- open ones
    words       tsvector not null default '', -- spelled as search.go spells what people look for
    unique (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id),
    foreign key (office_id, delivery_id) references deliveries (office_id, id),
    foreign key (office_id, file_id) references files (office_id, id),
    constraint documents_held_has_reason check (status <> 'held' or held is not null)
);
create index documents_waiting on documents (since) where stage not in ('done', 'held');
create index documents_by_time on documents (office_id, received desc, id desc);
create index documents_by_status on documents (office_id, status, received desc, id desc);
create index documents_by_client on documents (office_id, client_id, received desc, id desc);
create index documents_counted on documents (office_id, client_id, status, kind); -- counts read nothing else, and equal keys take no room
create index documents_by_supplier on documents (office_id, supplier_vat) where supplier_vat <> '';
create index documents_by_words on documents using gin (words);

create table document_pages (
    office_id   uuid not null,
    client_id   uuid,
    document_id uuid not null,
    position    int not null check (position >= 1),
    file_id     uuid not null,
    page        int not null,
    turn        int not null default 0,
    primary key (document_id, position),
    foreign key (office_id, document_id) references documents (office_id, id),
    foreign key (file_id, page) references pages (file_id, number)
);
create index document_pages_by_page on document_pages (file_id, page);

create table invoices (
    document_id uuid primary key,
    office_id   uuid not null,
    client_id   uuid,
    reading     jsonb not null, -- invoer.Invoice as the machine read it
    invoice     jsonb not null, -- invoer.Invoice as it now stands
    changed     timestamptz not null default now(),
    foreign key (office_id, document_id) references documents (office_id, id)
);

create table bookings (
    document_id uuid primary key,
    office_id   uuid not null,
    client_id   uuid,
    booking     jsonb not null, -- invoer.Booking
    balance     bigint not null check (balance = 0), -- cents: a booking that does not balance cannot exist
    changed     timestamptz not null default now(),
    foreign key (office_id, document_id) references documents (office_id, id)
);

-- What is known of those who send invoices, from approved documents only.
create table suppliers (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    client_id uuid not null, -- history is of one client; nothing crosses over
    name      text not null,
    vat       text not null default '',
    account   text not null default '', -- last cost account
    treatment jsonb not null default '{}',
    times     int not null default 0, -- approved documents
    constant  int not null default 0, -- of these, in a row with the same account and treatment
    last      timestamptz not null default now(),
    ibans     text[] not null default '{}', -- accounts that a person approved
    foreign key (office_id, client_id) references clients (office_id, id)
);
create unique index suppliers_by_vat on suppliers (office_id, client_id, vat) where vat <> '';
create unique index suppliers_by_name on suppliers (office_id, client_id, lower(name)) where vat = '';

create table archives (
    document_id uuid not null,
    office_id   uuid not null,
    client_id   uuid,
    version     int not null, -- one for each time that it was archived
    pdf         text not null default '', -- blob key; empty when the original is searchable itself
    manifest    text not null, -- blob key
    created     timestamptz not null default now(),
    primary key (document_id, version),
    foreign key (office_id, document_id) references documents (office_id, id),
    foreign key (office_id, manifest) references blobs (office_id, key)
);

create table audits (
    id        bigint generated always as identity primary key,
    office_id uuid not null references offices,
    client_id uuid,
    at        timestamptz not null default now(),
    user_id   uuid, -- null: a machine
    noun      text not null, -- document, client, user, token, webhook …
    subject   uuid not null,
    action    text not null,
    before    jsonb,
    after     jsonb
);
create index audits_by_subject on audits (office_id, subject, id);
