-- What clients still have to hear: every change of a synced row, whoever made it. Append-only.
-- A change becomes visible when its transaction commits, and is told by xid, never by seq or time.
create table sync_change (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity,
  table_name text collate "C" not null,
  -- Null for a truncate.
  uid text collate "C",
  operation text not null check (operation in ('create', 'update', 'delete', 'truncate')),
  -- The row as it was, for update and delete.
  before jsonb,
  changed_at timestamptz(3) not null default clock_timestamp(),
  -- Tells one history from another in which the same xid and seq were given out again.
  mark bigint not null default (random() * 9007199254740991)::bigint,
  constraint sync_change_pkey primary key (xid, seq)
);

-- The greatest xid of any change of the record: once the log is purged beyond it, none is left there.
alter table sync_metadata add column xid xid8 not null default pg_current_xact_id();

create index sync_metadata_tombstone_idx on sync_metadata (deleted_at) where deleted_at is not null;

alter table sync_state
  -- Cursors that have not seen everything below it are too old.
  add column oldest xid8 not null default '0',
  -- Which database this is (system identifier, timeline, oids): another one has another history.
  add column history text;

create index sync_client_recorded_at_idx on sync_client (recorded_at);
