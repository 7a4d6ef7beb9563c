import { describe, expect, it } from 'vitest';
import { sourceField } from '../../../test-data/adt/source.ts';
import { address, contactPoints, humanName } from './names-and-addresses.ts';

describe('XPN', () => {
  it.each([
    ['L', 'official'],
    ['', 'official'],
    ['D', 'official'],
    ['CURRENT', 'official'],
    ['current', 'official'],
    ['PREFERRED', 'nickname'],
    ['N', 'nickname'],
    ['A', 'old'],
    ['PREVIOUS', 'old'],
    ['PREVIOUS-BIRTH', 'old'],
    ['PREVIOUS-BACHELOR', 'old'],
    ['PREVIOUS-MAIDEN', 'maiden'],
    ['M', 'maiden'],
  ])('of type "%s" is used as %s', (type, use) => {
    expect(humanName(sourceField(`Hartley^Joan^^^^^${type}`))).toEqual({
      known: true,
      name: { use, family: 'Hartley', given: ['Joan'] },
    });
  });

  it('has every part, each given name of its own', () => {
    expect(humanName(sourceField("O'Hara^Joan Mary^Rose^OBE^Mrs^^L"))?.name).toEqual({
      use: 'official',
      family: "O'Hara",
      given: ['Joan', 'Mary', 'Rose'],
      prefix: ['Mrs'],
      suffix: ['OBE'],
    });
  });

  it('of an unknown type keeps the name, without a use, and says so', () => {
    expect(humanName(sourceField('Hartley^Joan^^^^^XYZ'))).toEqual({
      known: false,
      name: { family: 'Hartley', given: ['Joan'] },
    });
  });

  it.each(['^^^^Mrs^^L', '""', '^""^^^^^L'])('without family and given name is none: %s', (text) => {
    expect(humanName(sourceField(text))).toBeUndefined();
  });

  it('never puts a type into the text that people would read as the name', () => {
    expect(humanName(sourceField('Hart^Jo^^^^^A'))?.name).not.toHaveProperty('text');
  });
});

describe('XAD', () => {
  it.each([
    ['H', { use: 'home' }],
    ['HOME', { use: 'home' }],
    ['L', { use: 'home' }],
    ['', { use: 'home' }],
    ['PST', { use: 'home', type: 'postal' }],
    ['M', { use: 'home', type: 'postal' }],
    ['TMP', { use: 'temp' }],
    ['C', { use: 'temp' }],
  ])('of type "%s" is %o', (type, use) => {
    expect(address(sourceField(`1 Mill Lane^^Rotherham^^S60 9ZZ^GBR^${type}`))).toEqual({
      known: true,
      address: { ...use, line: ['1 Mill Lane'], city: 'Rotherham', postalCode: 'S60 9ZZ', country: 'GBR' },
    });
  });

  it('keeps both lines and the county, and reads sub-components as one line', () => {
    expect(
      address(sourceField('Mill Lane&Mill House^Kimberworth^Rotherham^South Yorkshire^S60 9ZZ^GBR^H'))
        ?.address,
    ).toEqual({
      use: 'home',
      line: ['Mill Lane Mill House', 'Kimberworth'],
      city: 'Rotherham',
      district: 'South Yorkshire',
      postalCode: 'S60 9ZZ',
      country: 'GBR',
    });
  });

  it('clears a component that is null and keeps the others', () => {
    expect(address(sourceField('29 WEST AVENUE^""^MALTON'))?.address).toEqual({
      use: 'home',
      line: ['29 WEST AVENUE'],
      city: 'MALTON',
    });
  });

  it('of an unknown type keeps the address, without a use', () => {
    expect(address(sourceField('1 Mill Lane^^Rotherham^^^^XX'))).toMatchObject({ known: false });
    expect(address(sourceField('1 Mill Lane^^Rotherham^^^^XX'))?.address).not.toHaveProperty('use');
  });

  it.each(['^^^^^ENGLAND^L', '""', '^^^^^^H'])('with neither line, town nor postcode is none: %s', (text) => {
    expect(address(sourceField(text))).toBeUndefined();
  });
});

describe('XTN', () => {
  it.each([
    [
      'a number in the first component',
      '01709 555010',
      { system: 'phone', value: '01709 555010', use: 'home' },
    ],
    ['with its use', '01709 555010^PRN', { system: 'phone', value: '01709 555010', use: 'home' }],
    ['of a mobile', '07123 456789^PRS', { system: 'phone', value: '07123 456789', use: 'mobile' }],
    [
      'of a mobile, with its country',
      '+447123456789',
      { system: 'phone', value: '+447123456789', use: 'mobile' },
    ],
    [
      'of a mobile, by its equipment',
      '01709 555010^PRN^CP',
      { system: 'phone', value: '01709 555010', use: 'mobile' },
    ],
    ['of work', '07123 456789^WPN', { system: 'phone', value: '07123 456789', use: 'work' }],
    ['of a fax', '01709 555011^WPN^FX', { system: 'fax', value: '01709 555011', use: 'work' }],
    ['of a pager', '555^BPN^BP', { system: 'pager', value: '555', use: 'home' }],
    [
      'mail in the first component',
      'joan@example.org^NET',
      { system: 'email', value: 'joan@example.org', use: 'home' },
    ],
    ['mail without any use', 'joan@example.org', { system: 'email', value: 'joan@example.org', use: 'home' }],
    [
      'mail in the fourth component',
      '^NET^^joan@example.org',
      { system: 'email', value: 'joan@example.org', use: 'home' },
    ],
    [
      'mail with its equipment',
      '^NET^Internet^joan@example.org',
      { system: 'email', value: 'joan@example.org', use: 'home' },
    ],
  ])('is read in its shapes: %s', (_, text, expected) => {
    expect(contactPoints(sourceField(text), 'home')).toEqual([expected]);
  });

  it('takes its use from the field only where the code does not say it', () => {
    expect(contactPoints(sourceField('01709 555012'), 'work')[0]?.use).toBe('work');
    expect(contactPoints(sourceField('01709 555012^PRN'), 'work')[0]?.use).toBe('home');
    expect(contactPoints(sourceField('^NET^^joan@example.org'), 'work')[0]?.use).toBe('work');
  });

  it('keeps the number and the mail where one repetition has both', () => {
    expect(contactPoints(sourceField('01709 555010^PRN^PH^joan@example.org'), 'home')).toEqual([
      { system: 'phone', value: '01709 555010', use: 'home' },
      { system: 'email', value: 'joan@example.org', use: 'home' },
    ]);
  });

  it.each(['^PRN', '""', '""^PRN'])('without a value is none: %s', (text) => {
    expect(contactPoints(sourceField(text), 'home')).toEqual([]);
  });
});
