import type { Framework } from '../../result/document.ts';

/** The European Data Protection Board on AI models that were trained on personal data. */
export const edpb28of2024: Framework = {
  id: 'edpb-28-2024',
  title: 'Opinion 28/2024 on personal data in the context of AI models',
  issuer: 'European Data Protection Board',
  nature: 'opinion',
  status:
    'Adopted 17 December 2024 under Article 64(2) GDPR. It speaks of models; a generator is one, and a synthetic dataset is drawn from it.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'extraction',
      reference: 'Answer to the first question: extraction',
      asks: 'How likely is it that personal data of people used for training are extracted from the model, directly or by statistical inference? It has to be insignificant for every person concerned.',
      audits: [
        {
          audit: 'exact-copies',
          says: 'the share of training rows that stand in the release cell for cell, beyond what happens to outsiders',
        },
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'rare-combinations',
          says: 'whether rare parts of training rows reappear although their single values are common',
        },
        {
          audit: 'vulnerable-records',
          says: 'the same attacks on the most isolated people and on named groups, whom averages hide',
        },
        {
          audit: 'detection-power',
          says: 'the smallest planted leak that these audits would have found on these data',
        },
      ],
      remains:
        'The generator itself was not attacked, only this output. Access to the model, to other outputs or to its parameters needs a separate assessment.',
    },
    {
      id: 'queries',
      reference: 'Answer to the first question: queries',
      asks: 'How likely is it that such data are obtained by queries, with intent or without?',
      audits: [
        {
          audit: 'identifiers-and-text',
          says: 'direct identifiers, and real values and passages that stand in the release',
        },
        {
          audit: 'attribute-inference',
          says: 'whether a secret of a training person is guessed better than the same secret of an outsider',
        },
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
      ],
      remains:
        'Whether further releases from the same generator are planned: each adds to what can be learnt.',
    },
    {
      id: 'documentation',
      reference: 'Answer to the first question: evidence',
      asks: 'Is there documentation of the tests, their attacks, their results and of the measures taken against extraction?',
      audits: [
        { audit: 'split-integrity', says: 'whether the control group of this audit can be trusted' },
        { audit: 'detection-power', says: 'what these tests could have seen' },
      ],
      remains:
        'Documentation of the training, of the choice of data and of its lawful basis. This report and its evidence bundle are one part of the file.',
    },
  ],
};
