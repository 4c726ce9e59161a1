import type { Comparison, Json, Value, Where } from './wire';

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

type Scalar = string | number | boolean;

/** What stands for a value: equal values have the same key, and keys are in the order of the values. */
type Key = Scalar | bigint;

type Bound = 'gt' | 'gte' | 'lt' | 'lte';

type Operator = 'eq' | keyof Comparison;

interface Reader {
  /** What a value has to be, for messages. */
  needed: string;
  /** The key of a value, or nothing if it is null or of another kind. */
  key(json: Json): Key | undefined;
}

interface Term {
  operator: Operator;
  /** For `in` any number, sorted and distinct; none to compare with null; else one. */
  operands: Scalar[];
  keys: Key[];
}

interface Condition {
  field: string;
  reader: Reader;
  terms: Term[];
}

/** The longest name that the server takes. */
const MAX_FIELD_NAME = 128;

const OPERATORS: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'in', 'ne'] satisfies (keyof Comparison)[];

const USE_ONE_OF = `use one of ${OPERATORS.join(', ')}`;

const BOUNDS: Record<Bound, (order: number) => boolean> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

const READERS: Record<Kind, Reader> = {
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

/**
 * Whether a condition holds for a value, as the server decides it. Null, and a field that the value does not have,
 * satisfies no bound and no `in`; it is distinct from every value.
 *
 * What cannot be the same as on the server:
 *
 * - Numbers are doubles here. Decimals that differ only beyond their 16 digits or so, and integers that differ beyond
 *   2^53, are equal here and not on the server.
 * - A name that no field of the table has, a bound on an enum that the server cannot order, or a fraction for a field
 *   of whole numbers is refused by the server only.
 *
 * To decide for many values, make a {@link predicate} once.
 *
 * @param kinds what the fields of the table hold, as far as it matters
 * @throws TypeError if the condition is malformed, or a value in it is not of its field's kind
 */
export function matches(where: Where, value: Value, kinds?: Kinds): boolean {
  return predicate(where, kinds)(value);
}

/**
 * A condition as a function that tells whether it holds for a value: see {@link matches}.
 * @throws TypeError at once, if the condition is malformed or a value in it is not of its field's kind
 */
export function predicate(where: Where, kinds: Kinds = {}): (value: Value) => boolean {
  const tests = conditions(where, kinds).flatMap(({ field, reader, terms }) =>
    terms.map((term) => ({ field, holds: test(term, reader) })),
  );
  return (value) => tests.every(({ field, holds }) => holds(own(value, field) ?? null));
}

/**
 * A condition as JSON text that is the same for equal conditions, in whatever order they name fields, operators and
 * the values of an `in`. It is a condition of the same meaning. Values are compared as they are written, so that two
 * ways to write a moment or a UUID are not the same text.
 * @throws TypeError if the condition is malformed, or a value in it is not of its field's kind
 */
export function normalised(where: Where, kinds: Kinds = {}): string {
  return JSON.stringify(
    sortedObject(conditions(where, kinds).map(({ field, terms }) => [field, normalisedTerms(terms)])),
  );
}

function normalisedTerms(terms: Term[]): Json {
  const [only, ...others] = terms;
  if (only && others.length === 0 && isEquality(only)) {
    return only.operands[0] ?? null;
  }
  return sortedObject(
    terms.map(({ operator, operands }) => [operator, operator === 'in' ? operands : (operands[0] ?? null)]),
  );
}

function isEquality({ operator, operands }: Term): boolean {
  return operator === 'eq' || (operator === 'in' && operands.length === 1);
}

/** Unlike assignments, this makes a property of any name. */
function sortedObject(entries: [string, Json][]): { [name: string]: Json } {
  return Object.fromEntries(entries.sort(([left], [right]) => compare(left, right)));
}

function test({ operator, keys }: Term, reader: Reader): (json: Json) => boolean {
  const [first] = keys;
  if (first === undefined && operator !== 'in') {
    return (json) => (json === null) === (operator === 'eq');
  }
  if (first !== undefined && isBound(operator)) {
    return (json) => {
      const key = reader.key(json);
      return key !== undefined && BOUNDS[operator](compare(key, first));
    };
  }
  const equal = new Set<Key | undefined>(keys);
  return (json) => equal.has(reader.key(json)) === (operator !== 'ne');
}

function conditions(where: unknown, kinds: Kinds): Condition[] {
  if (!isObject(where)) {
    throw new TypeError('A where is an object, such as { field: value }');
  }
  return Object.entries(where).map(([field, condition]) => {
    checkName(field, kinds);
    const compared = comparisons(field, condition).map(([operator, operand]) => ({
      operator,
      operands: operandsOf(field, operator, operand),
    }));
    const sample = compared.flatMap(({ operands }) => operands)[0];
    const reader = readerOf(field, kinds, sample);
    const terms = compared.map((term) => ({
      ...term,
      keys: term.operands.map((value) => keyOf(field, reader, value)),
    }));
    return { field, reader, terms };
  });
}

/** Names of what every object inherits are mistakes or attacks, unless the application says that it has such a field. */
function checkName(field: string, kinds: Kinds): void {
  if (field.length > MAX_FIELD_NAME || /\p{Cc}/u.test(field)) {
    throw new TypeError(
      `The where has a name longer than ${MAX_FIELD_NAME} characters, or one with control characters: no field has`,
    );
  }
  if (field in Object.prototype && !Object.hasOwn(kinds, field)) {
    throw new TypeError(`The where names '${field}', as no field is called: state the kind of the field if one is`);
  }
}

function comparisons(field: string, condition: unknown): [Operator, unknown][] {
  if (!isObject(condition)) {
    return [['eq', condition]];
  }
  const entries = Object.entries(condition);
  if (entries.length === 0) {
    throw new TypeError(`The where of '${field}' has no operator: ${USE_ONE_OF}`);
  }
  return entries.map(([name, operand]) => {
    if (!isOperator(name)) {
      throw new TypeError(`The where of '${field}' has an unknown operator: ${USE_ONE_OF}`);
    }
    return [name, operand];
  });
}

function operandsOf(field: string, operator: Operator, operand: unknown): Scalar[] {
  if (operator === 'in') {
    if (!Array.isArray(operand)) {
      throw new TypeError(`The where of '${field}' needs a list of values for 'in'`);
    }
    // Unlike map, this does not leave out holes, which are null in JSON.
    const values = Array.from(operand, (value: unknown) => scalar(field, value));
    return [...new Set(values)].sort(compare);
  }
  return operand === null && (operator === 'eq' || operator === 'ne') ? [] : [scalar(field, operand)];
}

/** Values that JSON would leave out, or write as null, must not change what a condition means. */
function scalar(field: string, value: unknown): Scalar {
  if (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  ) {
    return value;
  }
  throw new TypeError(
    `The where of '${field}' compares with text, finite numbers and truth values only; null goes with equals and 'ne'`,
  );
}

function readerOf(field: string, kinds: Kinds, sample: Scalar | undefined): Reader {
  const stated = own(kinds, field);
  if (stated === undefined) {
    return READERS[typeof sample === 'number' ? 'number' : typeof sample === 'boolean' ? 'boolean' : 'text'];
  }
  const reader = own<Reader>(READERS, stated);
  if (!reader) {
    throw new TypeError(`'${field}' is stated to be of an unknown kind: use one of ${Object.keys(READERS).join(', ')}`);
  }
  return reader;
}

function keyOf(field: string, reader: Reader, value: Scalar): Key {
  const key = reader.key(value);
  if (key === undefined || !isComparable(key)) {
    throw new TypeError(`The where of '${field}' needs ${reader.needed}`);
  }
  if (typeof key === 'string' && /[\p{Surrogate}\0]/u.test(key)) {
    throw new TypeError(`The where of '${field}' needs text without U+0000 and without unpaired surrogates`);
  }
  return key;
}

/** Records may hold more than conditions can compare with: years of other lengths, and numbers that are not finite. */
function isComparable(key: Key): boolean {
  return typeof key === 'bigint' ? key >= FIRST_YEAR && key < YEAR_10000 : typeof key !== 'number' || isFinite(key);
}

/** Compare keys of one kind. NaN, which only records hold, is greater than all. */
function compare(left: Key, right: Key): number {
  if (typeof left === 'string' && typeof right === 'string') {
    return compareCodePoints(left, right);
  }
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The order of UTF-16 has what lies above U+FFFF, in surrogates, before U+E000. */
function compareCodePoints(left: string, right: string): number {
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

function isBound(operator: Operator): operator is Bound {
  return operator in BOUNDS;
}

function isOperator(name: string): name is keyof Comparison {
  return OPERATORS.includes(name);
}

/** An object as JSON has it: no array, and no map or date, which would lose what they hold. */
function isObject(json: unknown): json is object {
  return Object.prototype.toString.call(json) === '[object Object]';
}

function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
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

const FIRST_YEAR = timestamp(daysTo(1, 1, 1), 0, 0);
const YEAR_10000 = timestamp(daysTo(10_000, 1, 1), 0, 0);

type Parts = Partial<Record<string, string>>;

function date(text: string): bigint | undefined {
  return microseconds(DATE_PATTERN.exec(text)?.groups);
}

function dateTime(text: string): bigint | undefined {
  return microseconds(DATE_TIME_PATTERN.exec(text)?.groups);
}

function instant(text: string): bigint | undefined {
  return microseconds(INSTANT_PATTERN.exec(text)?.groups);
}

function time(text: string): bigint | undefined {
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
