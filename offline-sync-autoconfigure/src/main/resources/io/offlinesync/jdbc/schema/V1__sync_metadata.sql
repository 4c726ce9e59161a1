-- Who wins: the stamps of every record that was ever written through the library.
-- A tombstone is a row with deleted_at. A record without a row here is older than everything.
create table sync_metadata (
  table_name text collate "C" not null,
  uid text collate "C" not null,
  created_at timestamptz(3),
  updated_at timestamptz(3),
  deleted_at timestamptz(3),
  field_times jsonb,
  primary key (table_name, uid)
);

-- One row: which history the database has, and the greatest time of a purged tombstone.
create table sync_state (
  id boolean primary key default true check (id),
  generation uuid not null default gen_random_uuid(),
  forgotten timestamptz(3)
);

insert into sync_state default values;

-- What became of clients' transactions, so that each has its effect exactly once.
create table sync_client (
  principal text collate "C" not null,
  client_id text collate "C" not null,
  transaction_id text collate "C" not null,
  body_hash text not null,
  outcomes text[] not null,
  error_code text,
  error_message text,
  error_details jsonb,
  error_mutation int,
  xid xid8 not null default pg_current_xact_id(),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  constraint sync_client_pkey primary key (principal, client_id, transaction_id)
);
