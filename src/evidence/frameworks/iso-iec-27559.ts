import type { Framework } from '../../result/document.ts';

/** A framework for privacy enhancing de-identification. */
export const isoIec27559: Framework = {
  id: 'iso-iec-27559',
  title: 'ISO/IEC 27559:2022, Privacy enhancing data de-identification framework',
  issuer: 'ISO and IEC',
  nature: 'standard',
  status: 'First edition, November 2022.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'identifiability',
      reference: 'Clause 8.2: assessing identifiability',
      asks: 'Is identifiability quantified, and tested by adversaries?',
      audits: [
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
        {
          audit: 'linkability',
          says: 'whether two separate parts of a training person’s record are joined by the release',
        },
        {
          audit: 'attribute-inference',
          says: 'whether a secret of a training person is guessed better than the same secret of an outsider',
        },
        {
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
      ],
      remains: 'The threshold, and whether the maximum or the average risk is the right one here.',
    },
    {
      id: 'data-features',
      reference: 'Clause 7: data assessment',
      asks: 'Which attributes identify directly or together, and what attacks follow from them?',
      audits: [
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
        {
          audit: 'rare-combinations',
          says: 'whether rare parts of training rows reappear although their single values are common',
        },
        {
          audit: 'attribute-disclosure',
          says: 'how often known attributes point to one secret value, for training people and for outsiders',
        },
      ],
      remains:
        'Context and threats (clause 6) and governance over the life of the data (clause 9), which no measurement replaces.',
    },
  ],
};
