-- What the application has stored over the years, before anybody thought of offline clients.
insert into app_user (login, pw, role_cd, depot_cd) values
  ('dora', '{noop}secret', 'DISPATCHER', 'HH'),
  ('tom', '{noop}secret', 'TECHNICIAN', 'HH'),
  ('tina', '{noop}secret', 'TECHNICIAN', 'HH'),
  ('max', '{noop}secret', 'TECHNICIAN', 'M');

update inv.parts set stock_qty = 100000;

insert into "TBL_CUST" ("NAME1", cust_cat, "Tel", str, zip, city, cred_lim, row_ver, lst_upd_dt)
select 'Kunde ' || i, (array['B', 'K', 'P'])[1 + i % 3], case when i % 5 > 0 then '040 ' || i end,
  case when i % 7 > 0 then 'Straße ' || i end, case when i % 7 > 0 then (20000 + i)::text end,
  case when i % 7 > 0 then 'Hamburg' end, i * 10, i % 4, timestamp '2011-01-01' + i * interval '1 day'
from generate_series(1, 300) i;

insert into "TBL_CUST_CONT" (cust_no, "NAME1", "Tel")
select c.cust_no, 'Herr ' || n || ' von ' || c."NAME1", case when n > 1 then '0170 ' || n end
from "TBL_CUST" c cross join generate_series(1, 2) n where c.cust_no % 2 = 0;

insert into "TBL_WO" (cust_no, "user", depot_cd, sts_cd, subj, txt, due_dt, row_ver, crt_dt, crt_by, lst_upd_dt, lst_upd_by)
select 1 + i % 300, (array['tom', 'tina', 'max', null])[1 + i % 4], (array['HH', 'HH', 'M'])[1 + i % 3],
  (array[10, 20, 90, 90])[1 + i % 4], 'Auftrag ' || i, case when i % 2 = 0 then 'Es tropft "heftig".' || chr(10) || 'Eilt! ☃' end,
  date '2090-01-01' + i, i % 3, timestamp '2015-05-05 05:05' + i * interval '1 hour', 'import', timestamp '2016-06-06 06:06', 'dora'
from generate_series(1, 400) i;

insert into "TBL_WO_POS" (wo_no, pos, part_no, qty)
select w.wo_no, n, (array['THM-0010', 'GSK-1200', 'CMP-2290'])[1 + n], 1 + (w.wo_no + n) % 4
from "TBL_WO" w cross join generate_series(0, 2) n where n <= w.wo_no % 3;
