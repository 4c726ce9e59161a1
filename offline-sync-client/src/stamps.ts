import type { Metadata } from './wire';

/**
 * The time of a record, in milliseconds.
 * @returns null if it has none, which is older than everything
 */
export function timeOf(metadata: Metadata): number | null {
  const stamp = metadata.deletedAt ?? metadata.updatedAt ?? metadata.createdAt;
  return stamp === null ? null : Date.parse(stamp);
}

/**
 * The stamp of a change that is made here: the time, but later than what was stamped here before, and than the version
 * that the user was looking at.
 * @param now this computer's clock, corrected by the server's
 * @param last the last stamp that was given here, if any
 * @param seen the times of the versions that are changed
 */
export function nextStamp(now: number, last: number | null, seen: (number | null)[]): number {
  const others = [last, ...seen].filter((time) => time !== null);
  return Math.max(Math.trunc(now), ...others.map((time) => time + 1));
}

/** A stamp as the wire has it. */
export function stampText(time: number): string {
  return new Date(time).toISOString();
}
