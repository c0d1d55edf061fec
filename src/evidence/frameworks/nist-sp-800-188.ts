import type { Framework } from '../../result/document.ts';

/** De-identification in government agencies. */
export const nistSp800188: Framework = {
  id: 'nist-sp-800-188',
  title: 'SP 800-188, De-Identifying Government Datasets: Techniques and Governance',
  issuer: 'National Institute of Standards and Technology, United States',
  nature: 'guidance',
  status: 'Final, September 2023.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'measurable-standard',
      reference: 'Performance standard for de-identification',
      asks: 'Is there a standard with measurable levels that the release is held against?',
      audits: [
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
        { audit: 'detection-power', says: 'whether the levels were within what this audit can see' },
      ],
      remains: 'To set the levels before the results are known, and to say who may change them.',
    },
    {
      id: 're-identification-study',
      reference: 'Re-identification studies',
      asks: 'Has the risk been gauged by trying to re-identify people?',
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
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
      ],
      remains:
        'Trials with outside data and local knowledge; decision and record of a disclosure review board.',
    },
  ],
};
