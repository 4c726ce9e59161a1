-- Capture: triggers of each synced table call these, with the table's name as it is synced, the name of the id's
-- column, the epoch, and 'merge' where fields are merged. Whoever may write the table need have no rights here.
-- Rows are looked at as JSON, so that nothing breaks when columns come, go, or are renamed. Their alias is one that
-- no column has, which would be taken instead.

-- The server's stamp for a record that has these stamps.
create or replace function ${schema}.stamp_after(clock timestamptz, created timestamptz, updated timestamptz,
  deleted timestamptz) returns timestamptz language sql stable
as $$ select greatest(clock, coalesce(deleted, updated, created) + interval '1 ms') $$;

-- A stamp as field times hold it.
create or replace function ${schema}.millis(stamp timestamptz) returns bigint language sql immutable
as $$ select (extract(epoch from stamp) * 1000)::bigint $$;

-- Field times with the fields of others set; without a base, all of them.
create or replace function ${schema}.fields_after(base jsonb, fields jsonb, stamp timestamptz) returns jsonb
language sql immutable
as $$
  select case when base is null then jsonb_build_object('', ${schema}.millis(stamp))
    else base || (select coalesce(jsonb_object_agg(f.name, ${schema}.millis(stamp)), '{}')
      from jsonb_object_keys(fields) as f (name)) end
$$;

-- A row as the change log holds it, whatever the session's settings.
create or replace function ${schema}.row_image(a_row anyelement) returns jsonb language sql stable
set timezone = 'UTC' set datestyle = 'ISO' set intervalstyle = 'iso_8601' set bytea_output = 'hex'
set extra_float_digits = 1
as $$ select pg_catalog.to_jsonb(a_row) $$;

-- A trigger of the application's may write a row again before the statement that fired it is captured, which then
-- comes last and may be wrong: from then on the table itself says which records live, until the transaction ends.
create or replace function ${schema}.capture_settle(relation regclass, arguments text[], uids text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set row_security = off
as $$
declare
  clock timestamptz := date_trunc('milliseconds', clock_timestamp());
  id_type text;
begin
  perform set_config('offline_sync.nested', pg_current_xact_id()::text, true);
  select format_type(a.atttypid, null) into id_type
  from pg_attribute a where a.attrelid = relation and a.attname = arguments[1];
  execute format($sql$
    with record as (
      select m.table_name, m.uid, m.deleted_at is not null as lives,
        ${schema}.stamp_after($1, m.created_at, m.updated_at, m.deleted_at) as stamp
      from ${schema}.sync_metadata m
      where m.table_name = $2 and m.uid = any($3)
        and (m.deleted_at is not null) = exists (select from %1$s t where t.%2$I = m.uid::%3$s)
    ), logged as (
      insert into ${schema}.sync_change (table_name, uid, operation, before)
      select r.table_name, r.uid, case when r.lives then 'create' else 'delete' end,
        case when not r.lives then '{}'::jsonb end
      from record r
    )
    update ${schema}.sync_metadata m set
      created_at = case when r.lives then r.stamp else m.created_at end,
      updated_at = case when r.lives then null else m.updated_at end,
      deleted_at = case when not r.lives then r.stamp end,
      field_times = case when r.lives and $4 then ${schema}.fields_after(null, null, r.stamp) end,
      xid = greatest(m.xid, pg_current_xact_id())
    from record r where m.table_name = r.table_name and m.uid = r.uid$sql$, relation, arguments[1], id_type)
  using clock, arguments[0], uids, coalesce(arguments[3], '') = 'merge';
exception
  when insufficient_privilege then
    -- The functions' owner may not see the table's rows: the records stay as they were captured.
end
$$;

-- The library stores the stamps of what its own statement writes, and says so while it does: of that table, and for that
-- statement only. If an earlier one set off others, what they made of the records has to be told apart.
create or replace function ${schema}.is_stamped(table_name text, depth int) returns boolean language sql stable
as $$
  select coalesce(depth = 1 and current_setting('offline_sync.stamped', true)
      = ${schema-text} || '.' || table_name || extract(epoch from statement_timestamp())
    and current_setting('offline_sync.nested', true) is distinct from pg_current_xact_id_if_assigned()::text, false)
$$;

create or replace function ${schema}.capture_insert() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  clock timestamptz := date_trunc('milliseconds', clock_timestamp());
  merging boolean := coalesce(TG_ARGV[3], '') = 'merge';
begin
  if ${schema}.is_stamped(TG_ARGV[0], pg_trigger_depth()) then
    insert into ${schema}.sync_change (table_name, uid, operation)
    select TG_ARGV[0], to_jsonb(offline_sync_r) ->> TG_ARGV[1], 'create' from new_rows offline_sync_r;
    return null;
  end if;
  with logged as (
    insert into ${schema}.sync_change (table_name, uid, operation)
    select TG_ARGV[0], to_jsonb(offline_sync_r) ->> TG_ARGV[1], 'create' from new_rows offline_sync_r
    returning uid
  )
  insert into ${schema}.sync_metadata as m (table_name, uid, created_at, field_times)
  select distinct on (l.uid) TG_ARGV[0], l.uid, clock,
    case when merging then ${schema}.fields_after(null, null, clock) end
  from logged l order by l.uid
  on conflict (table_name, uid) do update set
    created_at = ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at),
    updated_at = null, deleted_at = null,
    field_times = case when merging then ${schema}.fields_after(null, null,
      ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at)) end,
    xid = greatest(m.xid, excluded.xid);
  if pg_trigger_depth() > 1
    or current_setting('offline_sync.nested', true) = pg_current_xact_id_if_assigned()::text then
    perform ${schema}.capture_settle(TG_RELID::regclass, TG_ARGV,
      array(select to_jsonb(offline_sync_r) ->> TG_ARGV[1] from new_rows offline_sync_r));
  end if;
  return null;
