import type { Framework } from '../../result/document.ts';

/** The three criteria of the Article 29 Working Party. */
export const wp216: Framework = {
  id: 'wp216',
  title: 'Opinion 05/2014 (WP216), the three criteria',
  issuer: 'Article 29 Working Party',
  nature: 'opinion',
  status:
    'Adopted 10 April 2014 under the former Directive; not withdrawn and still the usual frame. The European Data Protection Board is preparing guidance of its own on the subject.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'singling-out',
      reference: 'Section 2.2: singling out',
      asks: 'Is it still possible to isolate some or all records that belong to one person?',
      audits: [
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
        {
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
        {
          audit: 'rare-combinations',
          says: 'whether rare parts of training rows reappear although their single values are common',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
      ],
      remains:
        'Whether isolating a synthetic row says anything about the person behind it: the measured rates say how often it does beyond chance.',
    },
    {
      id: 'linkability',
      reference: 'Section 2.2: linkability',
      asks: 'Is it still possible to link records that concern one person, within the release or with other data?',
      audits: [
        {
          audit: 'linkability',
          says: 'whether two separate parts of a training person’s record are joined by the release',
        },
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
      ],
      remains:
        'Which other datasets exist. The audit links two halves of the same records; a real outside source may be better or worse.',
    },
    {
      id: 'inference',
      reference: 'Section 2.2: inference',
      asks: 'Can an attribute of a person be deduced with significant probability from other attributes?',
      audits: [
        {
          audit: 'attribute-inference',
          says: 'whether a secret of a training person is guessed better than the same secret of an outsider',
        },
        {
          audit: 'attribute-disclosure',
          says: 'how often known attributes point to one secret value, for training people and for outsiders',
        },
        {
          audit: 'membership-inference',
          says: 'whether the inference that somebody was in the data succeeds',
        },
      ],
      remains:
        'Whether learning a secret that holds for outsiders as well, which is knowledge about the population, is acceptable in this use.',
    },
  ],
};
