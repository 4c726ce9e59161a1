-- Whatever changes a customer, the time is right.
create function tbl_cust_touch() returns trigger language plpgsql as $$
begin
  new.lst_upd_dt := localtimestamp;
  return new;
end
$$;

create trigger tbl_cust_touch before update on "TBL_CUST" for each row execute function tbl_cust_touch();

-- What is used up is taken from the stock, and put back when it was not used after all.
create table inv.stock_mv (
  mv_no bigserial primary key,
  part_no varchar(18) not null references inv.parts,
  wo_no bigint not null,
  qty numeric(8, 2) not null,
  mv_ts timestamp not null default localtimestamp
);

create function tbl_wo_pos_stock() returns trigger language plpgsql as $$
begin
  if tg_op in ('UPDATE', 'DELETE') then
    update inv.parts set stock_qty = stock_qty + old.qty where part_no = old.part_no;
    insert into inv.stock_mv (part_no, wo_no, qty) values (old.part_no, old.wo_no, old.qty);
  end if;
  if tg_op in ('INSERT', 'UPDATE') then
    update inv.parts set stock_qty = stock_qty - new.qty where part_no = new.part_no;
    insert into inv.stock_mv (part_no, wo_no, qty) values (new.part_no, new.wo_no, -new.qty);
  end if;
  return null;
end
$$;

create trigger tbl_wo_pos_stock after insert or update of part_no, qty or delete on "TBL_WO_POS"
for each row execute function tbl_wo_pos_stock();
