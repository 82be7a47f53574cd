-- The schema that the migrations make. Written by go test ./storage -run Schema -update; do not edit.

-- Tables

create table account_changes (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid not null,
    supplier text not null default ''::text,
    name text not null default ''::text,
    proposed text not null,
    booked text not null,
    at timestamp with time zone not null,
    user_id uuid not null,
    constraint account_changes_check CHECK ((booked <> proposed)),
    constraint account_changes_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint account_changes_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
    constraint account_changes_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint account_changes_pkey PRIMARY KEY (document_id),
    constraint account_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
create table archives (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid,
    version integer not null,
    pdf text not null default ''::text,
    manifest text not null,
    created timestamp with time zone not null default now(),
    constraint archives_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint archives_office_id_manifest_fkey FOREIGN KEY (office_id, manifest) REFERENCES blobs(office_id, key),
    constraint archives_pkey PRIMARY KEY (document_id, version)
);
create table audits (
    id bigint not null generated always as identity,
    office_id uuid not null,
    client_id uuid,
    at timestamp with time zone not null default now(),
    user_id uuid,
    noun text not null,
    subject uuid not null,
    action text not null,
    before jsonb,
    after jsonb,
    constraint audits_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint audits_pkey PRIMARY KEY (id)
);
create table automatic_documents (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid not null,
    supplier text not null,
    way text not null,
    booking jsonb not null,
    at timestamp with time zone not null,
    correct boolean,
    judged timestamp with time zone,
    judged_by uuid,
    constraint automatic_documents_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint automatic_documents_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
    constraint automatic_documents_judged_by_fkey FOREIGN KEY (judged_by) REFERENCES users(id),
    constraint automatic_documents_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint automatic_documents_pkey PRIMARY KEY (document_id),
    constraint automatic_documents_way_check CHECK ((way = ANY (ARRAY['alone'::text, 'sample'::text, 'stopped'::text])))
);
create table automatic_suppliers (
    client_id uuid not null,
    office_id uuid not null,
    supplier text not null,
    allowed boolean not null,
    user_id uuid not null,
    changed timestamp with time zone not null,
    constraint automatic_suppliers_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint automatic_suppliers_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint automatic_suppliers_pkey PRIMARY KEY (client_id, supplier),
    constraint automatic_suppliers_supplier_check CHECK ((supplier <> ''::text)),
    constraint automatic_suppliers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
create table automatics (
    client_id uuid not null,
    office_id uuid not null,
    settings jsonb not null,
    watch jsonb not null default '{}'::jsonb,
    passed bigint not null default 0,
    changed timestamp with time zone not null,
    constraint automatics_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint automatics_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint automatics_passed_check CHECK ((passed >= 0)),
    constraint automatics_pkey PRIMARY KEY (client_id)
);
create table batch_documents (
    batch_id uuid not null,
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid not null,
    position integer not null,
    journal text not null,
    period text not null,
    year text not null,
    number text not null,
    total bigint not null,
    void boolean not null default false,
    supplier text not null default ''::text,
    constraint batch_documents_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
    constraint batch_documents_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint batch_documents_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
    constraint batch_documents_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint batch_documents_pkey PRIMARY KEY (batch_id, document_id)
);
create table batches (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid not null,
    number integer not null,
    format text not null,
    state text not null,
    documents integer not null,
    total bigint not null,
    made timestamp with time zone not null,
    made_by uuid,
    file text not null,
    name text not null,
    size bigint not null,
    sha256 text not null,
    closed timestamp with time zone,
    closed_by uuid,
    reason text not null default ''::text,
    constraint batches_are_numbered UNIQUE (client_id, number),
    constraint batches_are_taken_back_with_a_reason CHECK (((state <> 'taken-back'::text) OR (reason <> ''::text))),
    constraint batches_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint batches_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES users(id),
    constraint batches_documents_check CHECK ((documents > 0)),
    constraint batches_file_check CHECK ((file <> ''::text)),
    constraint batches_made_by_fkey FOREIGN KEY (made_by) REFERENCES users(id),
    constraint batches_number_check CHECK ((number > 0)),
    constraint batches_office_id_file_fkey FOREIGN KEY (office_id, file) REFERENCES blobs(office_id, key),
    constraint batches_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint batches_pkey PRIMARY KEY (id),
    constraint batches_state_check CHECK ((state = ANY (ARRAY['made'::text, 'confirmed'::text, 'taken-back'::text])))
);
create table blobs (
    office_id uuid not null,
    key text not null,
    size bigint not null,
    algorithm text not null default 'sha256'::text,
    hash text not null,
    kind text not null,
    created timestamp with time zone not null default now(),
    checked timestamp with time zone,
    fault text not null default ''::text,
    constraint blobs_kind_check CHECK ((kind = ANY (ARRAY['original'::text, 'page'::text, 'xml'::text, 'picture'::text, 'archive'::text, 'manifest'::text, 'batch'::text]))),
    constraint blobs_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint blobs_pkey PRIMARY KEY (office_id, key),
    constraint blobs_size_check CHECK ((size >= 0))
);
create table book_imports (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid not null,
    name text not null,
    made timestamp with time zone not null,
    user_id uuid,
    changes jsonb not null,
    undone timestamp with time zone,
    constraint book_imports_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint book_imports_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint book_imports_pkey PRIMARY KEY (id),
    constraint book_imports_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
create table booking_numbers (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid not null,
    journal text not null,
    year text not null,
    number integer not null,
    constraint booking_numbers_are_unique UNIQUE (client_id, journal, year, number),
    constraint booking_numbers_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint booking_numbers_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
    constraint booking_numbers_number_check CHECK ((number > 0)),
    constraint booking_numbers_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint booking_numbers_pkey PRIMARY KEY (document_id)
);
create table booking_rules (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    name text not null,
    place integer not null,
    rule jsonb not null,
    user_id uuid not null,
    made timestamp with time zone not null,
    ended timestamp with time zone,
    constraint booking_rules_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint booking_rules_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    constraint booking_rules_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint booking_rules_pkey PRIMARY KEY (id),
    constraint booking_rules_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
create table bookings (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid,
    booking jsonb not null,
    balance bigint not null,
    changed timestamp with time zone not null default now(),
    constraint bookings_balance CHECK ((invoer_balance(booking) = 0)),
    constraint bookings_balance_check CHECK ((balance = 0)),
    constraint bookings_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint bookings_pkey PRIMARY KEY (document_id)
);
create table books (
    office_id uuid not null,
    client_id uuid not null,
    kind text not null,
    key text not null,
    data jsonb not null,
    changed timestamp with time zone not null,
    constraint books_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint books_key_check CHECK ((key <> ''::text)),
    constraint books_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'supplier'::text, 'journal'::text, 'period'::text, 'vat-code'::text, 'analytic'::text]))),
    constraint books_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint books_pkey PRIMARY KEY (client_id, kind, key)
);
create table client_identities (
    office_id uuid not null,
    client_id uuid not null,
    kind text not null,
    value text not null,
    constraint client_identities_kind_check CHECK ((kind = ANY (ARRAY['vat'::text, 'name'::text, 'iban'::text, 'address'::text]))),
    constraint client_identities_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint client_identities_pkey PRIMARY KEY (client_id, kind, value),
    constraint client_identities_value_check CHECK ((value <> ''::text))
);
create table clients (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    code text not null,
    name text not null,
    vat text not null default ''::text,
    language text not null default 'nl'::text,
    settings jsonb not null default '{}'::jsonb,
    archived timestamp with time zone,
    created timestamp with time zone not null default now(),
    day_limit bigint not null default 0,
    constraint clients_code_check CHECK ((code ~ '^[A-Za-z0-9_.-]{1,20}$'::text)),
    constraint clients_day_limit_check CHECK ((day_limit >= 0)),
    constraint clients_language_check CHECK ((language = ANY (ARRAY['nl'::text, 'fr'::text, 'en'::text, 'de'::text]))),
    constraint clients_name_check CHECK ((name <> ''::text)),
    constraint clients_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint clients_office_id_id_key UNIQUE (office_id, id),
    constraint clients_pkey PRIMARY KEY (id)
);
create table cuts (
    id bigint not null generated always as identity,
    office_id uuid not null,
    delivery_id uuid not null,
    at timestamp with time zone not null,
    user_id uuid,
    action text not null,
    before jsonb not null,
    after jsonb not null,
    undone boolean not null default false,
    constraint cuts_action_check CHECK ((action = ANY (ARRAY['cut'::text, 'join'::text, 'order'::text, 'move'::text, 'turn'::text, 'drop'::text, 'take'::text, 'undo'::text]))),
    constraint cuts_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint cuts_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint cuts_pkey PRIMARY KEY (id)
);
create table deliveries (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    door text not null,
    sender text not null default ''::text,
    key text,
    bytes text not null,
    received timestamp with time zone not null default now(),
    message_id text not null default ''::text,
    sender_verified text not null default ''::text,
    answer text not null default ''::text,
    constraint deliveries_answer_check CHECK ((answer = ANY (ARRAY[''::text, 'waiting'::text, 'yes'::text, 'no'::text]))),
    constraint deliveries_door_check CHECK ((door = ANY (ARRAY['upload'::text, 'mail'::text, 'folder'::text, 'peppol'::text]))),
    constraint deliveries_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint deliveries_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint deliveries_office_id_id_key UNIQUE (office_id, id),
    constraint deliveries_pkey PRIMARY KEY (id),
    constraint deliveries_sender_verified_check CHECK ((sender_verified = ANY (ARRAY[''::text, 'passed'::text, 'failed'::text])))
);
create table delivery_keys (
    office_id uuid not null,
    client_id uuid,
    door text not null,
    key text not null,
    delivery_id uuid not null,
    constraint delivery_keys_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint delivery_keys_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id)
);
create table digest_letters (
    user_id uuid not null,
    day date not null,
    office_id uuid not null,
    hash bytea not null,
    taken timestamp with time zone not null,
    tries integer not null default 1,
    due timestamp with time zone,
    sent timestamp with time zone,
    fault text not null default ''::text,
    constraint digest_letters_hash_key UNIQUE (hash),
    constraint digest_letters_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint digest_letters_pkey PRIMARY KEY (user_id, day)
);
create table digests (
    user_id uuid not null,
    office_id uuid not null,
    every text not null,
    origin text not null,
    changed timestamp with time zone not null,
    constraint digests_every_check CHECK ((every = ANY (ARRAY['day'::text, 'week'::text]))),
    constraint digests_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint digests_origin_check CHECK ((origin <> ''::text)),
    constraint digests_pkey PRIMARY KEY (user_id)
);
create table document_pages (
    office_id uuid not null,
    client_id uuid,
    document_id uuid not null,
    position integer not null,
    file_id uuid not null,
    page integer not null,
    turn integer not null default 0,
    constraint document_pages_file_id_page_fkey FOREIGN KEY (file_id, page) REFERENCES pages(file_id, number),
    constraint document_pages_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint document_pages_pkey PRIMARY KEY (document_id, "position"),
    constraint document_pages_position_check CHECK (("position" >= 1))
);
create table documents (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    delivery_id uuid not null,
    file_id uuid not null,
    kind text not null default 'other'::text,
    language text not null default ''::text,
    status text not null default 'waiting'::text,
    stage text not null default 'extract'::text,
    run integer not null default 0,
    version integer not null default 1,
    received timestamp with time zone not null,
    since timestamp with time zone not null default now(),
    rung timestamp with time zone,
    not_before timestamp with time zone,
    lease_until timestamp with time zone,
    lease_by text not null default ''::text,
    attempts integer not null default 0,
    held jsonb,
    reason text not null default ''::text,
    kind_by uuid,
    supplier text not null default ''::text,
    supplier_vat text not null default ''::text,
    number text not null default ''::text,
    issued date,
    due date,
    total bigint,
    currency text not null default ''::text,
    sure integer not null default 0,
    findings integer not null default 0,
    words tsvector not null default ''::tsvector,
    told integer not null default '-1'::integer,
    begins jsonb not null default '{}'::jsonb,
    cut_sure integer not null default 100,
    sheet_kind text not null default ''::text,
    joined_to uuid,
    joined_why text not null default ''::text,
    joined_at timestamp with time zone,
    took jsonb not null default '{}'::jsonb,
    owed bigint,
    every_sure boolean not null default false,
    constraint documents_held_has_reason CHECK (((status <> 'held'::text) OR (held IS NOT NULL))),
    constraint documents_joined_has_document CHECK ((((status = 'joined'::text) = (joined_to IS NOT NULL)) AND (joined_to <> id))),
    constraint documents_joined_to_document FOREIGN KEY (office_id, joined_to) REFERENCES documents(office_id, id),
    constraint documents_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint documents_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint documents_office_id_file_id_fkey FOREIGN KEY (office_id, file_id) REFERENCES files(office_id, id),
    constraint documents_office_id_id_key UNIQUE (office_id, id),
    constraint documents_pkey PRIMARY KEY (id),
    constraint documents_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'read'::text, 'held'::text, 'approved'::text, 'booked'::text, 'rejected'::text, 'joined'::text])))
);
create table events (
    id bigint not null generated always as identity,
    office_id uuid not null,
    client_id uuid,
    at timestamp with time zone not null default now(),
    kind text not null,
    document_id uuid,
    delivery_id uuid,
    data jsonb not null default '{}'::jsonb,
    constraint events_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint events_pkey PRIMARY KEY (id)
);
create table exchange_rates (
    office_id uuid not null,
    currency text not null,
    day date not null,
    rate text not null,
    constraint exchange_rates_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    constraint exchange_rates_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint exchange_rates_pkey PRIMARY KEY (office_id, currency, day)
);
create table files (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    delivery_id uuid not null,
    name text not null,
    media text not null,
    original text not null,
    size bigint not null,
    sha256 text not null,
    pages integer not null default 0,
    xml text not null default ''::text,
    stage text not null,
    run integer not null default 0,
    since timestamp with time zone not null default now(),
    rung timestamp with time zone,
    not_before timestamp with time zone,
    lease_until timestamp with time zone,
    lease_by text not null default ''::text,
    attempts integer not null default 0,
    held jsonb,
    picture text not null default ''::text,
    missing jsonb not null default '{}'::jsonb,
    old_sheets jsonb not null default '{}'::jsonb,
    took jsonb not null default '{}'::jsonb,
    constraint files_held_has_reason CHECK (((stage = 'held'::text) = (held IS NOT NULL))),
    constraint files_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint files_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint files_office_id_id_key UNIQUE (office_id, id),
    constraint files_office_id_original_fkey FOREIGN KEY (office_id, original) REFERENCES blobs(office_id, key),
    constraint files_pkey PRIMARY KEY (id)
);
create table half_sign_ins (
    hash bytea not null,
    kind text not null,
    data jsonb not null,
    expires timestamp with time zone not null,
    constraint half_sign_ins_kind_check CHECK ((kind = ANY (ARRAY['code'::text, 'passkey'::text, 'provider'::text, 'new-passkey'::text]))),
    constraint half_sign_ins_pkey PRIMARY KEY (hash)
);
create table handed (
    delivery_id uuid not null,
    office_id uuid not null,
    client_id uuid,
    at timestamp with time zone not null,
    user_id uuid not null,
    remark text not null default ''::text,
    due date,
    amount bigint,
    paid text not null default ''::text,
    constraint handed_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint handed_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint handed_paid_check CHECK ((paid = ANY (ARRAY[''::text, 'bank'::text, 'card'::text, 'cash'::text, 'private'::text]))),
    constraint handed_pkey PRIMARY KEY (delivery_id),
    constraint handed_remark_check CHECK ((length(remark) <= 1000))
);
create table installations (
    one boolean not null default true,
    id uuid not null default gen_random_uuid(),
    constraint installations_one_check CHECK (one),
    constraint installations_pkey PRIMARY KEY (one)
);
create table invitations (
    user_id uuid not null,
    office_id uuid not null,
    hash bytea not null,
    created timestamp with time zone not null,
    expires timestamp with time zone not null,
    used timestamp with time zone,
    link text,
    due timestamp with time zone,
    tries integer not null default 0,
    sent timestamp with time zone,
    fault text not null default ''::text,
    constraint invitations_hash_key UNIQUE (hash),
    constraint invitations_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint invitations_pkey PRIMARY KEY (user_id)
);
create table invoices (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid,
    reading jsonb not null,
    invoice jsonb not null,
    changed timestamp with time zone not null default now(),
    paper jsonb,
    constraint invoices_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint invoices_pkey PRIMARY KEY (document_id)
);
create table lessons (
    office_id uuid not null,
    client_id uuid not null,
    source text not null,
    learnt timestamp with time zone not null default now(),
    supplier text not null default ''::text,
    name text not null default ''::text,
    booked date,
    cents bigint not null default 0,
    score real not null default 0,
    settled boolean not null default false,
    correct boolean,
    constraint lessons_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint lessons_pkey PRIMARY KEY (office_id, client_id, source),
    constraint lessons_source_check CHECK ((source <> ''::text))
);
create table lexicon (
    office_id uuid not null,
    word text not null,
    constraint lexicon_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint lexicon_pkey PRIMARY KEY (office_id, word)
);
create table mail_senders (
    office_id uuid not null,
    client_id uuid not null,
    sender text not null,
    constraint mail_senders_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint mail_senders_pkey PRIMARY KEY (client_id, sender),
    constraint mail_senders_sender_check CHECK (((sender = lower(sender)) AND (sender <> ''::text)))
);
create table mail_tokens (
    token text not null,
    office_id uuid not null,
    client_id uuid not null,
    created timestamp with time zone not null default now(),
    expires timestamp with time zone,
    constraint mail_tokens_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint mail_tokens_pkey PRIMARY KEY (token),
    constraint mail_tokens_token_check CHECK ((token ~ '^[a-z0-9]{6,40}$'::text))
);
create table mailboxes (
    office_id uuid not null,
    name text not null,
    at timestamp with time zone not null,
    seen integer not null,
    taken integer not null,
    remaining integer not null,
    fault text not null default ''::text,
    constraint mailboxes_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint mailboxes_pkey PRIMARY KEY (office_id, name)
);
create table messages (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    document_id uuid not null,
    kind text not null,
    question uuid,
    user_id uuid,
    at timestamp with time zone not null,
    text text not null,
    constraint messages_answer_a_question CHECK (((kind = 'answer'::text) = (question IS NOT NULL))),
    constraint messages_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'question'::text, 'answer'::text]))),
    constraint messages_notes_are_the_offices CHECK (((kind = 'note'::text) = (client_id IS NULL))),
    constraint messages_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint messages_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id) ON DELETE CASCADE,
    constraint messages_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint messages_pkey PRIMARY KEY (id),
    constraint messages_question_fkey FOREIGN KEY (question) REFERENCES messages(id) ON DELETE CASCADE,
    constraint messages_text_check CHECK (((length(text) >= 1) AND (length(text) <= 2000))),
    constraint messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
