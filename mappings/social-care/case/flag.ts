/**
 * What alerts, safeguarding concerns, legal facts and communication needs have in common: a Flag. Interweave-Flag 0.0.1.
 * It has no severity and no audience; access decides by category and code.
 */
import type { CodeableConcept, Extension, Flag } from '@medplum/fhirtypes';
import { codingOf } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import type { Gaps } from './gaps.ts';
import { extensionsOf, periodOf } from './parts.ts';
import { FLAG_CATEGORIES } from './tables.ts';

interface Raised {
  /** A concept with a code of Interweave's flag categories. */
  readonly category?: CodeableConcept;
  readonly code: CodeableConcept;
  readonly active: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly extension?: readonly Extension[];
}

/** The category is "other" where none is given. */
export function careFlag(raised: Raised, frame: CaseFrame, gaps: Gaps): Flag & { id: string } {
  const period = periodOf(raised.from, raised.to);
  return {
    resourceType: 'Flag',
    id: frame.id('Flag'),
    meta: frame.meta(gaps.profile('Interweave-Flag')),
    ...extensionsOf([...(raised.extension ?? []), ...gaps.extensions()]),
    identifier: [frame.identifier('flag')],
    status: raised.active ? 'active' : 'inactive',
    category: [raised.category ?? { coding: [codingOf(FLAG_CATEGORIES, 'OTH')] }],
    code: raised.code,
    subject: frame.subject,
    ...(period === undefined ? {} : { period }),
    author: frame.council,
  };
}