end
$$;

create or replace function ${schema}.capture_update() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO' set intervalstyle = 'iso_8601' set bytea_output = 'hex'
set extra_float_digits = 1
as $$
declare
  clock timestamptz := date_trunc('milliseconds', clock_timestamp());
  deleted text[];
begin
  if ${schema}.is_stamped(TG_ARGV[0], pg_trigger_depth()) then
    insert into ${schema}.sync_change (table_name, uid, operation, before)
    select TG_ARGV[0], o.image ->> TG_ARGV[1], 'update', o.image
    from (select to_jsonb(offline_sync_r) as image from old_rows offline_sync_r offset 0) o;
    return null;
  end if;
  -- Rows are told apart by their ids, and compared byte by byte, since some types know no equality.
  -- When cascades update a row and then delete it, the deletion may be captured first. It stands, and is logged again.
  if TG_ARGV[3] = 'merge' then
    with captured as materialized (
      select coalesce(n.uid, o.uid) as uid, o.image as before,
        case when o.uid is null then 'create' when n.uid is null then 'delete' else 'update' end as operation,
        case when o.uid is null then ${schema}.fields_after(null, null, clock)
          when n.uid is not null then (select coalesce(jsonb_object_agg(f.key, ${schema}.millis(clock)), '{}')
            from jsonb_each(n.image) f where f.value is distinct from o.image -> f.key)
        end as field_times
      from (select i.whole, i.image, (i.image ->> TG_ARGV[1]) collate "C" as uid
          from (select offline_sync_r as whole, to_jsonb(offline_sync_r) as image
            from old_rows offline_sync_r offset 0) i offset 0) o
        full join (select i.whole, i.image, (i.image ->> TG_ARGV[1]) collate "C" as uid
          from (select offline_sync_r as whole, to_jsonb(offline_sync_r) as image
            from new_rows offline_sync_r offset 0) i offset 0) n on n.uid = o.uid
      where o.uid is null or n.uid is null or o.whole *<> n.whole
    ), logged as (
      insert into ${schema}.sync_change (table_name, uid, operation, before)
      select TG_ARGV[0], c.uid, c.operation, c.before from captured c
    ), stamped as (
    insert into ${schema}.sync_metadata as m (table_name, uid, created_at, updated_at, deleted_at, field_times)
    -- Cascades may have updated a row twice: the object with the most fields comes first.
    select distinct on (c.uid) TG_ARGV[0], c.uid, case c.operation when 'create' then clock end,
      case c.operation when 'update' then clock end, case c.operation when 'delete' then clock end, c.field_times
    from captured c order by c.uid, c.field_times desc
    on conflict (table_name, uid) do update set
      created_at = case when excluded.created_at is null then m.created_at
        else ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at) end,
      updated_at = case when excluded.created_at is not null then null
        when excluded.updated_at is null or (m.deleted_at is not null and m.xid = excluded.xid) then m.updated_at
        else ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at) end,
      deleted_at = case when excluded.deleted_at is not null
        then ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at)
        when excluded.updated_at is not null and m.xid = excluded.xid then m.deleted_at end,
      field_times = case when excluded.deleted_at is null and (m.deleted_at is null or m.xid < excluded.xid
          or excluded.created_at is not null) then ${schema}.fields_after(
        case when excluded.created_at is null and m.deleted_at is null then coalesce(m.field_times,
          jsonb_strip_nulls(jsonb_build_object('', ${schema}.millis(coalesce(m.updated_at, m.created_at))))) end,
        excluded.field_times, ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at)) end,
      xid = greatest(m.xid, excluded.xid)
    returning m.uid, m.deleted_at
    )
    select array_agg(s.uid) into deleted from stamped s where s.deleted_at is not null;
  else
    with logged as (
      insert into ${schema}.sync_change (table_name, uid, operation, before)
      select TG_ARGV[0], coalesce(n.uid, o.uid),
        case when o.uid is null then 'create' when n.uid is null then 'delete' else 'update' end, o.image
      from (select i.whole, i.image, (i.image ->> TG_ARGV[1]) collate "C" as uid
          from (select offline_sync_r as whole, to_jsonb(offline_sync_r) as image
            from old_rows offline_sync_r offset 0) i offset 0) o
        full join (select offline_sync_r as whole, (to_jsonb(offline_sync_r) ->> TG_ARGV[1]) collate "C" as uid
          from new_rows offline_sync_r offset 0) n on n.uid = o.uid
      where o.uid is null or n.uid is null or o.whole *<> n.whole
      returning uid, operation
    ), stamped as (
    insert into ${schema}.sync_metadata as m (table_name, uid, created_at, updated_at, deleted_at)
    select distinct on (l.uid) TG_ARGV[0], l.uid, case l.operation when 'create' then clock end,
      case l.operation when 'update' then clock end, case l.operation when 'delete' then clock end
    from logged l order by l.uid
    on conflict (table_name, uid) do update set
      created_at = case when excluded.created_at is null then m.created_at
        else ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at) end,
      updated_at = case when excluded.created_at is not null then null
        when excluded.updated_at is null or (m.deleted_at is not null and m.xid = excluded.xid) then m.updated_at
        else ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at) end,
      deleted_at = case when excluded.deleted_at is not null
        then ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at)
        when excluded.updated_at is not null and m.xid = excluded.xid then m.deleted_at end,
      field_times = null, xid = greatest(m.xid, excluded.xid)
    returning m.uid, m.deleted_at
    )
    select array_agg(s.uid) into deleted from stamped s where s.deleted_at is not null;
  end if;
  if deleted is not null then
    insert into ${schema}.sync_change (table_name, uid, operation, before)
    select d.table_name, d.uid, 'delete', d.before
    from (select distinct on (c.uid) c.* from ${schema}.sync_change c
      where c.xid = pg_current_xact_id() and c.table_name = TG_ARGV[0] and c.uid = any(deleted)
        and c.operation = 'delete' order by c.uid, c.seq desc) d
    where exists (select from ${schema}.sync_change c
      where c.xid = d.xid and c.table_name = d.table_name and c.uid = d.uid and c.seq > d.seq);
  end if;
  if pg_trigger_depth() > 1
    or current_setting('offline_sync.nested', true) = pg_current_xact_id_if_assigned()::text then
    perform ${schema}.capture_settle(TG_RELID::regclass, TG_ARGV, array(
      select to_jsonb(offline_sync_r) ->> TG_ARGV[1] from old_rows offline_sync_r
      union select to_jsonb(offline_sync_r) ->> TG_ARGV[1] from new_rows offline_sync_r));
  end if;
  return null;
