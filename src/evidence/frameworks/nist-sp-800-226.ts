import type { Framework } from '../../result/document.ts';

/** How to weigh claims of differential privacy. */
export const nistSp800226: Framework = {
  id: 'nist-sp-800-226',
  title: 'SP 800-226, Guidelines for Evaluating Differential Privacy Guarantees',
  issuer: 'National Institute of Standards and Technology, United States',
  nature: 'guidance',
  status: 'Final, March 2025.',
  asOf: '2026-11',
  clauses: [
    {
      id: 'parameters',
      reference: 'Privacy parameters and unit of privacy',
      asks: 'Which ε and δ are claimed, for which unit (a row or a person), and under which definition of neighbouring data?',
      audits: [
        {
          audit: 'differential-privacy-claim',
          says: 'the lower bound on ε that the release itself, or planted canaries, support',
        },
      ],
      remains:
        'To read the vendor’s claim: unit, definition, composition over releases. An audit can refute a claim, never prove it.',
    },
    {
      id: 'hazards',
      reference: 'Privacy hazards of implementation and deployment',
      asks: 'Could errors in the mechanism, its bounds or its pre-processing have broken the guarantee?',
      audits: [
        { audit: 'membership-inference', says: 'leakage that a guarantee with small ε would exclude' },
        { audit: 'exact-copies', says: 'copies that a guarantee with small ε would exclude' },
        {
          audit: 'differential-privacy-claim',
          says: 'the lower bound on ε that the release itself, or planted canaries, support',
        },
      ],
      remains:
        'A review of the implementation, of limits taken from the data and of everything done outside the mechanism, filtering by metrics included.',
    },
    {
      id: 'utility-and-bias',
      reference: 'Utility and bias',
      asks: 'Does the noise fall on small groups more than on others?',
      audits: [
        { audit: 'minority-fidelity', says: 'how well small groups are kept' },
        { audit: 'group-fidelity', says: 'whether a named group is described worse than the others' },
        { audit: 'rare-category-retention', says: 'whether rare categories are still there' },
      ],
      remains: 'Whether those who vanish in the noise are people whom the data are meant to serve.',
    },
  ],
};
