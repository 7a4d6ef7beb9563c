/** For tests: ADT messages in ITK form, written field by field. */

export interface AdtText {
  readonly trigger: string;
  /** EVN-6, YYYYMMDDHHMMSS local. */
  readonly at: string;
  /** EVN-2 and MSH-7; `at` when absent. */
  readonly recorded?: string;
  readonly controlId: string;
  /** MSH-13. */
  readonly sequence?: string;
  readonly pid?: Readonly<Record<number, string>>;
  readonly pd1?: Readonly<Record<number, string>>;
  /** No PV1 segment when absent. */
  readonly pv1?: Readonly<Record<number, string>>;
  readonly pv2?: Readonly<Record<number, string>>;
  /** Whole further segments. */
  readonly more?: readonly string[];
  readonly msh?: Readonly<Record<number, string>>;
}

const PID: Readonly<Record<number, string>> = {
  1: '1',
  3: '9990000018^^^NHS^NH~R12345^^^RFR^MR',
  5: 'Hartley^Joan^^^Mrs^^L',
  7: '19410203',
  8: '2',
  11: '1 Mill Lane^^Rotherham^^S60 9ZZ^GBR^H',
  32: 'NSTS01',
};

export function adtText(message: AdtText): string {
  const recorded = message.recorded ?? message.at;
  const msh: Record<number, string> = {
    2: '^~\\&',
    3: 'PAS',
    4: 'RFR',
    7: recorded,
    9: `ADT^${message.trigger}`,
    10: message.controlId,
    11: 'P',
    12: '2.4',
    13: message.sequence ?? '',
    18: 'UNICODE UTF-8',
    ...message.msh,
  };
  return [
    segment('MSH', msh).replace('MSH||', 'MSH|'),
    segment('EVN', { 2: recorded, 6: message.at }),
    segment('PID', { ...PID, ...message.pid }),
    ...(message.pd1 === undefined ? [] : [segment('PD1', message.pd1)]),
    ...(message.pv1 === undefined ? [] : [segment('PV1', { 1: '1', 19: 'V1^^^RFR^VN', ...message.pv1 })]),
    ...(message.pv2 === undefined ? [] : [segment('PV2', message.pv2)]),
    ...(message.more ?? []),
    '',
  ].join('\r');
}

function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|');
}
