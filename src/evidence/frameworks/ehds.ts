import type { Framework } from '../../result/document.ts';

/** Secondary use of health data in the European Union. */
export const ehds: Framework = {
  id: 'ehds',
  title: 'European Health Data Space, Article 66',
  issuer: 'European Union, Regulation (EU) 2025/327',
  nature: 'law',
  status:
    'In force since 26 March 2025; its rules on secondary use apply in stages, most of them from 26 March 2029.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'minimisation',
      reference: 'Article 66(1) to (3)',
      asks: 'Is access limited to what the purpose needs, in a form that does not relate to identifiable people wherever the purpose can be met that way?',
      audits: [
        {
          audit: 'train-on-synthetic-test-on-real',
          says: 'whether models for the stated purpose can be learnt from the release',
        },
        {
          audit: 'membership-inference',
          says: 'how much better six kinds of attack recognise training people than people outside the training data',
        },
        {
          audit: 'singling-out',
          says: 'whether predicates learnt from the release pick out exactly one training person more often than one outsider',
        },
      ],
      remains:
        'Whether the purpose in the application can be met with these data; the decision of the health data access body.',
    },
  ],
};
