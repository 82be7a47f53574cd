-- +goose Up
-- What people may do with a stack, whole.
alter table pages drop constraint pages_fate_check,
    add constraint pages_fate_check check (fate in ('', 'document', 'separator', 'blank', 'dropped')); -- dropped by a person
alter table cuts drop constraint cuts_action_check,
    add constraint cuts_action_check check (action in ('cut', 'join', 'order', 'turn', 'drop', 'take', 'undo'));
