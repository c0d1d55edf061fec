import type { Framework } from '../../result/document.ts';

/** Expert determination under the HIPAA Privacy Rule. */
export const hipaaExpertDetermination: Framework = {
  id: 'hipaa-164-514-b-1',
  title: 'HIPAA Privacy Rule, expert determination, 45 CFR 164.514(b)(1)',
  issuer: 'Department of Health and Human Services, United States',
  nature: 'law',
  status: 'In force.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'very-small-risk',
      reference: '164.514(b)(1)(i)',
      asks: 'Has a person with suitable statistical knowledge determined that the risk of identification by an anticipated recipient, alone or with other reasonably available information, is very small?',
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
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
      ],
      remains:
        'The determination itself, by a qualified expert: who the recipients are, what else is available to them, and what counts as very small.',
    },
    {
      id: 'documented-methods',
      reference: '164.514(b)(1)(ii)',
      asks: 'Are the methods and the results that justify the determination documented?',
      audits: [
        { audit: 'split-integrity', says: 'whether the control group can be trusted' },
        { audit: 'detection-power', says: 'what the methods could have detected' },
      ],
      remains: 'To sign and keep the expert’s report, of which this page can be an annex.',
    },
  ],
};
