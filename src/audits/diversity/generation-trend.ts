import type { AuditMeta } from '../../result/document.ts';

/**
 * What becomes of diversity over a series of candidates. It is read off the other audits' results, all candidates
 * together (src/series), so it has no `measure` and no outcome of its own: an ordinary run does not show it.
 */
export const generationTrend: AuditMeta = {
  id: 'generation-trend',
  category: 'diversity',
  title: 'Nothing is lost from one generation to the next',
  failureTitle: 'Diversity or fidelity is lost over the generations',
  why: 'A generator that is fitted on its own output loses tails and rare categories first, then spread, until rows resemble each other. Each step may look harmless; the series shows where it leads. Of releases it shows drift.',
  remedy:
    'Mix the real rows into every generation’s training data instead of replacing them, sample at temperature 1, and go back to the generation before the first loss.',
  evidence: ['diversity', 'fidelity'],
  measures: {
    slope: {
      title: 'Change per generation',
      unit: 'number',
      better: 'none',
      formula:
        'weighted least squares over the generations (of the logarithm for ratios: a factor), of tail-coverage, rare-category-retention, rare-category-mass-ratio, generalized-variance-ratio, entropy-ratio (table and columns), variance-ratio (columns), effective-rows-ratio, near-duplicate-share, minority-fidelity, column-shapes and column-pair-trends; train’s sampling noise, the same for all, is taken out of ratios; the interval is widened by √(Q / (n − 2)) where the points scatter more than sampling explains',
      reference: 0,
      counts: 'none',
    },
    collapse: {
      title: 'Collapse',
      unit: 'number',
      better: 'none',
      formula:
        'late: the last generation is worse than the first; early: some generation is worse than fresh real data in a measure of diversity, and no growth is shown; one-sided at 5 %, Holm over all measures of the table and all these comparisons, columns among themselves',
      reference: null,
      counts: 'none',
    },
  },
  sources: [
    'Shumailov et al. (2024). AI models collapse when trained on recursively generated data. Nature 631 (early and late collapse)',
    'Gerstgrasser et al. (2024). Is model collapse inevitable? Breaking the curse of recursion by accumulating real and synthetic data. COLM',
    'Zou & Donner (2008). Construction of confidence limits about effect measures: a general approach. Statistics in Medicine 27',
    'Birge (1932). The calculation of errors by the method of least squares. Physical Review 40; Cochran (1954), Biometrics 10',
    'Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6',
  ],
};