create table office_weights (
    office_id uuid not null,
    weights jsonb not null,
    base text not null,
    learnt timestamp with time zone not null,
    documents integer not null,
    before jsonb not null,
    after jsonb not null,
    constraint office_weights_base_check CHECK ((base <> ''::text)),
    constraint office_weights_documents_check CHECK ((documents > 0)),
    constraint office_weights_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint office_weights_pkey PRIMARY KEY (office_id)
);
create table offices (
    id uuid not null default gen_random_uuid(),
    name text not null,
    language text not null default 'nl'::text,
    settings jsonb not null default '{}'::jsonb,
    created timestamp with time zone not null default now(),
    separator_key bytea not null default decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text),
    answers boolean not null default false,
    two_for_accounts boolean not null default false,
    second_factor text not null default ''::text,
    asset_from bigint not null default 0,
    later_from bigint not null default 25000,
    digest_hour integer not null default 7,
    constraint offices_asset_from_check CHECK ((asset_from >= 0)),
    constraint offices_digest_hour_check CHECK (((digest_hour >= 0) AND (digest_hour <= 23))),
    constraint offices_language_check CHECK ((language = ANY (ARRAY['nl'::text, 'fr'::text, 'en'::text, 'de'::text]))),
    constraint offices_later_from_check CHECK ((later_from >= 0)),
    constraint offices_name_check CHECK ((name <> ''::text)),
    constraint offices_pkey PRIMARY KEY (id),
    constraint offices_second_factor_check CHECK ((second_factor = ANY (ARRAY[''::text, 'office'::text, 'everybody'::text])))
);
create table outbox (
    delivery_id uuid not null,
    office_id uuid not null,
    recipient text not null,
    subject text not null,
    created timestamp with time zone not null,
    due timestamp with time zone,
    tries integer not null default 0,
    sent timestamp with time zone,
    fault text not null default ''::text,
    constraint outbox_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint outbox_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint outbox_pkey PRIMARY KEY (delivery_id),
    constraint outbox_recipient_check CHECK ((recipient <> ''::text))
);
create table outcomes (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid,
    at timestamp with time zone not null,
    door text not null,
    supplier text not null default ''::text,
    supplier_name text not null default ''::text,
    untouched boolean not null,
    fields jsonb not null,
    seconds integer,
    constraint outcomes_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint outcomes_pkey PRIMARY KEY (document_id)
);
create table page_bands (
    office_id uuid not null,
    band integer not null,
    file_id uuid not null,
    page integer not null,
    client_id uuid,
    constraint page_bands_file_id_page_fkey FOREIGN KEY (file_id, page) REFERENCES pages(file_id, number),
    constraint page_bands_pkey PRIMARY KEY (file_id, page, band)
);
create table pages (
    office_id uuid not null,
    client_id uuid,
    file_id uuid not null,
    number integer not null,
    width double precision not null default 0,
    height double precision not null default 0,
    turn integer not null default 0,
    reader text not null default ''::text,
    image text not null default ''::text,
    text text not null default ''::text,
    marks jsonb not null default '[]'::jsonb,
    stage text not null default 'normalise'::text,
    run integer not null default 0,
    since timestamp with time zone not null default now(),
    rung timestamp with time zone,
    not_before timestamp with time zone,
    lease_until timestamp with time zone,
    lease_by text not null default ''::text,
    attempts integer not null default 0,
    held jsonb,
    words bytea,
    dpi double precision not null default 0,
    blank boolean not null default false,
    fate text not null default ''::text,
    hidden bytea,
    notes text[] not null default '{}'::text[],
    print bytea,
    took jsonb not null default '{}'::jsonb,
    constraint pages_fate_check CHECK ((fate = ANY (ARRAY[''::text, 'document'::text, 'separator'::text, 'blank'::text, 'dropped'::text]))),
    constraint pages_held_has_reason CHECK (((stage = 'held'::text) = (held IS NOT NULL))),
    constraint pages_number_check CHECK ((number >= 1)),
    constraint pages_office_id_file_id_fkey FOREIGN KEY (office_id, file_id) REFERENCES files(office_id, id),
    constraint pages_pkey PRIMARY KEY (file_id, number)
);
create table parts (
    office_id uuid not null,
    client_id uuid,
    delivery_id uuid not null,
    position integer not null,
    name text not null,
    media text not null,
    size bigint not null,
    sha256 text not null,
    outcome text not null,
    reason jsonb not null,
    file_id uuid,
    constraint parts_office_id_delivery_id_fkey FOREIGN KEY (office_id, delivery_id) REFERENCES deliveries(office_id, id),
    constraint parts_office_id_file_id_fkey FOREIGN KEY (office_id, file_id) REFERENCES files(office_id, id),
    constraint parts_outcome_check CHECK ((outcome = ANY (ARRAY['taken'::text, 'skipped'::text, 'held'::text]))),
    constraint parts_pkey PRIMARY KEY (delivery_id, "position"),
    constraint parts_taken_has_file CHECK (((outcome <> 'taken'::text) OR (file_id IS NOT NULL)))
);
create table passkeys (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    user_id uuid not null,
    handle bytea not null,
    name text not null,
    credential jsonb not null,
    created timestamp with time zone not null,
    used timestamp with time zone,
    constraint passkeys_handle_key UNIQUE (handle),
    constraint passkeys_name_check CHECK ((name <> ''::text)),
    constraint passkeys_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint passkeys_pkey PRIMARY KEY (id)
);
create table precedent_weights (
    office_id uuid not null,
    weights bytea not null,
    standing jsonb not null,
    learnt bigint not null,
    constraint precedent_weights_learnt_check CHECK ((learnt >= 0)),
    constraint precedent_weights_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint precedent_weights_pkey PRIMARY KEY (office_id)
);
create table precedents (
    office_id uuid not null,
    client_id uuid,
    key bigint not null,
    tally bytea not null,
    constraint precedents_pkey PRIMARY KEY (office_id, key)
);
create table providers (
    office_id uuid not null,
    issuer text not null,
    client text not null,
    secret text not null,
    changed timestamp with time zone not null,
    trusted boolean not null default false,
    constraint providers_client_check CHECK ((client <> ''::text)),
    constraint providers_issuer_check CHECK ((issuer <> ''::text)),
    constraint providers_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint providers_pkey PRIMARY KEY (office_id)
);
create table push_keys (
    one boolean not null default true,
    key bytea not null,
    constraint push_keys_one_check CHECK (one),
    constraint push_keys_pkey PRIMARY KEY (one)
);
create table push_subscriptions (
    user_id uuid not null,
    office_id uuid not null,
    endpoint text not null,
    p256dh bytea not null,
    auth bytea not null,
    origin text not null,
    agent text not null default ''::text,
    created timestamp with time zone not null,
    about text not null default ''::text,
    due timestamp with time zone,
    tries integer not null default 0,
    constraint push_subscriptions_about_check CHECK ((about = ANY (ARRAY[''::text, 'question'::text, 'answer'::text]))),
    constraint push_subscriptions_auth_check CHECK ((length(auth) = 16)),
    constraint push_subscriptions_endpoint_check CHECK (((endpoint ~~ 'https://%'::text) AND (length(endpoint) <= 1000))),
    constraint push_subscriptions_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint push_subscriptions_p256dh_check CHECK ((length(p256dh) = 65)),
    constraint push_subscriptions_pkey PRIMARY KEY (user_id, endpoint)
);
create table recovery_codes (
    hash bytea not null,
    office_id uuid not null,
    user_id uuid not null,
    created timestamp with time zone not null,
    used timestamp with time zone,
    constraint recovery_codes_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint recovery_codes_pkey PRIMARY KEY (hash)
);
create table saved_lists (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    user_id uuid not null,
    name text not null,
    query text not null,
    constraint saved_lists_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    constraint saved_lists_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint saved_lists_pkey PRIMARY KEY (id),
    constraint saved_lists_query_check CHECK ((length(query) <= 2000)),
    constraint saved_lists_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint saved_lists_user_id_name_key UNIQUE (user_id, name)
);
create table seats (
    document_id uuid not null,
    office_id uuid not null,
    assignee uuid,
    holder uuid,
    seen timestamp with time zone not null default '-infinity'::timestamp with time zone,
    spent interval not null default '00:00:00'::interval,
    constraint seats_assignee_fkey FOREIGN KEY (assignee) REFERENCES users(id),
    constraint seats_holder_fkey FOREIGN KEY (holder) REFERENCES users(id),
    constraint seats_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id) ON DELETE CASCADE,
    constraint seats_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint seats_pkey PRIMARY KEY (document_id)
);
create table second_factors (
    user_id uuid not null,
    office_id uuid not null,
    secret text not null,
    last_step bigint not null default 0,
    created timestamp with time zone not null,
    confirmed timestamp with time zone,
    constraint second_factors_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint second_factors_pkey PRIMARY KEY (user_id),
    constraint second_factors_secret_check CHECK ((secret <> ''::text))
);
create table sessions (
    hash bytea not null,
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    user_id uuid not null,
    csrf text not null,
    created timestamp with time zone not null default now(),
    seen timestamp with time zone not null default now(),
    expires timestamp with time zone not null,
    agent text not null default ''::text,
    proven boolean not null default false,
    constraint sessions_id_key UNIQUE (id),
    constraint sessions_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint sessions_pkey PRIMARY KEY (hash)
);
create table supplier_looks (
    document_id uuid not null,
    office_id uuid not null,
    client_id uuid not null,
    vat text not null default ''::text,
    name text not null,
    places jsonb not null default '[]'::jsonb,
    at timestamp with time zone not null default now(),
    constraint supplier_looks_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint supplier_looks_office_id_document_id_fkey FOREIGN KEY (office_id, document_id) REFERENCES documents(office_id, id),
    constraint supplier_looks_pkey PRIMARY KEY (document_id)
);
create table supplier_marks (
    office_id uuid not null,
    client_id uuid not null,
    document_id uuid not null,
    kind text not null,
    value text not null,
    constraint supplier_marks_document_id_fkey FOREIGN KEY (document_id) REFERENCES supplier_looks(document_id) ON DELETE CASCADE,
    constraint supplier_marks_kind_check CHECK ((kind = ANY (ARRAY['vat'::text, 'iban'::text, 'domain'::text, 'phone'::text, 'name'::text]))),
    constraint supplier_marks_pkey PRIMARY KEY (document_id, kind, value),
    constraint supplier_marks_value_check CHECK ((value <> ''::text))
);
create table suppliers (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid not null,
    name text not null,
    vat text not null default ''::text,
    account text not null default ''::text,
    treatment jsonb not null default '{}'::jsonb,
    times integer not null default 0,
    constant integer not null default 0,
    last timestamp with time zone not null default now(),
    ibans text[] not null default '{}'::text[],
    constraint suppliers_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint suppliers_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint suppliers_pkey PRIMARY KEY (id)
);
create table throttles (
    subject text not null,
    failed integer not null,
    last timestamp with time zone not null,
    until timestamp with time zone not null,
    constraint throttles_pkey PRIMARY KEY (subject)
);
create table tokens (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    user_id uuid not null,
    client_id uuid,
    name text not null,
    hash bytea not null,
    hint text not null,
    scopes text[] not null,
    created timestamp with time zone not null default now(),
    used timestamp with time zone,
    revoked timestamp with time zone,
    constraint tokens_hash_key UNIQUE (hash),
    constraint tokens_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint tokens_office_id_user_id_fkey FOREIGN KEY (office_id, user_id) REFERENCES users(office_id, id),
    constraint tokens_pkey PRIMARY KEY (id)
);
create table unlike (
    office_id uuid not null,
    one uuid not null,
    other uuid not null,
    at timestamp with time zone not null,
    user_id uuid not null,
    constraint unlike_in_order CHECK ((one < other)),
    constraint unlike_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint unlike_office_id_one_fkey FOREIGN KEY (office_id, one) REFERENCES documents(office_id, id),
    constraint unlike_office_id_other_fkey FOREIGN KEY (office_id, other) REFERENCES documents(office_id, id),
    constraint unlike_pkey PRIMARY KEY (one, other)
);
create table users (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    client_id uuid,
    role text not null,
    email text not null,
    name text not null,
    language text not null default 'nl'::text,
    password text not null default ''::text,
    disabled timestamp with time zone,
    created timestamp with time zone not null default now(),
    subject text not null default ''::text,
    letter_keys boolean not null default true,
    constraint users_client_role_has_client CHECK (((role = 'client'::text) = (client_id IS NOT NULL))),
    constraint users_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text))),
    constraint users_email_is_unique UNIQUE (email),
    constraint users_language_check CHECK ((language = ANY (ARRAY['nl'::text, 'fr'::text, 'en'::text, 'de'::text]))),
    constraint users_office_id_client_id_fkey FOREIGN KEY (office_id, client_id) REFERENCES clients(office_id, id),
    constraint users_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint users_office_id_id_key UNIQUE (office_id, id),
    constraint users_pkey PRIMARY KEY (id),
    constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'accountant'::text, 'client'::text])))
);
create table webhook_attempts (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    webhook_id uuid not null,
    event_id bigint not null,
    attempts integer not null default 0,
    next timestamp with time zone,
    delivered timestamp with time zone,
    status integer not null default 0,
    fault text not null default ''::text,
    constraint webhook_attempts_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id),
    constraint webhook_attempts_office_id_webhook_id_fkey FOREIGN KEY (office_id, webhook_id) REFERENCES webhooks(office_id, id),
    constraint webhook_attempts_pkey PRIMARY KEY (id),
    constraint webhook_attempts_webhook_id_event_id_key UNIQUE (webhook_id, event_id)
);
create table webhooks (
    id uuid not null default gen_random_uuid(),
    office_id uuid not null,
    url text not null,
    secret text not null,
    kinds text[] not null default '{}'::text[],
    active boolean not null default true,
    created timestamp with time zone not null default now(),
    constraint webhooks_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices(id),
    constraint webhooks_office_id_id_key UNIQUE (office_id, id),
    constraint webhooks_pkey PRIMARY KEY (id),
    constraint webhooks_url_check CHECK ((url ~ '^https?://'::text))
);

