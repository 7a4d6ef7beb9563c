/**
 * A program of its own: prints, as JSON, what one version of HL7 v2 calls the parts of a message. The package that knows
 * takes two seconds and more than a hundred megabytes to load, and gives them back only when its process ends.
 * HL7 v2.1 to v2.8, chapters 2 and 3, from the data of hl7v2-dictionary.
 */
import { dictionaries, type HL7Dictionary } from 'hl7v2-dictionary';
import type { Dictionary, FieldDefinition } from './dictionary.ts';

const wanted = process.argv[2];
const dictionary = Object.values(dictionaries).find(({ version }) => version === wanted);
if (dictionary === undefined) throw new Error('hl7v2-dictionary does not hold this version');
process.stdout.write(JSON.stringify(asDictionary(dictionary)));

function asDictionary({ version, segments, types, messages }: HL7Dictionary): Dictionary {
  return {
    version,
    segments: mapValues(segments, ({ desc, fields }) => ({
      title: desc ?? '',
      fields: mapValues(fields, (field): FieldDefinition => ({
        name: field.desc ?? '',
        datatype: field.type,
        ...(field.table === undefined ? {} : { table: String(field.table).padStart(4, '0') }),
        ...(field.opt === 'R' ? { required: true } : {}),
      })),
    })),
    components: mapValues(types, ({ fields }) => mapValues(fields ?? {}, ({ desc }) => desc ?? '')),
    required: mapValues(messages, ({ segments: all }) =>
      Object.entries(all ?? {}).flatMap(([name, { min, segments: group }]) =>
        (min ?? 0) > 0 && group === undefined ? [name] : [],
      ),
    ),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
