-- Names are those of the old system, from which the data was taken over.
create table app_user (
  login varchar(20) primary key,
  pw varchar(100) not null,
  role_cd varchar(10) not null check (role_cd in ('DISPATCHER', 'TECHNICIAN')),
  depot_cd varchar(4) not null
);

create table "TBL_CUST" (
  cust_no bigserial primary key,
  "NAME1" varchar(80) not null,
  cust_cat varchar(1) not null default 'B' check (cust_cat in ('B', 'K', 'P')),
  "Tel" varchar(40),
  str varchar(80),
  zip varchar(10),
  city varchar(60),
  cred_lim numeric(12, 2) not null default 0,
  row_ver int not null default 0,
  lst_upd_dt timestamp not null default localtimestamp
);

create table "TBL_CUST_CONT" (
  cust_no bigint not null references "TBL_CUST" on delete cascade,
  "NAME1" varchar(80) not null,
  "Tel" varchar(40)
);

create index tbl_cust_cont_cust_no on "TBL_CUST_CONT" (cust_no);
