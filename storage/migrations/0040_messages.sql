-- +goose Up
-- What people say to each other at a document: notes of the office, questions to
-- the client, and answers. client_id is whose people see it; a note has none. It
-- stays with that client when the document goes to another one.

create table messages (
    id          uuid primary key default gen_random_uuid(), -- of the form: sent twice it is there once
    office_id   uuid not null references offices,
    client_id   uuid,
    document_id uuid not null,
    kind        text not null check (kind in ('note', 'question', 'answer')),
    question    uuid references messages on delete cascade, -- of an answer
    user_id     uuid references users,                      -- null: a program
    at          timestamptz not null,
    text        text not null check (length(text) between 1 and 2000),
    constraint messages_answer_a_question check ((kind = 'answer') = (question is not null)),
    constraint messages_notes_are_the_offices check ((kind = 'note') = (client_id is null)),
    foreign key (office_id, document_id) references documents (office_id, id) on delete cascade,
    foreign key (office_id, client_id) references clients (office_id, id)
);
create index messages_by_document on messages (document_id, at);
create index messages_by_question on messages (question) where question is not null;
create index messages_asked on messages (office_id, at) where kind = 'question';
alter table messages enable row level security;
alter table messages force row level security;
create policy owner on messages to current_user using (true);
create policy tenant on messages using (office_id = (select invoer_my_office()) and ((select invoer_wide()) or client_id = (select invoer_my_client())));
grant select, insert on messages to invoer_app;
