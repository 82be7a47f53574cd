-- +goose Up
-- An office may want a second person to look at an account that changed, and a
-- page may be laid into another document.

alter table offices add column two_for_accounts boolean not null default false;

alter table cuts drop constraint cuts_action_check,
    add constraint cuts_action_check check (action in ('cut', 'join', 'order', 'move', 'turn', 'drop', 'take', 'undo'));