-- Views

create view documents_found as
 SELECT id,
    office_id,
    client_id,
    delivery_id,
    file_id,
    kind,
    language,
    status,
    stage,
    run,
    version,
    received,
    held,
    supplier,
    supplier_vat,
    number,
    issued,
    due,
    total,
    currency,
    sure,
    findings,
    words,
    joined_to,
    owed,
    every_sure
   FROM documents
  WHERE office_id = (( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR client_id = (( SELECT invoer_my_client() AS invoer_my_client)));

-- Indexes that are not of constraints

CREATE INDEX account_changes_by_client ON public.account_changes USING btree (client_id, supplier, proposed, booked);
CREATE INDEX audits_by_subject ON public.audits USING btree (office_id, subject, id);
CREATE INDEX audits_of_people ON public.audits USING btree (office_id, id) WHERE (noun = ANY (ARRAY['user'::text, 'office'::text]));
CREATE INDEX automatic_documents_by_client ON public.automatic_documents USING btree (client_id, at DESC);
CREATE UNIQUE INDEX batch_of_a_document ON public.batch_documents USING btree (document_id) WHERE (NOT void);
CREATE INDEX book_imports_by_client ON public.book_imports USING btree (client_id, made DESC);
CREATE INDEX booking_rules_in_force ON public.booking_rules USING btree (office_id, place) WHERE (ended IS NULL);
CREATE INDEX books_suppliers_by_vat ON public.books USING btree (client_id, ((data ->> 'vat'::text))) WHERE (kind = 'supplier'::text);
CREATE UNIQUE INDEX clients_code_is_unique ON public.clients USING btree (office_id, lower(code));
CREATE INDEX cuts_by_delivery ON public.cuts USING btree (delivery_id, id);
CREATE INDEX deliveries_asking ON public.deliveries USING btree (office_id, received) WHERE (answer = 'waiting'::text);
CREATE INDEX deliveries_by_bytes ON public.deliveries USING btree (office_id, bytes);
CREATE INDEX deliveries_by_message ON public.deliveries USING btree (office_id, message_id) WHERE (message_id <> ''::text);
CREATE INDEX deliveries_by_time ON public.deliveries USING btree (office_id, received DESC, id DESC);
CREATE UNIQUE INDEX deliveries_bytes_are_unique ON public.deliveries USING btree (office_id, COALESCE(client_id, '00000000-0000-0000-0000-000000000000'::uuid), door, bytes);
CREATE UNIQUE INDEX delivery_keys_are_unique ON public.delivery_keys USING btree (office_id, key, door, COALESCE(client_id, '00000000-0000-0000-0000-000000000000'::uuid));
CREATE INDEX delivery_keys_by_delivery ON public.delivery_keys USING btree (delivery_id);
CREATE INDEX document_pages_by_page ON public.document_pages USING btree (file_id, page);
CREATE INDEX documents_by_client ON public.documents USING btree (office_id, client_id, received DESC, id DESC);
CREATE INDEX documents_by_client_supplier ON public.documents USING btree (client_id, supplier_vat, issued);
CREATE INDEX documents_by_day ON public.documents USING btree (office_id, client_id, issued) WHERE (issued IS NOT NULL);
CREATE INDEX documents_by_delivery ON public.documents USING btree (delivery_id);
CREATE INDEX documents_by_file ON public.documents USING btree (file_id);
CREATE INDEX documents_by_joined_to ON public.documents USING btree (joined_to) WHERE (joined_to IS NOT NULL);
CREATE INDEX documents_by_number ON public.documents USING btree (office_id, client_id, number) WHERE (number <> ''::text);
CREATE INDEX documents_by_status ON public.documents USING btree (office_id, status, received DESC, id DESC);
CREATE INDEX documents_by_supplier ON public.documents USING btree (office_id, supplier_vat) WHERE (supplier_vat <> ''::text);
CREATE INDEX documents_by_sure ON public.documents USING btree (office_id, status, sure, received, id);
CREATE INDEX documents_by_time ON public.documents USING btree (office_id, received DESC, id DESC);
CREATE INDEX documents_by_total ON public.documents USING btree (office_id, client_id, total) WHERE (total IS NOT NULL);
CREATE INDEX documents_by_words ON public.documents USING gin (words);
CREATE INDEX documents_counted ON public.documents USING btree (office_id, client_id, status, kind);
CREATE INDEX documents_leased ON public.documents USING btree (lease_by) WHERE (lease_by <> ''::text);
CREATE INDEX documents_rung ON public.documents USING btree (office_id, client_id) WHERE ((rung IS NOT NULL) AND (stage <> ALL (ARRAY['done'::text, 'held'::text])));
CREATE INDEX documents_waiting ON public.documents USING btree (since) WHERE (stage <> ALL (ARRAY['done'::text, 'held'::text]));
CREATE INDEX documents_waiting_of_client ON public.documents USING btree (office_id, client_id, since) WHERE (stage <> ALL (ARRAY['done'::text, 'held'::text]));
CREATE INDEX events_by_office ON public.events USING btree (office_id, id);
CREATE INDEX files_arriving ON public.files USING btree (office_id) WHERE (stage = ANY (ARRAY['open'::text, 'reading'::text, 'split'::text]));
CREATE INDEX files_by_delivery ON public.files USING btree (delivery_id);
CREATE INDEX files_by_hash ON public.files USING btree (office_id, sha256);
CREATE INDEX files_by_picture ON public.files USING btree (office_id, picture) WHERE (picture <> ''::text);
CREATE INDEX files_leased ON public.files USING btree (lease_by) WHERE (lease_by <> ''::text);
CREATE INDEX files_rung ON public.files USING btree (office_id, client_id) WHERE ((rung IS NOT NULL) AND (stage = ANY (ARRAY['open'::text, 'split'::text])));
CREATE INDEX files_waiting ON public.files USING btree (since) WHERE (stage = ANY (ARRAY['open'::text, 'split'::text]));
CREATE INDEX files_waiting_of_client ON public.files USING btree (office_id, client_id, since) WHERE (stage = ANY (ARRAY['open'::text, 'split'::text]));
CREATE INDEX half_sign_ins_by_end ON public.half_sign_ins USING btree (expires);
CREATE INDEX invitations_due ON public.invitations USING btree (due) WHERE (due IS NOT NULL);
CREATE INDEX lessons_by_day ON public.lessons USING btree (client_id, booked) WHERE (correct IS NOT NULL);
CREATE INDEX lexicon_like ON public.lexicon USING gin (word trigrams.gin_trgm_ops);
CREATE UNIQUE INDEX mail_tokens_one_in_use ON public.mail_tokens USING btree (client_id) WHERE (expires IS NULL);
CREATE INDEX messages_asked ON public.messages USING btree (office_id, at) WHERE (kind = 'question'::text);
CREATE INDEX messages_by_document ON public.messages USING btree (document_id, at);
CREATE INDEX messages_by_question ON public.messages USING btree (question) WHERE (question IS NOT NULL);
CREATE INDEX outbox_by_recipient ON public.outbox USING btree (office_id, recipient, created);
CREATE INDEX outbox_due ON public.outbox USING btree (due) WHERE (due IS NOT NULL);
CREATE INDEX outcomes_by_time ON public.outcomes USING btree (office_id, at);
CREATE INDEX page_bands_of_client ON public.page_bands USING btree (office_id, client_id, band);
CREATE INDEX pages_leased ON public.pages USING btree (lease_by) WHERE (lease_by <> ''::text);
CREATE INDEX pages_rung ON public.pages USING btree (office_id, client_id) WHERE ((rung IS NOT NULL) AND (stage = ANY (ARRAY['normalise'::text, 'read'::text])));
CREATE INDEX pages_waiting ON public.pages USING btree (since) WHERE (stage = ANY (ARRAY['normalise'::text, 'read'::text]));
CREATE INDEX pages_waiting_of_client ON public.pages USING btree (office_id, client_id, since) WHERE (stage = ANY (ARRAY['normalise'::text, 'read'::text]));
CREATE INDEX passkeys_by_user ON public.passkeys USING btree (user_id);
CREATE INDEX precedents_by_client ON public.precedents USING btree (office_id, client_id);
CREATE INDEX push_subscriptions_due ON public.push_subscriptions USING btree (due) WHERE (due IS NOT NULL);
CREATE INDEX recovery_codes_by_user ON public.recovery_codes USING btree (user_id);
CREATE INDEX seats_by_assignee ON public.seats USING btree (office_id, assignee) WHERE (assignee IS NOT NULL);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);
CREATE INDEX supplier_looks_by_name ON public.supplier_looks USING btree (office_id, lower(name));
CREATE INDEX supplier_looks_by_vat ON public.supplier_looks USING btree (office_id, vat) WHERE (vat <> ''::text);
CREATE INDEX supplier_marks_by_value ON public.supplier_marks USING btree (office_id, kind, value);
CREATE UNIQUE INDEX suppliers_by_name ON public.suppliers USING btree (office_id, client_id, lower(name)) WHERE (vat = ''::text);
CREATE UNIQUE INDEX suppliers_by_vat ON public.suppliers USING btree (office_id, client_id, vat) WHERE (vat <> ''::text);
CREATE INDEX unlike_by_other ON public.unlike USING btree (other);
CREATE UNIQUE INDEX users_by_subject ON public.users USING btree (office_id, subject) WHERE (subject <> ''::text);
CREATE INDEX webhook_attempts_by_office ON public.webhook_attempts USING btree (office_id, event_id);
CREATE INDEX webhook_attempts_failed ON public.webhook_attempts USING btree (office_id, event_id DESC, id DESC) WHERE ((next IS NULL) AND (delivered IS NULL));
CREATE INDEX webhook_attempts_of_webhook ON public.webhook_attempts USING btree (webhook_id, next) WHERE (next IS NOT NULL);

