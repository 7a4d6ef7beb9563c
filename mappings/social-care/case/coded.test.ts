import { describe, expect, it } from 'vitest';
import { CODE_SYSTEMS } from '../../../conformance/bindings/binding-tables.ts';
import { codeOf, coded } from './coded.ts';
import { relationship } from './relationships.ts';
import * as tables from './tables.ts';

const { FLAG_TYPES, SERVICE_TYPES, SUPPORT_REASONS } = tables;

describe('a word of the council', () => {
  it.each([
    ['HS', 'HS', 'Home Support'],
    ['hs', 'HS', 'Home Support'],
    ['Home Support', 'HS', 'Home Support'],
    ['home  support', 'HS', 'home  support'],
    ['Home support or domiciliary care', 'HS', 'Home support or domiciliary care'],
    ['C-R', 'C-R', 'Carer Respite'],
    ['Extra care housing', 'OLTS', 'Extra care housing'],
    ['Falconry', 'OTH', 'Falconry'],
  ])('%s has the code %s and the text "%s"', (word, code, text) => {
    expect(coded(SERVICE_TYPES, word)).toMatchObject({ coding: [{ code }], text });
  });

  it('is text alone where nothing fits and the list has no code for other', () => {
    expect(coded(FLAG_TYPES, 'Savage goose')).toEqual({ text: 'Savage goose' });
  });

  it('that every object inherits is in no list', () => {
    for (const word of ['constructor', 'toString', '__proto__']) {
      expect(codeOf(SERVICE_TYPES, word)).toBeUndefined();
      expect(coded(FLAG_TYPES, word)).toEqual({ text: word });
    }
  });

  it('without a letter or digit is in no list', () => {
    expect(codeOf(SERVICE_TYPES, '--')).toBeUndefined();
  });

  it('of the return means the same as there', () => {
    expect(codeOf(SUPPORT_REASONS, 'Social support: Support to unpaid carer')).toBe('SOS');
    expect(codeOf(SUPPORT_REASONS, 'Physical Support: Access & mobility only')).toBe('PS-AMO');
    expect(codeOf(SUPPORT_REASONS, 'Physical support: Access and mobility only')).toBe('PS-AMO');
  });
});

describe('the tables', () => {
  it.each(Object.entries(tables))('%s lead to codes that they have', (_, table) => {
    const codes = [
      ...Object.values(table.wordings ?? {}),
      ...(table.other === undefined ? [] : [table.other]),
    ];
    for (const code of codes) expect(Object.keys(table.displays)).toContain(code);
  });

  it.each(Object.entries(tables))('%s has the codes that Interweave publishes', (_, table) => {
    const published = CODE_SYSTEMS[table.system]?.split(' ');
    expect(Object.keys(table.displays).toSorted()).toEqual(published?.toSorted());
  });
});

describe('a relationship', () => {
  it.each([
    ['daughter', 'DAUC'],
    ['Husband', 'HUSB'],
    ['neighbour', 'NBOR'],
    ['partner', 'DOMPART'],
    ['Mother-in-law', 'MTHINLAW'],
    ['carer', 'Carer'],
    ['keeper of bees', 'NotSpecified'],
  ])('%s is %s', (words, code) => {
    expect(relationship(words).coding?.[0]?.code).toBe(code);
  });

  it('keeps the words that are in no list', () => {
    expect(relationship('keeper of bees').text).toBe('keeper of bees');
  });
});
