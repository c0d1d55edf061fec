import type { Framework } from '../../result/document.ts';

/** Data for high-risk systems, and sandboxes. */
export const euAiAct: Framework = {
  id: 'eu-ai-act',
  title: 'AI Act, Articles 10 and 59',
  issuer: 'European Union, Regulation (EU) 2024/1689',
  nature: 'law',
  status:
    'In force since 1 August 2024. Amended in 2026: duties for high-risk systems apply from 2 December 2027 (Annex III) and 2 August 2028 (Annex I).',
  asOf: '2026-11',
  clauses: [
    {
      id: 'data-quality',
      reference: 'Article 10(2) to (4)',
      asks: 'Are training, validation and test data relevant, sufficiently representative and, as far as possible, free of errors, with possible biases examined?',
      audits: [
        { audit: 'column-shapes', says: 'how far each column resembles the real data' },
        { audit: 'minority-fidelity', says: 'whether small groups are represented as they are' },
        { audit: 'rare-category-retention', says: 'what of the rare has been lost' },
        { audit: 'group-representation', says: 'whether every named group has its share of rows' },
        { audit: 'outcome-parity', says: 'what training on the release adds to differences between groups' },
        { audit: 'constraints', says: 'whether rules that hold in the real data still hold' },
        { audit: 'train-on-synthetic-test-on-real', says: 'what models learn from it' },
      ],
      remains:
        'Whether the real data were representative in the first place: a faithful copy keeps their biases.',
    },
    {
      id: 'substitute',
      reference: 'Article 10(5) and Article 59(1)',
      asks: 'Can the aim be reached with synthetic or other data that do not concern identifiable people, before personal data, above all special categories, are used?',
      audits: [
        {
          audit: 'train-on-synthetic-test-on-real',
          says: 'what is lost by learning from the release instead of real data',
        },
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'attribute-inference',
          says: 'whether a secret of a training person is guessed better than the same secret of an outsider',
        },
      ],
      remains:
        'Whether the loss rules the substitute out. The comparison holds for the targets and models named here.',
    },
  ],
};