-- Row level security

alter table account_changes enable row level security, force row level security;
alter table archives enable row level security, force row level security;
alter table audits enable row level security, force row level security;
alter table automatic_documents enable row level security, force row level security;
alter table automatic_suppliers enable row level security, force row level security;
alter table automatics enable row level security, force row level security;
alter table batch_documents enable row level security, force row level security;
alter table batches enable row level security, force row level security;
alter table blobs enable row level security, force row level security;
alter table book_imports enable row level security, force row level security;
alter table booking_numbers enable row level security, force row level security;
alter table booking_rules enable row level security, force row level security;
alter table bookings enable row level security, force row level security;
alter table books enable row level security, force row level security;
alter table client_identities enable row level security, force row level security;
alter table clients enable row level security, force row level security;
alter table cuts enable row level security, force row level security;
alter table deliveries enable row level security, force row level security;
alter table delivery_keys enable row level security, force row level security;
alter table digest_letters enable row level security, force row level security;
alter table digests enable row level security, force row level security;
alter table document_pages enable row level security, force row level security;
alter table documents enable row level security, force row level security;
alter table events enable row level security, force row level security;
alter table exchange_rates enable row level security, force row level security;
alter table files enable row level security, force row level security;
alter table handed enable row level security, force row level security;
alter table invitations enable row level security, force row level security;
alter table invoices enable row level security, force row level security;
alter table lessons enable row level security, force row level security;
alter table lexicon enable row level security, force row level security;
alter table mail_senders enable row level security, force row level security;
alter table mail_tokens enable row level security, force row level security;
alter table mailboxes enable row level security, force row level security;
alter table messages enable row level security, force row level security;
alter table office_weights enable row level security, force row level security;
alter table offices enable row level security, force row level security;
alter table outbox enable row level security, force row level security;
alter table outcomes enable row level security, force row level security;
alter table page_bands enable row level security, force row level security;
alter table pages enable row level security, force row level security;
alter table parts enable row level security, force row level security;
alter table passkeys enable row level security, force row level security;
alter table precedent_weights enable row level security, force row level security;
alter table precedents enable row level security, force row level security;
alter table providers enable row level security, force row level security;
alter table push_keys enable row level security, force row level security;
alter table push_subscriptions enable row level security, force row level security;
alter table recovery_codes enable row level security, force row level security;
alter table saved_lists enable row level security, force row level security;
alter table seats enable row level security, force row level security;
alter table second_factors enable row level security, force row level security;
alter table sessions enable row level security, force row level security;
alter table supplier_looks enable row level security, force row level security;
alter table supplier_marks enable row level security, force row level security;
alter table suppliers enable row level security, force row level security;
alter table tokens enable row level security, force row level security;
alter table unlike enable row level security, force row level security;
alter table users enable row level security, force row level security;
alter table webhook_attempts enable row level security, force row level security;
alter table webhooks enable row level security, force row level security;

