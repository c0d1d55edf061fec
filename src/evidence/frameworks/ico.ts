import type { Framework } from '../../result/document.ts';

/** The British regulator’s guidance. */
export const ico: Framework = {
  id: 'ico',
  title: 'Guidance of 28 March 2025 on identifiability',
  issuer: 'Information Commissioner’s Office, United Kingdom',
  nature: 'guidance',
  status: 'Published; under review where the Data (Use and Access) Act 2025 changes the law.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'key-indicators',
      reference: 'How effectiveness is judged: key indicators',
      asks: 'Is the risk of identification sufficiently remote, looking at singling out, linkability and inferences?',
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
      remains:
        'What is sufficiently remote in this setting: public release, known recipients or a closed environment.',
    },
    {
      id: 'motivated-intruder',
      reference: 'Motivated intruder test',
      asks: 'Could a competent, determined person without prior knowledge but with public resources identify someone?',
      audits: [
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
        {
          audit: 'attribute-disclosure',
          says: 'how often known attributes point to one secret value, for training people and for outsiders',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
        {
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
      ],
      remains:
        'A test by people with public sources, which no program replaces; whom the release would tempt, and why.',
    },
  ],
};
