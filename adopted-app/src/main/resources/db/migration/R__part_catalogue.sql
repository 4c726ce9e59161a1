-- The manufacturer's catalogue. Prices change; the stock is ours.
insert into inv.parts (part_no, descr, price) values
  ('CMP-2290', 'Compressor 2.2 kW', 689.00),
  ('CMP-4090', 'Compressor 4.0 kW', 1120.00),
  ('FAN-0250', 'Condenser fan 250 mm', 84.50),
  ('GSK-1200', 'Door gasket 1200 mm', 31.20),
  ('REF-R290', 'Refrigerant R290, 1 kg', 27.90),
  ('THM-0010', 'Thermostat', 19.95)
on conflict (part_no) do update set descr = excluded.descr, price = excluded.price
where (parts.descr, parts.price) is distinct from (excluded.descr, excluded.price);