-- Policies

create policy tenant on account_changes for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on archives for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on archives for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on archives for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on archives for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on audits for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy tenant on automatic_documents for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on automatic_suppliers for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on automatics for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on batch_documents for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on batches for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on blobs for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy upload on blobs for insert to public with check (office_id = ( SELECT invoer_my_office() AS invoer_my_office));
create policy tenant on book_imports for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on booking_numbers for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy own on booking_rules for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_worker() AS invoer_worker) AND ((client_id IS NULL) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy tenant on booking_rules for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on bookings for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on books for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on client_identities for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on client_identities for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on client_identities for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on client_identities for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on clients for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_insert on clients for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy work_update on clients for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on cuts for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on deliveries for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy tenant on delivery_keys for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy self on digest_letters for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy self on digests for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on document_pages for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on document_pages for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on document_pages for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on document_pages for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on documents for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on documents for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on documents for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on documents for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on events for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy tenant on exchange_rates for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on files for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy tenant on handed for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy self on invitations for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy self_select on invitations for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on invitations for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on invoices for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on invoices for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on invoices for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on invoices for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on lessons for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy learn on lexicon for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_worker() AS invoer_worker));
create policy tenant on lexicon for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on mail_senders for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on mail_senders for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on mail_senders for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on mail_senders for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on mail_tokens for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on mail_tokens for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on mail_tokens for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on mail_tokens for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on mailboxes for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on messages for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy manage on office_weights for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on office_weights for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy manage on offices for update to public using ((id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on offices for select to public using (id = ( SELECT invoer_my_office() AS invoer_my_office));
create policy tenant on outbox for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on outcomes for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on page_bands for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy tenant on pages for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy work_delete on pages for delete to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_insert on pages for insert to public with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy work_update on pages for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on parts for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))));
create policy self on passkeys for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on passkeys for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on precedent_weights for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR ( SELECT invoer_worker() AS invoer_worker)));
create policy tenant on precedents for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND ((client_id IS NULL) OR (client_id = ( SELECT invoer_my_client() AS invoer_my_client))))));
create policy tenant on providers for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy self on push_subscriptions for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy self on recovery_codes for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on recovery_codes for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on saved_lists for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on seats for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy self on second_factors for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on second_factors for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy self on sessions for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on sessions for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on supplier_looks for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on supplier_marks for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy tenant on suppliers for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (( SELECT invoer_wide() AS invoer_wide) OR (( SELECT invoer_worker() AS invoer_worker) AND (client_id = ( SELECT invoer_my_client() AS invoer_my_client)))));
create policy self on tokens for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (user_id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy tenant on tokens for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on unlike for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy colleague on users for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_wide() AS invoer_wide));
create policy self on users for select to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (id = ( SELECT invoer_my_user() AS invoer_my_user)));
create policy self_change on users for update to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (id = ( SELECT invoer_my_user() AS invoer_my_user))) with check ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND (id = ( SELECT invoer_my_user() AS invoer_my_user)) AND (role = current_setting('invoer.role'::text, true)));
create policy tenant on users for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on webhook_attempts for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));
create policy tenant on webhooks for all to public using ((office_id = ( SELECT invoer_my_office() AS invoer_my_office)) AND ( SELECT invoer_manager() AS invoer_manager));

