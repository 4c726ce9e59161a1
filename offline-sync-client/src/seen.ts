/**
 * Whether a transaction is visible in a snapshot of the database.
 * @param seen the snapshot in PostgreSQL's text form, `xmin:xmax:xip,…`
 * @param xid the transaction
 */
export function isSeen(seen: string, xid: string): boolean {
  const [xmin = '', xmax = '', running = ''] = seen.split(':');
  const id = BigInt(xid);
  return id < BigInt(xmin) || (id < BigInt(xmax) && !running.split(',').includes(xid));
}
