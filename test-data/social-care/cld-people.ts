/** A few hundred synthetic people of a council, for tests: some in care homes, some without an NHS number. */
import { nhsNumbers } from '../borough/nhs-number.ts';
import { createRandom } from '../borough/random.ts';
import type { ReturnPerson } from './cld-person.ts';

export function cldPeople(count: number, seed: number): ReturnPerson[] {
  const random = createRandom(seed, 'cld-people');
  const numbers = nhsNumbers(seed);
  return Array.from({ length: count }, (_, i): ReturnPerson => {
    const age = random.chance(0.7) ? random.int(66, 98) : random.int(19, 64);
    const number = numbers.next();
    return {
      councilId: `C${String(i + 1).padStart(6, '0')}`,
      ...(random.chance(0.9) && number.done !== true ? { nhsNumber: number.value } : {}),
      birthDate: `${2024 - age}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
      gender: random.chance(0.6) ? 'female' : 'male',
      postcode: `S6${random.int(0, 6)} ${random.int(1, 9)}AA`,
      ...(random.chance(0.95) ? { practice: random.pick(['C87005', 'C87017', 'C87029']) } : {}),
      ...(age > 75 && random.chance(0.2)
        ? { careHome: { cqc: `1-99900002${random.int(10, 19)}`, nursing: random.chance(0.4) } }
        : {}),
    };
  });
}
