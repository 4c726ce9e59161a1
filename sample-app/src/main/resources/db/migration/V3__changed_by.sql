-- Who has written a row last, as far as they say it: nobody has, of the rows that are there already.

alter table todo_list add column changed_by text
    constraint todo_list_changed_by_length check (length(changed_by) between 1 and 40);

alter table todo add column changed_by text
    constraint todo_changed_by_length check (length(changed_by) between 1 and 40);
