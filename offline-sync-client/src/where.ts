import { compare, isComparable, READERS, type Key, type Kinds, type Reader, type Scalar } from './values';
import type { Comparison, Json, Value, Where } from './wire';

type Bound = 'gt' | 'gte' | 'lt' | 'lte';

type Operator = 'eq' | keyof Comparison;

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
