create table "TBL_WO" (
  wo_no bigserial primary key,
  cust_no bigint not null references "TBL_CUST" on delete cascade,
  "user" varchar(20) references app_user,
  depot_cd varchar(4) not null,
  sts_cd smallint not null default 10,
  subj varchar(120) not null,
  txt text,
  due_dt date,
  esc_flg varchar(1) not null default 'N' check (esc_flg in ('Y', 'N')),
  row_ver int not null default 0,
  crt_dt timestamp not null,
  crt_by varchar(20) not null,
  lst_upd_dt timestamp not null,
  lst_upd_by varchar(20) not null
);

create index tbl_wo_cust_no on "TBL_WO" (cust_no);

create table "TBL_WO_POS" (
  wo_no bigint not null references "TBL_WO" on delete cascade,
  pos int not null,
  part_no varchar(18) not null,
  qty numeric(8, 2) not null check (qty > 0),
  primary key (wo_no, pos)
);
