import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from './message.ts';

const HEADER = 'MSH|^~\\&|PAS|RFR|||20261121101112||ADT^A01^ADT_A01|1|P|2.4';

function parse(...lines: string[]) {
  return parseMessage([HEADER, ...lines].join('\r'));
}

/** The first PID of a message whose PID is `line`. */
function pid(line: string) {
  const segment = parse(line).message.first('PID');
  if (segment === undefined) throw new Error('no PID');
  return segment;
}

describe('parseMessage', () => {
  it('counts fields, components and sub-components from 1', () => {
    const segment = pid('PID|1||123^^^RFR&2.16&ISO^PI|');
    expect(segment.value(1)).toBe('1');
    expect(segment.value(3)).toBe('123');
    expect(segment.value(3, 4, 1)).toBe('RFR');
    expect(segment.value(3, 4, 3)).toBe('ISO');
    expect(segment.value(3, 5)).toBe('PI');
    expect(segment.value(3, 5, 1)).toBe('PI');
    expect(segment.value(3, 5, 2)).toBeUndefined();
  });

  it('has MSH-1 and MSH-2 at their positions, and MSH-3 behind them', () => {
    const header = parse().message.first('MSH');
    expect(header?.value(1)).toBe('|');
    expect(header?.value(2)).toBe('^~\\&');
    expect(header?.rawText(2)).toBe('^~\\&');
    expect(header?.value(3)).toBe('PAS');
    expect(header?.value(9, 2)).toBe('A01');
    expect(header?.value(12)).toBe('2.4');
  });

  it('tells absent, null and text apart in fields, repetitions and components', () => {
    const segment = pid('PID|""||A~""~B||29 WEST AVENUE^""^MALTON^a&""&c|');
    expect(segment.value(1)).toBeNull();
    expect(segment.value(1, 3)).toBeNull();
    expect(segment.repetitions(1).map((one) => one.isNull)).toEqual([true]);
    expect(segment.value(2)).toBeUndefined();
    expect(segment.value(99)).toBeUndefined();
    expect(segment.repetitions(3).map((one) => one.value())).toEqual(['A', null, 'B']);
    expect(segment.repetitions(3).map((one) => one.isNull)).toEqual([false, true, false]);
    expect(segment.value(5, 1)).toBe('29 WEST AVENUE');
    expect(segment.value(5, 2)).toBeNull();
    expect(segment.value(5, 2, 1)).toBeNull();
    expect(segment.value(5, 3)).toBe('MALTON');
    expect(segment.value(5, 4, 2)).toBeNull();
    expect(segment.value(5, 5)).toBeUndefined();
    expect(pid('PID|say ""').value(1)).toBe('say ""');
  });

  it('gives the repetitions that are present, and none of an absent field', () => {
    const segment = pid('PID|||A~~B~^^|');
    expect(segment.repetitions(3).map((one) => one.value())).toEqual(['A', 'B']);
    expect(segment.repetitions(2)).toEqual([]);
    expect(segment.repetitions(50)).toEqual([]);
    expect([segment.repetitions(0), segment.repetitions(-1), segment.repetitions(1.5)]).toEqual([[], [], []]);
  });

  it('keeps a bare & as text unless a sub-component is asked for', () => {
    const segment = pid('PID|||||MARKS & SPENCER^A&E');
    expect(segment.value(5)).toBe('MARKS & SPENCER');
    expect(segment.value(5, 2)).toBe('A&E');
    expect(segment.value(5, 2, 2)).toBe('E');
  });

  it('decodes escapes after splitting, and keeps what is none', () => {
    const segment = pid('PID|A\\T\\E^C:\\Users\\bob^x\\S\\y|\\M1\\|BSV 4\\5|\\X0D0A\\');
    expect(segment.value(1)).toBe('A&E');
    expect(segment.value(1, 1, 2)).toBeUndefined();
    expect(segment.value(1, 2)).toBe('C:\\Users\\bob');
    expect(segment.value(1, 3)).toBe('x^y');
    expect(segment.value(2)).toBe('\\M1\\');
    expect(segment.value(3)).toBe('BSV 4\\5');
    expect(segment.value(4)).toBe('\r\n');
    expect(segment.rawText(1)).toBe('A\\T\\E^C:\\Users\\bob^x\\S\\y');
  });

  it('reads hexadecimal escapes in the character set that it is told', () => {
    const { message } = parseMessage(`${HEADER}\rPID|\\XEB\\`, 'windows-1252');
    expect(message.first('PID')?.value(1)).toBe('ë');
  });

  it('uses the delimiters of the message', () => {
    const { message, flags } = parseMessage('MSH*:;/%*PAS\rPID*a:b%c;d*x/F/y*p|q^r~s&t\\u');
    const segment = message.first('PID');
    expect(segment?.repetitions(1)).toHaveLength(2);
    expect(segment?.value(1, 2, 2)).toBe('c');
    expect(segment?.value(2)).toBe('x*y');
    expect(segment?.value(3)).toBe('p|q^r~s&t\\u');
    expect(message.first('MSH')?.value(2)).toBe(':;/%');
    expect(flags).toEqual([]);
  });

  it('takes a fifth encoding character, and two only', () => {
    expect(parseMessage('MSH|^~\\&#|PAS\rPID|a\\P\\').message.first('PID')?.value(1)).toBe('a#');
    expect(parseMessage('MSH|^~\\&#|PAS').message.first('MSH')?.value(2)).toBe('^~\\&#');
    const two = parseMessage('MSH|^~|PAS\rPID|a^b&c\\T\\').message.first('PID');
    expect(two?.value(1, 2)).toBe('b&c\\T\\');
    expect(two?.value(1, 2, 1)).toBe('b&c\\T\\');
    expect(two?.value(1, 2, 2)).toBeUndefined();
  });

  it('keeps segments in order, unknown ones and repeated ones too', () => {
    const { message } = parse('PID|1', 'ZU1|x', 'NK1|1', 'NK1|2', 'QQQ|y');
    expect(message.segments.map((segment) => segment.name)).toEqual([
      'MSH',
      'PID',
      'ZU1',
      'NK1',
      'NK1',
      'QQQ',
    ]);
    expect(message.all('NK1').map((segment) => segment.value(1))).toEqual(['1', '2']);
    expect(message.first('NK1')).toBe(message.segments[3]);
    expect(message.first('PV1')).toBeUndefined();
    expect(message.all('PV1')).toEqual([]);
  });

  it('keeps a line without a segment name as a nameless segment, and flags it', () => {
    const { message, flags } = parse('NTE|1||first line', 'second line|x', 'PID|1');
    expect(flags).toEqual(['line-without-segment-name']);
    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'NTE', '', 'PID']);
    expect(message.segments[2]?.rawText(1)).toBe('second line');
    expect(message.segments[2]?.rawText(2)).toBe('x');
    expect(parse('PIDX|1').flags).toEqual(['line-without-segment-name']);
    expect(parse('pid|1').flags).toEqual(['line-without-segment-name']);
    expect(parse('PID').flags).toEqual([]);
  });

  it('flags escapes that it keeps undecoded', () => {
    expect(parse('PID|\\Zlocal\\').flags).toEqual(['verbatim-escape']);
    expect(parse('PID|\\M1\\ C:\\Users\\bob').flags).toEqual([]);
  });

  it('has no segments where the text does not begin with MSH, and says so', () => {
    for (const text of ['', 'PID|1', 'MSH', 'MSH\rPID']) {
      const { message, flags } = parseMessage(text);
      expect(flags).toEqual(['no-msh']);
      expect(message.segments).toEqual([]);
      expect(message.first('MSH')).toBeUndefined();
    }
  });

  it('never throws, and loses no text of any field', () => {
    const piece = fc.constantFrom(
      'MSH',
      'PID',
      '|',
      '^',
      '~',
      '\\',
      '&',
      '\r',
      '""',
      'A',
      '\\M1\\',
      '#',
      '\n',
      '*',
      'é',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
        (rest) => {
          const text = `MSH|^~\\&|${rest}`;
          const { message } = parseMessage(text);
          const lines = message.segments.map((segment) => {
            const fields = Array.from({ length: segment.fieldCount }, (_, index) =>
              segment.rawText(index + 1),
            );
            for (let field = 1; field <= segment.fieldCount; field++) {
              for (const one of segment.repetitions(field)) expect(one.value(1, 1)).not.toBe('');
            }
            const body = segment.name === 'MSH' ? `|${fields.slice(1).join('|')}` : `|${fields.join('|')}`;
            return segment.name === ''
              ? fields.join('|')
              : segment.fieldCount === 0
                ? segment.name
                : segment.name + body;
          });
          expect(lines).toEqual(text.split('\r').filter((line) => line !== ''));
        },
      ),
      { numRuns: 500 },
    );
  });
});