-- Functions

CREATE OR REPLACE FUNCTION public.invoer_add_office(name text, language text)
 RETURNS TABLE(id uuid, name text, language text, created timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select pg_advisory_xact_lock(hashtextextended('offices', 0));
    with made as (
        insert into offices (name, language)
        select $1, $2 where not exists (select from offices o where lower(btrim(o.name)) = lower(btrim($1)))
        returning id, name, language, created),
    told as (insert into audits (office_id, noun, subject, action) select id, 'office', id, 'added' from made)
    select id, name, language, created from made
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_announce()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
    insert into webhook_attempts (office_id, webhook_id, event_id, next)
    select new.office_id, w.id, new.id, new.at from webhooks w
    where w.office_id = new.office_id and w.active and (w.kinds = '{}' or new.kind = any (w.kinds));
    perform pg_notify('invoer_events', new.office_id::text);
    return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_balance(booking jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE STRICT
AS $function$
    select coalesce(sum((entry -> 'amount' ->> 'cents')::bigint), 0)::bigint from jsonb_array_elements(booking -> 'entries') entry
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_credentials(address text)
 RETURNS TABLE(office uuid, client uuid, person uuid, role text, password text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select office_id, client_id, id, role, password from users
    where email = lower(address) and disabled is null and password <> ''
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_digest_of(secret bytea)
 RETURNS TABLE(office uuid, client uuid, person uuid, role text, language text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select u.office_id, u.client_id, u.id, u.role, u.language from digest_letters l join users u on u.id = l.user_id where l.hash = secret
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_due(most integer, of_each integer, of_office integer, busy uuid[], lease interval, at timestamp with time zone)
 RETURNS TABLE(office uuid, attempt uuid, webhook uuid, url text, secret text, attempts integer, event bigint, happened timestamp with time zone, kind text, client uuid, document uuid, delivery uuid, data jsonb)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with waiting as (
        select w.id, d.next, row_number() over (partition by w.office_id order by d.next)
            + (select count(*) from webhooks b where b.office_id = w.office_id and b.id = any ($4)) as place
        from webhooks w cross join lateral (
            select a.next from webhook_attempts a where a.webhook_id = w.id and a.next <= $6 order by a.next limit 1) d
        where w.active and w.id <> all ($4)),
    told as (
        select id from waiting where place <= $3 order by next limit $1),
    due as (
        select a.id from told t cross join lateral (
            select id from webhook_attempts where webhook_id = t.id and next <= $6 order by next, event_id limit $2 for update skip locked) a),
    taken as (
        update webhook_attempts a set next = $6 + $5 from due where a.id = due.id
        returning a.id, a.office_id, a.webhook_id, a.event_id, a.attempts)
    select t.office_id, t.id, w.id, w.url, w.secret, t.attempts, e.id, e.at, e.kind, e.client_id, e.document_id, e.delivery_id, e.data
    from taken t join webhooks w on w.id = t.webhook_id join events e on e.id = t.event_id
    order by e.id
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_due_pushes(most integer, lease interval, at timestamp with time zone)
 RETURNS TABLE(office uuid, office_name text, client uuid, person uuid, role text, language text, endpoint text, p256dh bytea, auth bytea, origin text, about text, tries integer, due timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with next as (select s.user_id, s.endpoint from push_subscriptions s join users u on u.id = s.user_id
        where s.due <= $3 and u.disabled is null order by s.due limit $1 for update of s skip locked)
    update push_subscriptions s set due = $3 + $2, tries = s.tries + 1
    from next n, users u, offices o where s.user_id = n.user_id and s.endpoint = n.endpoint and u.id = s.user_id and o.id = s.office_id
    returning o.id, o.name, u.client_id, u.id, u.role, u.language, s.endpoint, s.p256dh, s.auth, s.origin, s.about, s.tries, s.due
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_go_on(secret bytea, what text, once boolean, at timestamp with time zone)
 RETURNS TABLE(data jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
    if once then
        return query delete from half_sign_ins h where h.hash = secret and h.kind = what and h.expires > at returning h.data;
    else
        return query select h.data from half_sign_ins h where h.hash = secret and h.kind = what and h.expires > at;
    end if;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_half_sign_in(secret bytea, what text, told jsonb, until timestamp with time zone, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    delete from half_sign_ins where expires < at;
    insert into half_sign_ins (hash, kind, data, expires) values (secret, what, told, until);
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_invited(secret bytea, at timestamp with time zone)
 RETURNS TABLE(office uuid, client uuid, person uuid, role text, name text, email text, language text, office_name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select u.office_id, u.client_id, u.id, u.role, u.name, u.email, u.language, o.name
    from invitations i join users u on u.id = i.user_id join offices o on o.id = u.office_id
    where i.hash = secret and i.used is null and i.expires > at and u.disabled is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_mailbox(of text, at timestamp with time zone)
 RETURNS TABLE(office uuid, client uuid, code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select c.office_id, c.id, c.code from mail_tokens t join clients c on c.id = t.client_id
    where t.token = of and (t.expires is null or t.expires > at) and c.archived is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_manager()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select invoer_wide() and current_setting('invoer.role', true) in ('admin', 'machine')
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_my_client()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select nullif(current_setting('invoer.client', true), '')::uuid
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_my_office()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select nullif(current_setting('invoer.office', true), '')::uuid
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_my_user()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select nullif(current_setting('invoer.user', true), '')::uuid
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_names_like(wanted text, threshold real)
 RETURNS TABLE(number bigint, name text, alike real)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null or to_regclass('register.names_like') is null or length(wanted) < 6 then
        return;
    end if;
    perform set_config('pg_trgm.similarity_threshold', threshold::text, true);
    return query execute format('select n.number, n.name, %I.similarity(n.key, $1) from register.names n
        where n.key operator(%1$I.%%) $1 and length(n.key) >= 6 order by 3 desc, n.number limit 5', trigrams) using wanted;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_names_near(wanted text, threshold real)
 RETURNS TABLE(number bigint, name text, alike real)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null or length(wanted) < 6 then
        return;
    end if;
    return query execute format('select n.number, n.name, max(%I.similarity(n.key, $1)) from
            generate_series(length($1) - 1, length($1) + 1) as long, lateral (
                (select m.number, m.name, m.key from register.names m
                    where length(m.key) >= 6 and length(m.key) = long and left(m.key, length(m.key) / 2) = left($1, long / 2) limit 2000)
                union all
                (select m.number, m.name, m.key from register.names m
                    where length(m.key) >= 6 and length(m.key) = long and right(m.key, length(m.key) / 2) = right($1, long / 2) limit 2000)
            ) n
        where %1$I.similarity(n.key, $1) >= $2 group by 1, 2 order by 3 desc, 1 limit 5', trigrams) using wanted, threshold;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_next_answer(at timestamp with time zone)
 RETURNS TABLE(office uuid, delivery uuid, recipient text, subject text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with late as (
        update outbox set due = null, fault = 'given up after two days' where due <= $1 and created <= $1 - interval '2 days'),
    next as (
        select o.delivery_id from outbox o join offices f on f.id = o.office_id
        where o.due <= $1 and o.created > $1 - interval '2 days' and f.answers
        order by o.due limit 1 for update of o skip locked)
    update outbox o set tries = o.tries + 1, due = $1 + interval '5 minutes' * 2 ^ least(o.tries, 6)
    from next where o.delivery_id = next.delivery_id
    returning o.office_id, o.delivery_id, o.recipient, o.subject
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_next_digest(at timestamp with time zone, secret bytea)
 RETURNS TABLE(office uuid, office_name text, client uuid, person uuid, role text, recipient text, name text, language text, origin text, every text, day date)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with wanted as (
        select g.user_id, g.office_id, p.day from digests g
            join users u on u.id = g.user_id join offices o on o.id = g.office_id
            cross join lateral (select date_trunc(g.every, $1 at time zone 'Europe/Brussels')::date) p (day)
            cross join lateral (select (p.day + make_interval(hours => o.digest_hour)) at time zone 'Europe/Brussels') w (hour)
        where u.disabled is null and w.hour <= $1 and w.hour > g.changed
          and not exists (select from digest_letters l where l.user_id = g.user_id and l.day = p.day and (l.due is null or l.due > $1))
        order by w.hour, g.user_id limit 1 for update of g skip locked),
    taken as (
        insert into digest_letters as l (user_id, day, office_id, hash, taken)
        select w.user_id, w.day, w.office_id, $2, $1 from wanted w
        on conflict (user_id, day) do update set tries = l.tries + 1, due = null, hash = excluded.hash, taken = excluded.taken where l.due <= $1
        returning l.user_id, l.day)
    select o.id, o.name, u.client_id, u.id, u.role, u.email, u.name, u.language, g.origin, g.every, t.day
    from taken t join digests g on g.user_id = t.user_id join users u on u.id = t.user_id join offices o on o.id = u.office_id
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_next_invitation(at timestamp with time zone)
 RETURNS TABLE(office uuid, office_name text, person uuid, recipient text, name text, language text, link text, expires timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with late as (
        update invitations set due = null, link = null, fault = 'given up: it is over or was used' where due <= $1 and (expires <= $1 or used is not null)),
    next as (
        select i.user_id from invitations i where i.due <= $1 and i.expires > $1 and i.used is null
        order by i.due limit 1 for update skip locked)
    update invitations i set tries = i.tries + 1, due = $1 + interval '5 minutes' * 2 ^ least(i.tries, 6)
    from next, users u, offices o where i.user_id = next.user_id and u.id = i.user_id and o.id = i.office_id
    returning o.id, o.name, u.id, u.email, u.name, u.language, i.link, i.expires
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_offices()
 RETURNS TABLE(id uuid, name text, language text, created timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select id, name, language, created from offices order by name, id
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_oldest()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select least(
        (select min(since) from files where stage in ('open', 'split') and (not_before is null or not_before <= now())),
        (select min(since) from pages where stage in ('normalise', 'read') and (not_before is null or not_before <= now())),
        (select min(since) from documents where stage not in ('done', 'held') and (not_before is null or not_before <= now())))
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_passkey(named bytea)
 RETURNS TABLE(office uuid, client uuid, person uuid, role text, credential jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select u.office_id, u.client_id, u.id, u.role, p.credential
    from passkeys p join users u on u.id = p.user_id where p.handle = named and u.disabled is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_provided(of uuid, told text, address text)
 RETURNS TABLE(office uuid, client uuid, person uuid, role text, known boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select office_id, client_id, id, role, subject <> '' from users
    where office_id = of and disabled is null and (subject = told or subject = '' and email = lower(address))
    order by subject = '' limit 1
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_provider(address text)
 RETURNS TABLE(office uuid, issuer text, client text, secret text, trusted boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select p.office_id, p.issuer, p.client, p.secret, p.trusted from users u join providers p on p.office_id = u.office_id
    where u.email = lower(address) and u.disabled is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_push(of uuid, person uuid, what text, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    update push_subscriptions s set due = at, about = what, tries = 0 from users u
    where s.user_id = u.id and u.office_id = invoer_my_office() and (u.client_id = of or u.id = person) and u.id is distinct from invoer_my_user()
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_push_key(offered bytea)
 RETURNS TABLE(key bytea)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    insert into push_keys (key) values (offered) on conflict do nothing;
    select p.key from push_keys p
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_register_activities(generation text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
    execute format('create table %I.activities (number bigint not null, nace text not null, rank int not null)', generation);
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_register_begin(generation text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
    execute format('create schema %I', generation);
    execute format('create table %I.companies (number bigint not null, form text not null)', generation);
    execute format('create table %I.names (number bigint not null, kind smallint not null, language smallint not null,
        name text not null, key text not null)', generation);
    execute format('create table %I.addresses (number bigint not null, zip text not null, town_nl text not null, town_fr text not null,
        street_nl text not null, street_fr text not null, house text not null, box text not null, country text not null)', generation);
    execute format('create table %I.contacts (number bigint not null, kind text not null, value text not null, key text not null)', generation);
    perform invoer_register_activities(generation);
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_register_finish(generation text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    execute format('alter table %I.companies add primary key (number)', generation);
    execute format('create index on %I.names (number)', generation);
    execute format('create index names_key on %I.names (key, number)', generation);
    execute format('create index on %I.addresses (number)', generation);
    execute format('create index on %I.contacts (number)', generation);
    execute format('create index contacts_key on %I.contacts (key)', generation);
    execute format('create index activities_number on %I.activities (number, rank desc)', generation);
    perform invoer_register_halves(generation);
    if trigrams is not null then
        execute format('create index names_like on %I.names using gin (key %I.gin_trgm_ops) where length(key) >= 6', generation, trigrams);
    end if;
    execute format('analyze %I.companies, %1$I.names, %1$I.addresses, %1$I.contacts, %1$I.activities', generation);
    execute format('grant usage on schema %I to invoer_app', generation);
    execute format('grant select on all tables in schema %I to invoer_app', generation);
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_register_halves(generation text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
    execute format('create index names_first_half on %I.names (length(key), left(key, length(key) / 2)) where length(key) >= 6', generation);
    execute format('create index names_last_half on %I.names (length(key), right(key, length(key) / 2)) where length(key) >= 6', generation);
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_renew(holders text[], lease interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    update files set lease_until = now() + lease where id = any(array(
        select id from files where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked));
    update pages p set lease_until = now() + lease from (
        select file_id, number from pages where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked) mine
        where p.file_id = mine.file_id and p.number = mine.number;
    update documents set lease_until = now() + lease where id = any(array(
        select id from documents where lease_by = any(holders) and lease_by <> '' and lease_until > now() for no key update skip locked));
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_session(secret bytea, at timestamp with time zone, idle interval)
 RETURNS TABLE(id uuid, csrf text, created timestamp with time zone, seen timestamp with time zone, expires timestamp with time zone, agent text, person uuid, office uuid, client uuid, role text, email text, name text, language text, joined timestamp with time zone, unproven boolean, no_letters boolean)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    update sessions s set seen = at from users u
    where s.hash = secret and s.expires > at and s.seen > at - idle and s.seen < at - interval '1 minute'
      and u.id = s.user_id and u.disabled is null;
    select s.id, s.csrf, s.created, s.seen, s.expires, s.agent,
           u.id, u.office_id, u.client_id, u.role, u.email, u.name, u.language, u.created,
           not s.proven and (o.second_factor = 'everybody' or o.second_factor = 'office' and u.client_id is null)
               and not exists (select from second_factors f where f.user_id = u.id and f.confirmed is not null)
               and not exists (select from passkeys p where p.user_id = u.id and p.created >= s.created),
           not u.letter_keys
    from sessions s join users u on u.id = s.user_id join offices o on o.id = u.office_id
    where s.hash = secret and s.expires > at and s.seen > at - idle and u.disabled is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_sweep(what text, of_client integer, in_all integer, lost interval)
 RETURNS TABLE(office uuid, id uuid, page integer, stage text, run integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
    if what = 'file' then
        return query
        with due as (
            select f.id, row_number() over (partition by f.office_id, f.client_id order by f.since, f.id) as place,
                   f.since, f.rung is not null and f.rung > now() - lost as fresh
            from files f
            where f.stage in ('open', 'split') and (f.lease_until is null or f.lease_until < now())
              and (f.not_before is null or f.not_before <= now())),
        chosen as (select due.id from due where place <= of_client and not fresh order by since limit in_all),
        locked as (select f.id from files f join chosen using (id) for update of f skip locked)
        update files f set rung = now() from locked where f.id = locked.id
        returning f.office_id, f.id, 0, f.stage, f.run;
    elsif what = 'page' then
        return query
        with due as (
            select p.file_id, p.number, row_number() over (partition by p.office_id, p.client_id order by p.since, p.file_id, p.number) as place,
                   p.since, p.rung is not null and p.rung > now() - lost as fresh
            from pages p
            where p.stage in ('normalise', 'read') and (p.lease_until is null or p.lease_until < now())
              and (p.not_before is null or p.not_before <= now())),
        chosen as (select due.file_id, due.number from due where place <= of_client and not fresh order by since, due.file_id, due.number limit in_all),
        locked as (select p.file_id, p.number from pages p join chosen using (file_id, number) for update of p skip locked)
        update pages p set rung = now() from locked where p.file_id = locked.file_id and p.number = locked.number
        returning p.office_id, p.file_id, p.number, p.stage, p.run;
    elsif what = 'document' then
        return query
        with due as (
            select d.id, row_number() over (partition by d.office_id, d.client_id order by d.since, d.id) as place,
                   d.since, d.rung is not null and d.rung > now() - lost as fresh
            from documents d
            where d.stage not in ('done', 'held') and (d.lease_until is null or d.lease_until < now())
              and (d.not_before is null or d.not_before <= now())),
        chosen as (select due.id from due where place <= of_client and not fresh order by since limit in_all),
        locked as (select d.id from documents d join chosen using (id) for update of d skip locked)
        update documents d set rung = now() from locked where d.id = locked.id
        returning d.office_id, d.id, 0, d.stage, d.run;
    end if;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_token(secret bytea, at timestamp with time zone)
 RETURNS TABLE(person uuid, office uuid, client uuid, role text, scopes text[])
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    update tokens set used = at
    where hash = secret and revoked is null and (used is null or used < at - interval '1 minute');
    select u.id, u.office_id, coalesce(t.client_id, u.client_id), u.role, t.scopes
    from tokens t join users u on u.id = t.user_id
    where t.hash = secret and t.revoked is null and u.disabled is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_tried(subjects text[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    delete from throttles where subject = subjects[1];
    update throttles set failed = greatest(0, failed - 1), until = last where subject = any (subjects);
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_try(subjects text[], free integer[], at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare stop timestamptz;
begin
    delete from throttles where last < at - interval '1 day';
    select max(until) into stop from throttles where subject = any (subjects) and until > at;
    if stop is not null then
        return stop;
    end if;
    insert into throttles as t (subject, failed, last, until)
    select s.subject, 1, at, at from unnest(subjects) s(subject) order by 1
    on conflict (subject) do update set failed = t.failed + 1, last = excluded.last,
        until = at + case when t.failed < free[array_position(subjects, t.subject)] then interval '0'
            else interval '1 second' * least(900, power(2, least(10, t.failed - free[array_position(subjects, t.subject)]))) end;
    return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_user(address text)
 RETURNS TABLE(id uuid, office uuid, client uuid, role text, email text, name text, language text, disabled boolean, created timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select id, office_id, client_id, role, email, name, language, disabled is not null, created
    from users where email = lower(address)
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_wide()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select invoer_worker() and invoer_my_client() is null
$function$
;
CREATE OR REPLACE FUNCTION public.invoer_words_like(wanted text, threshold real, differ integer, most integer)
 RETURNS TABLE(word text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null then
        return;
    end if;
    perform set_config('pg_trgm.similarity_threshold', threshold::text, true);
    return query execute format('select l.word from lexicon l
        where l.office_id = $1 and l.word operator(%1$I.%%) $2 and length(l.word) between length($2) - $3 and length($2) + $3
        order by %1$I.similarity(l.word, $2) desc, l.word limit $4', trigrams) using invoer_my_office(), wanted, differ, most;
end $function$
;
CREATE OR REPLACE FUNCTION public.invoer_worker()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select coalesce(current_setting('invoer.role', true) in ('admin', 'accountant', 'machine'), false)
$function$
;

-- Triggers

CREATE TRIGGER events_announced AFTER INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION invoer_announce();

-- What the server may do

grant delete, insert, select, update on account_changes to invoer_app;
grant insert, select, update on archives to invoer_app;
grant insert, select on audits to invoer_app;
grant delete, insert, select, update on automatic_documents to invoer_app;
grant delete, insert, select, update on automatic_suppliers to invoer_app;
grant delete, insert, select, update on automatics to invoer_app;
grant delete, insert, select, update on batch_documents to invoer_app;
grant delete, insert, select, update on batches to invoer_app;
grant delete, insert, select, update on blobs to invoer_app;
grant delete, insert, select, update on book_imports to invoer_app;
grant delete, insert, select, update on booking_numbers to invoer_app;
grant insert, select, update on booking_rules to invoer_app;
grant delete, insert, select, update on bookings to invoer_app;
grant delete, insert, select, update on books to invoer_app;
grant delete, insert, select, update on client_identities to invoer_app;
grant delete, insert, select, update on clients to invoer_app;
grant insert, select, update on cuts to invoer_app;
grant insert, select, update on deliveries to invoer_app;
grant insert, select, update on delivery_keys to invoer_app;
grant delete, insert, select, update on digest_letters to invoer_app;
grant delete, insert, select, update on digests to invoer_app;
grant delete, insert, select, update on document_pages to invoer_app;
grant insert, select, update on documents to invoer_app;
grant select on documents_found to invoer_app;
grant insert, select on events to invoer_app;
grant delete, insert, select, update on exchange_rates to invoer_app;
grant insert, select, update on files to invoer_app;
grant select on goose_db_version to invoer_app;
grant insert, select, update on handed to invoer_app;
grant select on installations to invoer_app;
grant delete, insert, select, update on invitations to invoer_app;
grant insert, select, update on invoices to invoer_app;
grant delete, insert, select, update on lessons to invoer_app;
grant insert, select on lexicon to invoer_app;
grant delete, insert, select, update on mail_senders to invoer_app;
grant delete, insert, select, update on mail_tokens to invoer_app;
grant delete, insert, select, update on mailboxes to invoer_app;
grant insert, select on messages to invoer_app;
grant delete, insert, select, update on office_weights to invoer_app;
grant select, update on offices to invoer_app;
grant insert, select, update on outbox to invoer_app;
grant insert, select, update on outcomes to invoer_app;
grant delete, insert, select on page_bands to invoer_app;
grant insert, select, update on pages to invoer_app;
grant insert, select, update on parts to invoer_app;
grant delete, insert, select, update on passkeys to invoer_app;
grant delete, insert, select, update on precedent_weights to invoer_app;
grant delete, insert, select, update on precedents to invoer_app;
grant delete, insert, select, update on providers to invoer_app;
grant delete, insert, select, update on push_subscriptions to invoer_app;
grant delete, insert, select, update on recovery_codes to invoer_app;
grant delete, insert, select, update on saved_lists to invoer_app;
grant insert, select, update on seats to invoer_app;
grant delete, insert, select, update on second_factors to invoer_app;
grant delete, insert, select, update on sessions to invoer_app;
grant delete, insert, select, update on supplier_looks to invoer_app;
grant delete, insert, select, update on supplier_marks to invoer_app;
grant delete, insert, select, update on suppliers to invoer_app;
grant delete, insert, select, update on tokens to invoer_app;
grant delete, insert, select on unlike to invoer_app;
grant delete, insert, select, update on users to invoer_app;
grant delete, insert, select, update on webhook_attempts to invoer_app;
grant delete, insert, select, update on webhooks to invoer_app;
