import { date, dateTime, FIRST_YEAR, instant, time, YEAR_10000 } from './times';
import type { Json } from './wire';

/**
 * What a field holds, and so how the server compares it:
 *
 * - `text`: by code points
 * - `uuid`: whatever the case of its letters
 * - `instant`: a moment, whatever its offset and the digits of its fraction
 * - `dateTime`: a date and a time of day without an offset
 * - `date`, `time`: a day, a time of day
 * - `number`: by value
 * - `float`: a number in a column of single precision, to which the server rounds what it is compared with
 * - `boolean`: false is less than true
 *
 * Dates and times count in microseconds; what is finer is cut off.
 */
export type Kind = 'text' | 'uuid' | 'instant' | 'dateTime' | 'date' | 'time' | 'number' | 'float' | 'boolean';

/**
 * What the fields of a table hold, by name. Fields that are not stated compare by their JSON type: strings by code
 * points, numbers by value.
 *
 * For text, numbers and truth values this is right without more; enums are text. UUIDs and dates need their kind only
 * if they are ever written in another way than the server writes them, such as in upper case. **Instants need it** for
 * bounds: the server leaves out the zeros of a fraction, and `10:00:00Z` is a greater text than `10:00:00.5Z`.
 */
export type Kinds = { readonly [field: string]: Kind };

export type Scalar = string | number | boolean;

/** What stands for a value: equal values have the same key, and keys are in the order of the values. */
export type Key = Scalar | bigint;

export interface Reader {
  /** What a value has to be, for messages. */
  needed: string;
  /** The key of a value, or nothing if it is null or of another kind. */
  key(json: Json): Key | undefined;
}

export const READERS: Record<Kind, Reader> = {
  text: texts('text', (text) => text),
  uuid: texts('a UUID such as 0d9d5b9e-8c43-4b0a-9f1e-2f6f0a7c3d11', uuid),
  instant: texts('an instant such as 2026-11-24T10:15:30Z, of the years 1 to 9999', instant),
  dateTime: texts('a date and time without an offset, such as 2026-11-24T10:15:30, of the years 1 to 9999', dateTime),
  date: texts('a date such as 2026-11-24, of the years 1 to 9999', date),
  time: texts('a time such as 10:15:30', time),
  number: { needed: 'a number', key: number },
  float: { needed: 'a number within single precision', key: float },
  boolean: { needed: 'true or false', key: (json) => (typeof json === 'boolean' ? json : undefined) },
};

/** Records may hold more than conditions can compare with: years of other lengths, and numbers that are not finite. */
export function isComparable(key: Key): boolean {
  return typeof key === 'bigint' ? key >= FIRST_YEAR && key < YEAR_10000 : typeof key !== 'number' || isFinite(key);
}

/** Compare keys of one kind. NaN, which only records hold, is greater than all. */
export function compare(left: Key, right: Key): number {
  if (typeof left === 'string' && typeof right === 'string') {
    return compareCodePoints(left, right);
  }
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The order of UTF-16 has what lies above U+FFFF, in surrogates, before U+E000. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) {
      return Number(isSurrogate(a)) - Number(isSurrogate(b)) || a - b;
    }
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function texts(needed: string, key: (text: string) => Key | undefined): Reader {
  return { needed, key: (json) => (typeof json === 'string' ? key(json) : undefined) };
}

/** JSON has no numbers for NaN and the infinities: the server writes their names. */
function number(json: Json): number | undefined {
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') {
    return Number(json);
  }
  return typeof json === 'number' ? json : undefined;
}

function float(json: Json): number | undefined {
  const value = number(json);
  return value === undefined ? undefined : Math.fround(value);
}

function uuid(text: string): string | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;
}
