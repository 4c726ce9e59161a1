import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Kinds } from '../src/values';
import { matches, normalised, predicate } from '../src/where';
import type { Json, Value, Where } from '../src/wire';

/** What a condition does: which rows it finds, or that it is refused. */
interface Outcome {
  expected?: number[];
  invalid?: true;
}

interface Case extends Outcome {
  name: string;
  kinds?: Kinds;
  rows?: Value[];
  where: Where;
  /** Where the client cannot do as the server does. */
  client?: Outcome & { why: string };
}

const CASES = JSON.parse(
  readFileSync(
    new URL('../../offline-sync-autoconfigure/src/test/resources/where-cases.json', import.meta.url),
    'utf8',
  ),
) as Case[];

const VALID = CASES.filter((example) => !outcome(example).invalid);

const INVALID = CASES.filter((example) => outcome(example).invalid);

function outcome(example: Case): Outcome {
  return example.client ?? example;
}

function found({ rows = [], kinds }: Case, where: Where): number[] {
  const holds = predicate(where, kinds);
  return rows.flatMap((row, index) => (holds(row) ? [index] : []));
}

/** What no type would let pass. */
function malformed(where: unknown): Where {
  return where as Where;
}

describe('the cases that client and server share', () => {
  it.each(VALID)('decides: $name', (example) => {
    expect(found(example, example.where)).toEqual(outcome(example).expected);
  });

  it.each(INVALID)('refuses: $name', ({ where, kinds }) => {
    expect(() => predicate(where, kinds)).toThrow(TypeError);
    expect(() => matches(where, {}, kinds)).toThrow(TypeError);
    expect(() => normalised(where, kinds)).toThrow(TypeError);
  });

  it.each(VALID)('keeps the meaning of what it normalises: $name', (example) => {
    const text = normalised(example.where, example.kinds);
    const where = JSON.parse(text) as Where;
    expect(found(example, where)).toEqual(outcome(example).expected);
    expect(normalised(where, example.kinds)).toBe(text);
  });
});

describe('matches', () => {
  it('does not see what a value inherits', () => {
    const inherited = Object.create({ title: 'a' }) as Value;
    expect(matches({ title: 'a' }, inherited)).toBe(false);
    expect(matches({ title: null }, inherited)).toBe(true);
    expect(matches({ constructor: null }, {}, { constructor: 'text' as const })).toBe(true);
  });

  it('does not see kinds that are inherited', () => {
    const inherited = Object.create({ uid: 'uuid' }) as Kinds;
    expect(matches({ uid: 'a' }, { uid: 'a' }, inherited)).toBe(true);
  });

  it('does not convert values', () => {
    const values: Json[] = ['1', 1, true, '', 0, false, [], [1], {}, 'x'];
    for (const operand of ['1', 1, true, '', 0, false]) {
      expect(values.filter((a) => matches({ a: operand }, { a }))).toEqual([operand]);
      expect(values.filter((a) => matches({ a: { gte: operand, lte: operand } }, { a }))).toEqual([operand]);
      expect(values.filter((a) => !matches({ a: { ne: operand } }, { a }))).toEqual([operand]);
    }
  });

  it('takes what is not of its kind for a value that is unlike all others', () => {
    const kinds: Kinds = { at: 'instant' };
    const at = '2026-11-24T10:15:30Z';
    for (const value of ['soon', '2026-02-30T10:15:30Z', 0, [], '2026-11-24T10:15:30']) {
      expect(matches({ at: { gte: '0001-01-01T00:00:00Z' } }, { at: value }, kinds)).toBe(false);
      expect(matches({ at: { in: [at] } }, { at: value }, kinds)).toBe(false);
      expect(matches({ at: { ne: at } }, { at: value }, kinds)).toBe(true);
      expect(matches({ at: null }, { at: value }, kinds)).toBe(false);
    }
  });

  it('counts the days of leap years and others', () => {
    const kinds: Kinds = { day: 'date' };
    for (let day = Date.UTC(1999, 11, 1); day < Date.UTC(2005, 0, 1); day += 86_400_000) {
      const [before, on, after] = [day - 86_400_000, day, day + 86_400_000].map((time) =>
        new Date(time).toISOString().slice(0, 10),
      );
      expect(matches({ day: { gt: before ?? '', lt: after ?? '' } }, { day: on ?? '' }, kinds)).toBe(true);
    }
    for (const day of ['1900-02-29', '2023-02-29', '2024-02-30', '2024-00-10', '2024-01-00', '2024-04-31']) {
      expect(() => matches({ day }, {}, kinds)).toThrow(TypeError);
    }
  });

  it('can be made once for many values', () => {
    const holds = predicate({ a: { in: [1, 3] } });
    expect([1, 2, 3].filter((a) => holds({ a }))).toEqual([1, 3]);
  });
});