end
$$;

create or replace function ${schema}.capture_delete() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set datestyle = 'ISO' set intervalstyle = 'iso_8601' set bytea_output = 'hex'
set extra_float_digits = 1
as $$
declare
  clock timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  with logged as (
    insert into ${schema}.sync_change (table_name, uid, operation, before)
    select TG_ARGV[0], o.image ->> TG_ARGV[1], 'delete', o.image
    from (select to_jsonb(offline_sync_r) as image from old_rows offline_sync_r offset 0) o
    returning uid
  )
  insert into ${schema}.sync_metadata as m (table_name, uid, deleted_at)
  select distinct on (l.uid) TG_ARGV[0], l.uid, clock from logged l order by l.uid
  on conflict (table_name, uid) do update set
    deleted_at = ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at),
    field_times = null, xid = greatest(m.xid, excluded.xid);
  if pg_trigger_depth() > 1
    or current_setting('offline_sync.nested', true) = pg_current_xact_id_if_assigned()::text then
    perform ${schema}.capture_settle(TG_RELID::regclass, TG_ARGV,
      array(select to_jsonb(offline_sync_r) ->> TG_ARGV[1] from old_rows offline_sync_r));
  end if;
  return null;
end
$$;

-- There are no transition tables here, but the rows can still be read.
create or replace function ${schema}.capture_truncate() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set row_security = off
as $$
declare
  clock timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  insert into ${schema}.sync_change (table_name, operation) values (TG_ARGV[0], 'truncate');
  begin
    execute format($sql$
      insert into ${schema}.sync_metadata as m (table_name, uid, deleted_at)
      select $1, t.%2$I::text collate "C" as uid, $2 from %1$s t order by uid
      on conflict (table_name, uid) do update set
        deleted_at = ${schema}.stamp_after($2, m.created_at, m.updated_at, m.deleted_at),
        field_times = null, xid = greatest(m.xid, excluded.xid)$sql$, TG_RELID::regclass, TG_ARGV[1])
    using TG_ARGV[0], clock;
  exception
    when insufficient_privilege then
      -- The functions' owner may not see the table's rows: those that are known have to do.
      update ${schema}.sync_metadata m set
        deleted_at = ${schema}.stamp_after(clock, m.created_at, m.updated_at, m.deleted_at), field_times = null,
        xid = greatest(m.xid, pg_current_xact_id())
      where m.table_name = TG_ARGV[0] and m.deleted_at is null;
  end;
  return null;
end
$$;

revoke execute on function ${schema}.capture_settle(regclass, text[], text[]) from public;
revoke execute on function ${schema}.capture_insert() from public;
revoke execute on function ${schema}.capture_update() from public;
revoke execute on function ${schema}.capture_delete() from public;
revoke execute on function ${schema}.capture_truncate() from public;
