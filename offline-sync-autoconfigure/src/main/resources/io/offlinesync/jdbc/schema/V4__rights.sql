-- An entry without a table says that what a user may read has changed, or, without a uid, what anybody may.
-- Not valid, since whatever is there already fulfils it, and need not be looked at under a lock.
alter table sync_change drop constraint sync_change_operation_check;
alter table sync_change add constraint sync_change_operation_check
  check (operation in ('create', 'update', 'delete', 'truncate', 'rights')) not valid;

create index sync_change_rights_idx on sync_change (xid, seq) where table_name = '';
