create table todo_list (
    uid        uuid primary key,
    name       text not null constraint todo_list_name_length check (length(name) between 1 and 80),
    color      text not null constraint todo_list_color_hex check (color ~ '^#[0-9a-f]{6}$'),
    created_by text not null constraint todo_list_created_by_length check (length(created_by) between 1 and 40)
);

create table todo (
    uid      uuid primary key,
    list_uid uuid not null constraint todo_list_exists references todo_list on delete cascade,
    title    text not null constraint todo_title_length check (length(title) between 1 and 200),
    notes    text constraint todo_notes_length check (length(notes) <= 4000),
    done     boolean not null default false,
    priority integer not null default 0 constraint todo_priority_range check (priority between 0 and 3),
    due_at   timestamptz,
    -- In steps of 1000, so that a to-do can be moved between two others, offline too, by changing one row only.
    position integer not null default 0,
    assignee text constraint todo_assignee_length check (length(assignee) between 1 and 40)
);

create index todo_in_list on todo (list_uid, position);
create index todo_due on todo (due_at) where not done;
