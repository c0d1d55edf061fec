/** The rooms that audits belong to. */
export const categories = ['validity', 'fidelity', 'diversity', 'utility', 'fairness', 'privacy'] as const;

export const verdictLevels = ['pass', 'warn', 'fail', 'inconclusive', 'informative'] as const;
