create table depot (
  depot_cd varchar(4) primary key,
  descr varchar(40) not null
);

insert into depot (depot_cd, descr) values ('HH', 'Hamburg'), ('M', 'München'), ('S', 'Stuttgart');

alter table app_user add constraint app_user_depot_fk foreign key (depot_cd) references depot;
alter table "TBL_WO" add constraint tbl_wo_depot_fk foreign key (depot_cd) references depot;
