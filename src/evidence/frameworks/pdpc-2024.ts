import type { Framework } from '../../result/document.ts';

/** Singapore’s guide on generating synthetic data. */
export const pdpc2024: Framework = {
  id: 'pdpc-2024',
  title: 'Proposed Guide on Synthetic Data Generation',
  issuer: 'Personal Data Protection Commission, Singapore',
  nature: 'guidance',
  status: 'Version 1.0, 15 July 2024; a living document.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'reidentification-risk',
      reference: 'Annex A: assessing re-identification risks',
      asks: 'Have the risks of singling out, of linking and of inferring, membership included, been assessed on the generated data?',
      audits: [
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
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
      ],
      remains: 'Acceptable levels for the use case, agreed before generation.',
    },
    {
      id: 'residual-risk',
      reference: 'Annex A: managing residual risks',
      asks: 'Are the risks that remain known and controlled, outliers above all?',
      audits: [
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
        {
          audit: 'rare-combinations',
          says: 'whether rare parts of training rows reappear although their single values are common',
        },
        {
          audit: 'detection-power',
          says: 'the smallest planted leak that these audits would have found on these data',
        },
      ],
      remains: 'Contracts, access control, updates of the data, and what happens on a breach.',
    },
  ],
};