describe('a malformed where', () => {
  it.each([
    [undefined, 'A where is an object, such as { field: value }'],
    [new Map([['a', 1]]), 'A where is an object, such as { field: value }'],
    [{ a: {} }, "The where of 'a' has no operator: use one of gt, gte, lt, lte, in, ne"],
    [{ a: { eq: 1 } }, "The where of 'a' has an unknown operator: use one of gt, gte, lt, lte, in, ne"],
    [{ a: { in: 1 } }, "The where of 'a' needs a list of values for 'in'"],
    [{ a: { gt: 'x', lt: 1 } }, "The where of 'a' needs text"],
    [{ a: 'secret\0' }, "The where of 'a' needs text without U+0000 and without unpaired surrogates"],
    [{ constructor: 1 }, "The where names 'constructor', as no field is called: state the kind of the field if one is"],
  ])('is refused with what to do: %o', (where, message) => {
    expect(() => matches(malformed(where), {})).toThrow(new TypeError(message));
  });

  it.each([undefined, NaN, Infinity, -Infinity, 1n, Symbol('a'), () => 1])(
    'is refused for what JSON would leave out or change: %o',
    (value) => {
      for (const where of [{ a: value }, { a: { gt: 1, lt: value } }, { a: { in: [1, value] } }]) {
        expect(() => matches(malformed(where), {})).toThrow(
          "The where of 'a' compares with text, finite numbers and truth values only; null goes with equals and 'ne'",
        );
      }
    },
  );

  it('is refused for dates, and for lists with holes', () => {
    expect(() => matches(malformed({ a: new Date() }), {})).toThrow(TypeError);
    // eslint-disable-next-line no-sparse-arrays
    expect(() => matches(malformed({ a: { in: [1, , 2] } }), {})).toThrow(TypeError);
  });

  it('does not repeat values or long names', () => {
    const secret = 'secret'.repeat(1000);
    for (const where of [{ [secret]: 1 }, { a: { [secret]: 1 } }, { a: secret }, { a: { in: secret } }]) {
      expect(() => matches(malformed(where), {}, { a: 'number' })).toThrow(/^(?!.*secret).{1,200}$/);
    }
  });

  it('is refused at once, before there are values', () => {
    expect(() => predicate(malformed({ a: { or: 1 } }))).toThrow(TypeError);
  });

  it('says which kinds there are', () => {
    expect(() => matches({ a: 1 }, {}, { a: 'uid' } as unknown as Kinds)).toThrow(
      "'a' is stated to be of an unknown kind: use one of text, uuid, instant, dateTime, date, time, number, float, boolean",
    );
    expect(() => matches({ a: 1 }, {}, { a: 'constructor' } as unknown as Kinds)).toThrow('unknown kind');
  });
});

describe('normalised', () => {
  it.each<[Where, string]>([
    [{}, '{}'],
    [{ b: 1, a: null, c: 'x', d: true }, '{"a":null,"b":1,"c":"x","d":true}'],
    [{ a: { lte: 4, gt: 1, ne: 2, in: [3, 2] } }, '{"a":{"gt":1,"in":[2,3],"lte":4,"ne":2}}'],
    [{ a: { in: [10, 9, 10, -0, 0] } }, '{"a":{"in":[0,9,10]}}'],
    [{ a: { in: ['\u{1F600}', '\uE000', 'b', 'a', 'b'] } }, '{"a":{"in":["a","b","\uE000","\u{1F600}"]}}'],
    [{ a: { in: [true, false, true] } }, '{"a":{"in":[false,true]}}'],
    [{ a: { in: ['x', 'x'] } }, '{"a":"x"}'],
    [{ a: { in: [] } }, '{"a":{"in":[]}}'],
    [{ a: { in: ['x'], gt: 'a' } }, '{"a":{"gt":"a","in":["x"]}}'],
    [{ a: { ne: null } }, '{"a":{"ne":null}}'],
    [{ a: -0 }, '{"a":0}'],
  ])('writes %o', (where, text) => {
    expect(normalised(where)).toBe(text);
  });

  it('tells different conditions apart', () => {
    const wheres: Where[] = [
      ...[{}, { a: null }, { a: { ne: null } }, { a: '' }, { a: 'null' }, { a: 0 }, { a: '0' }, { a: false }],
      ...[{ a: { in: [] } }, { a: { in: ['a', 'b'] } }, { a: { in: ['a,b'] } }, { a: { in: ['ab', ''] } }],
      ...[{ a: { gt: 1 } }, { a: { gte: 1 } }, { a: { lt: 1 } }, { a: { lte: 1 } }, { a: { ne: 1 } }, { b: 1 }],
    ];
    expect(new Set(wheres.map((where) => normalised(where))).size).toBe(wheres.length);
  });

  it('keeps names that every object has', () => {
    const where = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Where;
    const kinds = JSON.parse('{"__proto__": "text", "constructor": "text"}') as Kinds;
    expect(normalised(where, kinds)).toBe('{"__proto__":"a","constructor":"b"}');
  });
});
