const DATE = String.raw`(?<year>\d{4}|\+\d{5,10}|-\d{4,10})-(?<month>\d\d)-(?<day>\d\d)`;
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d)(:(?<second>\d\d)(\.(?<fraction>\d{0,9}))?)?`;
const OFFSET = String.raw`(Z|(?<sign>[+-])(?<hours>\d\d)(:(?<minutes>\d\d)(:(?<seconds>\d\d))?)?)`;

const DATE_PATTERN = new RegExp(`^${DATE}$`);
const TIME_PATTERN = new RegExp(`^${TIME}$`);
const DATE_TIME_PATTERN = new RegExp(`^${DATE}T${TIME}$`, 'i');
const INSTANT_PATTERN = new RegExp(`^${DATE}T${TIME}${OFFSET}$`, 'i');

const MICROSECONDS = 1_000_000;
const DAY = 86_400;
const LONGEST_OFFSET = 18 * 60 * 60;

/** How the server writes 24:00, which PostgreSQL has and Java does not. */
const MIDNIGHT = '23:59:59.999999999';

const YEARS_OF_CYCLE = 400;
const DAYS_OF_CYCLE = 146_097;
const CYCLE_OF_2000 = 5;

export const FIRST_YEAR = timestamp(daysTo(1, 1, 1), 0, 0);
export const YEAR_10000 = timestamp(daysTo(10_000, 1, 1), 0, 0);

type Parts = Partial<Record<string, string>>;

export function date(text: string): bigint | undefined {
  return microseconds(DATE_PATTERN.exec(text)?.groups);
}

export function dateTime(text: string): bigint | undefined {
  return microseconds(DATE_TIME_PATTERN.exec(text)?.groups);
}

export function instant(text: string): bigint | undefined {
  return microseconds(INSTANT_PATTERN.exec(text)?.groups);
}

export function time(text: string): bigint | undefined {
  if (text === MIDNIGHT) {
    return BigInt(DAY * MICROSECONDS);
  }
  const parts = TIME_PATTERN.exec(text)?.groups;
  const ofDay = parts && timeOfDay(parts);
  return ofDay === undefined ? undefined : BigInt(ofDay);
}

/** What the parts of a date, a time and an offset say; those that are missing are zero. */
function microseconds(parts: Parts | undefined): bigint | undefined {
  if (!parts) {
    return undefined;
  }
  const days = dateOf(parts);
  const ofDay = timeOfDay(parts);
  const offset = offsetSeconds(parts);
  return days === undefined || ofDay === undefined || offset === undefined ? undefined : timestamp(days, ofDay, offset);
}

/** The years of PostgreSQL are too many for doubles in microseconds. */
function timestamp(days: number, ofDay: number, offset: number): bigint {
  return BigInt(days) * BigInt(DAY * MICROSECONDS) + BigInt(ofDay - offset * MICROSECONDS);
}

function dateOf(parts: Parts): number | undefined {
  const [year, month, day] = numbers(parts, 'year', 'month', 'day');
  const nextMonth = month < 12 ? daysTo(year, month + 1, 1) : daysTo(year + 1, 1, 1);
  const exists = month >= 1 && month <= 12 && day >= 1 && daysTo(year, month, day) < nextMonth;
  return exists ? daysTo(year, month, day) : undefined;
}

/** From 1970, in the Gregorian calendar of all times. Its cycles keep far years within what a Date can hold. */
function daysTo(year: number, month: number, day: number): number {
  const cycle = Math.floor(year / YEARS_OF_CYCLE);
  const ofCycle = Date.UTC(CYCLE_OF_2000 * YEARS_OF_CYCLE + year - cycle * YEARS_OF_CYCLE, month - 1, day);
  return ofCycle / (DAY * 1000) + (cycle - CYCLE_OF_2000) * DAYS_OF_CYCLE;
}

function timeOfDay(parts: Parts): number | undefined {
  const [hour, minute, second] = numbers(parts, 'hour', 'minute', 'second');
  const fraction = Number((parts['fraction'] ?? '').slice(0, 6).padEnd(6, '0'));
  const exists = hour < 24 && minute < 60 && second < 60;
  return exists ? ((hour * 60 + minute) * 60 + second) * MICROSECONDS + fraction : undefined;
}

function offsetSeconds(parts: Parts): number | undefined {
  const [hours, minutes, seconds] = numbers(parts, 'hours', 'minutes', 'seconds');
  const offset = (hours * 60 + minutes) * 60 + seconds;
  const exists = minutes < 60 && seconds < 60 && offset <= LONGEST_OFFSET;
  return exists ? (parts['sign'] === '-' ? -offset : offset) : undefined;
}

function numbers(parts: Parts, ...names: [string, string, string]): [number, number, number] {
  const [first, second, third] = names;
  return [Number(parts[first] ?? 0), Number(parts[second] ?? 0), Number(parts[third] ?? 0)];
}
