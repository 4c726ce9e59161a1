-- What clients are to have needs an id of its own, in one column.
alter table "TBL_CUST_CONT" add column cont_no bigserial primary key;

-- Clients that are offline add parts too: the position is no key any more, and two may have the same.
alter table "TBL_WO_POS" drop constraint "TBL_WO_POS_pkey";
alter table "TBL_WO_POS" add column uid uuid not null default gen_random_uuid() primary key;
create index tbl_wo_pos_wo_no on "TBL_WO_POS" (wo_no, pos);

-- What a user may read has to be said by columns of the table: the depot of the order, which only the order decides.
alter table "TBL_WO_POS" add column depot_cd varchar(4);
update "TBL_WO_POS" p set depot_cd = w.depot_cd from "TBL_WO" w where w.wo_no = p.wo_no;
alter table "TBL_WO_POS" alter column depot_cd set not null;

-- A key, so that whoever moves an order and whoever writes an item of it wait for each other, and nobody else does.
alter table "TBL_WO" add unique (wo_no, depot_cd);

create function tbl_wo_pos_depot() returns trigger language plpgsql as $$
begin
  select w.depot_cd into new.depot_cd from "TBL_WO" w where w.wo_no = new.wo_no for key share;
  return new;
end
$$;

create trigger tbl_wo_pos_depot before insert or update on "TBL_WO_POS"
for each row execute function tbl_wo_pos_depot();

create function tbl_wo_depot() returns trigger language plpgsql as $$
begin
  update "TBL_WO_POS" set depot_cd = new.depot_cd where wo_no = new.wo_no;
  return null;
end
$$;

create trigger tbl_wo_depot after update of depot_cd on "TBL_WO"
for each row when (old.depot_cd is distinct from new.depot_cd) execute function tbl_wo_depot();

-- Numbers of the sequence that were handed out to clients, for the orders that they create.
create table wo_no_given (
  wo_no bigint primary key,
  login varchar(20) not null references app_user,
  given_at timestamptz not null default now()
);
