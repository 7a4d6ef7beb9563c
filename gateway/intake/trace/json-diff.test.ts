import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDiff, type JsonChange } from './json-diff.ts';

/** RFC 6902 4.1 to 4.3, for operations on values that are there. */
function apply(document: unknown, change: JsonChange): unknown {
  const parts = change.path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = parts.pop();
  if (last === undefined) return change.op === 'remove' ? undefined : change.value;
  const copy: unknown = structuredClone(document);
  let at: unknown = copy;
  const step = (part: string): unknown =>
    Array.isArray(at) ? at[Number(part)] : Object.getOwnPropertyDescriptor(at, part)?.value;
  for (const part of parts) at = step(part);
  if (Array.isArray(at)) {
    if (change.op === 'remove') at.splice(Number(last), 1);
    else at.splice(Number(last), change.op === 'replace' ? 1 : 0, change.value);
  } else if (typeof at === 'object' && at !== null) {
    if (change.op === 'remove') Reflect.deleteProperty(at, last);
    else {
      Object.defineProperty(at, last, {
        value: change.value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return copy;
}

const json = fc.jsonValue({ maxDepth: 4 });

describe('jsonDiff', () => {
  it('gives operations that make the later of the earlier, for any two JSON values', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const before: unknown = JSON.parse(JSON.stringify(a));
        const after: unknown = JSON.parse(JSON.stringify(b));
        expect(jsonDiff(before, after).reduce(apply, before)).toEqual(after);
      }),
    );
  });

  it('says nothing of what is the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(jsonDiff(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it('names the element, what it was and what it is', () => {
    expect(
      jsonDiff(
        { status: 'arrived', location: [{ ward: 'A1' }], 'a/b~c': 1 },
        { status: 'in-progress', location: [{ ward: 'A1' }, { ward: 'B6' }], class: { code: 'IMP' } },
      ),
    ).toEqual([
      { op: 'replace', path: '/status', value: 'in-progress', was: 'arrived' },
      { op: 'add', path: '/location/1', value: { ward: 'B6' } },
      { op: 'remove', path: '/a~1b~0c', was: 1 },
      { op: 'add', path: '/class', value: { code: 'IMP' } },
    ]);
  });

  it('sees an entry put in front as one entry more', () => {
    expect(jsonDiff([{ id: 2 }, { id: 3 }], [{ id: 1 }, { id: 2 }, { id: 3 }])).toEqual([
      { op: 'add', path: '/0', value: { id: 1 } },
    ]);
  });
});
