/**
 * Invented addresses: street names made of two parts, districts of the borough, postcodes in the shape of S60 to
 * S66 whose unit starts with Z. Telephone numbers come from the ranges that Ofcom keeps for drama.
 */
import type { Random } from './random.ts';

export interface Address {
  /** PAF style lines without the post town. */
  readonly lines: readonly string[];
  readonly town: string;
  readonly postcode: string;
}

const FIRST =
  'Lark Tansy Colliers Mallow Thistle Canal Sorrel Quarry Heron Bramble Foundry Teasel Linnet Dyke'
    .concat(' Winding Lapwing Coppice Harrow Sedge Furnace Rowan Bobbin Meadow Chantry Willowherb Plover')
    .split(' ');
const SECOND = 'field gate croft royd bank side ley thorpe well ings'.split(' ');
const KIND = ['Road', 'Street', 'Close', 'Avenue', 'Lane', 'Drive', 'Crescent', 'Way', 'Court', 'Grove'];

/** Postal district, a place in it, and how many people live there (thousands, roughly). */
const DISTRICTS: readonly (readonly [readonly [string, string, string], number])[] = [
  [['S60', 'Brinsworth', 'Rotherham'], 42],
  [['S61', 'Greasbrough', 'Rotherham'], 43],
  [['S62', 'Rawmarsh', 'Rotherham'], 26],
  [['S63', 'Wath upon Dearne', 'Rotherham'], 38],
  [['S64', 'Swinton', 'Mexborough'], 18],
  [['S65', 'East Dene', 'Rotherham'], 43],
  [['S66', 'Maltby', 'Rotherham'], 50],
];

const UNIT = 'ABDEFGHJLNPQRSTUWXYZ';
const NAMED_HOUSES = [
  'Rose & Crown Cottage',
  'The Old School House',
  "Keeper's Cottage",
  'Flat 2, Mill House',
];

export function drawAddress(random: Random): Address {
  const [outward, village, town] = random.weighted(DISTRICTS);
  const street = `${random.pick(FIRST)}${random.pick(SECOND)} ${random.pick(KIND)}`;
  const premises = random.chance(0.02)
    ? [random.pick(NAMED_HOUSES), street]
    : [`${random.int(1, 140)} ${street}`];
  const unit = `Z${UNIT.charAt(random.int(0, UNIT.length - 1))}`;
  return { lines: [...premises, village], town, postcode: `${outward} ${random.int(1, 9)}${unit}` };
}

export function drawMobile(random: Random): string {
  return `07700900${String(random.int(0, 999)).padStart(3, '0')}`;
}

export function drawLandline(random: Random): string {
  return `01632960${String(random.int(0, 999)).padStart(3, '0')}`;
}
