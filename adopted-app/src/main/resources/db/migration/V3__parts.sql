create schema inv;

create table inv.parts (
  part_no varchar(18) primary key,
  descr varchar(80) not null,
  price numeric(10, 2) not null,
  stock_qty numeric(10, 2) not null default 0
);

alter table "TBL_WO_POS" add constraint tbl_wo_pos_part_fk foreign key (part_no) references inv.parts;
