import type { Framework } from '../../result/document.ts';

/** The test of identifiability of European data protection law. */
export const gdprRecital26: Framework = {
  id: 'gdpr-recital-26',
  title: 'GDPR, recital 26 with Article 4(1)',
  issuer: 'European Union, Regulation (EU) 2016/679',
  nature: 'law',
  status:
    'In force; applies since 25 May 2018. The Court of Justice reads identifiability from the position of whoever holds the data (C-413/23 P, 4 September 2025), and guidance on that reading is under way.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'means-reasonably-likely',
      reference: 'Recital 26, third and fourth sentence',
      asks: 'Whether anyone could identify a person with means that are reasonably likely to be used, singling out among them, given cost, time and the technology of the day.',
      audits: [
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
        {
          audit: 'detection-power',
          says: 'the smallest planted leak that these audits would have found on these data',
        },
      ],
      remains:
        'Which attackers and which outside knowledge are realistic for this release and its recipients; what the audit’s attacks do not cover; how technology will move while the data are out.',
    },
    {
      id: 'position-of-the-holder',
      reference: 'Recital 26; Article 4(1)',
      asks: 'Whose means count: those of the controller and of others who may come to hold the data.',
      audits: [
        {
          audit: 'linkability',
          says: 'whether two separate parts of a training person’s record are joined by the release',
        },
        {
          audit: 'attribute-disclosure',
          says: 'how often known attributes point to one secret value, for training people and for outsiders',
        },
      ],
      remains:
        'Who will hold the release, what else they hold, and which contracts and controls bind them. The audit assumes an attacker with the whole release and part of a record.',
    },
  ],
};
