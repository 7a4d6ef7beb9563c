import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusters, type Decision } from './cluster.ts';
import type { MatchEvidence } from './evidence.ts';

const entry = (person: string, changes: Partial<MatchEvidence> = {}): MatchEvidence => ({
  person,
  nhsNumber: '9990000018',
  nhsStatus: '01',
  formerNhsNumbers: [],
  birthDate: '1941-03-02',
  family: 'HARTLEY',
  given: 'ANN',
  gender: 'female',
  postcode: 'S651AB',
  twin: false,
  dead: false,
  source: { stamp: person, messageId: `of ${person}` },
  ...changes,
});
const rank = (person: string): number => ['mrn', 'council', 'gp'].indexOf(person.split('|')[0] ?? '');
const decision = (a: string, b: string, same: boolean, stamp = '1'): Decision => ({
  a,
  b,
  same,
  stamp,
  sourceMessageId: `decision ${stamp}`,
});
const shortly = (links: ReturnType<typeof clusters>): string[] =>
  links.map(({ person, anchor, rule }) => `${person} -> ${anchor} ${rule}`).sort();

describe('entries of one person', () => {
  it("stand under the hospital's number", () => {
    const links = clusters(
      [entry('gp|1'), entry('mrn|1'), entry('council|1', { nhsStatus: '02' })],
      [],
      rank,
    );
    expect(shortly(links)).toEqual(['council|1 -> mrn|1 M4', 'gp|1 -> mrn|1 M1']);
  });

  it('are joined by the later of the two statements', () => {
    const [link] = clusters([entry('gp|1'), entry('mrn|1')], [], rank);
    expect(link?.by).toEqual({ stamp: 'mrn|1', sourceMessageId: 'of mrn|1' });
  });

  it('leave out who is another by all but the number', () => {
    const stranger = entry('gp|2', { birthDate: '1970-09-09', family: 'SHAW' });
    expect(shortly(clusters([entry('mrn|1'), stranger, entry('gp|1')], [], rank))).toEqual([
      'gp|1 -> mrn|1 M1',
    ]);
  });

  it('who are others to the first may be one among themselves', () => {
    const stranger = { birthDate: '1970-09-09', family: 'SHAW' };
    const links = clusters([entry('mrn|1'), entry('council|2', stranger), entry('gp|2', stranger)], [], rank);
    expect(shortly(links)).toEqual(['gp|2 -> council|2 M1']);
  });

  it('are joined where somebody decided so, and kept apart where somebody decided that', () => {
    const unnumbered = entry('gp|2', { nhsNumber: '', nhsStatus: '' });
    const all = [entry('mrn|1'), entry('gp|1'), unnumbered];
    const decisions = [decision('gp|2', 'mrn|1', true), decision('mrn|1', 'gp|1', false)];
    expect(shortly(clusters(all, decisions, rank))).toEqual(['gp|2 -> mrn|1 decided']);
  });

  it('take in a number alone where it is one person only', () => {
    const none = { birthDate: '', family: '', given: '', gender: '', postcode: '' };
    const all = [entry('mrn|1'), entry('gp|1', none)];
    expect(shortly(clusters(all, [], rank))).toEqual(['gp|1 -> mrn|1 M1']);
    const stranger = entry('gp|2', { birthDate: '1970-09-09', family: 'SHAW' });
    expect(clusters([...all, stranger], [], rank)).toEqual([]);
    const decided = clusters([...all, stranger], [decision('gp|1', 'gp|2', true)], rank);
    expect(shortly(decided)).toEqual(['gp|1 -> gp|2 decided']);
  });

  it('follow the last decision', () => {
    const all = [entry('mrn|1'), entry('gp|1')];
    const decisions = [decision('mrn|1', 'gp|1', false, '1'), decision('gp|1', 'mrn|1', true, '2')];
    expect(shortly(clusters(all, decisions, rank))).toEqual(['gp|1 -> mrn|1 decided']);
  });

  it('are the same in every order', () => {
    const entries = fc.uniqueArray(
      fc.record({
        person: fc.constantFrom('mrn|1', 'mrn|2', 'gp|1', 'gp|2', 'council|1'),
        nhsNumber: fc.constantFrom('', '9990000018', '9990000026'),
        nhsStatus: fc.constantFrom('', '01', '02'),
        birthDate: fc.constantFrom('1941-03-02', '1941-02-03', '1970-09-09'),
        family: fc.constantFrom('HARTLEY', 'SHAW'),
        gender: fc.constantFrom('female', 'male'),
      }),
      { selector: ({ person }) => person, minLength: 2, maxLength: 5 },
    );
    fc.assert(
      fc.property(entries, fc.boolean(), (list, same) => {
        const all = list.map(({ person, ...changes }) => entry(person, changes));
        const decisions = [decision('mrn|1', 'gp|2', same)];
        expect(shortly(clusters(all.toReversed(), decisions, rank))).toEqual(
          shortly(clusters(all, decisions, rank)),
        );
      }),
    );
  });
});
