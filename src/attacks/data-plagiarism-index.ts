import type { NearestRows } from '../kernels/nearest-rows.ts';
import type { Attack } from './attack.ts';

/** How many of a person's nearest rows, synthetic and real together, are synthetic. */
export const dataPlagiarismIndex: Attack = {
  id: 'data-plagiarism-index',
  method:
    'Share of synthetic rows among the twenty nearest of synthetic rows and other real people together (Ward et al. 2024, data plagiarism index).',
  score({ real, syntheticOfReal, realOfReal }) {
    return Float64Array.from({ length: real.rowCount }, (_, row) =>
      syntheticShare(syntheticOfReal, realOfReal, row),
    );
  },
};

/** Rows at the twentieth distance share the places that are left in proportion. */
function syntheticShare(synthetic: NearestRows, real: NearestRows, row: number): number {
  const { k } = synthetic;
  const first = row * k;
  let fromSynthetic = 0;
  let fromReal = 0;
  while (fromSynthetic + fromReal < k) {
    const distance = Math.min(
      synthetic.distances[first + fromSynthetic] ?? Number.POSITIVE_INFINITY,
      real.distances[first + fromReal] ?? Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(distance)) break;
    const tiedSynthetic = countTied(synthetic, first, fromSynthetic, distance);
    const tiedReal = countTied(real, first, fromReal, distance);
    const placesLeft = k - fromSynthetic - fromReal;
    const tied = tiedSynthetic + tiedReal;
    if (tied >= placesLeft) {
      return (fromSynthetic + (placesLeft * tiedSynthetic) / tied) / k;
    }
    fromSynthetic += tiedSynthetic;
    fromReal += tiedReal;
  }
  return fromSynthetic / Math.max(1, fromSynthetic + fromReal);
}

function countTied(nearest: NearestRows, first: number, from: number, distance: number): number {
  let tied = 0;
  while (from + tied < nearest.k && nearest.distances[first + from + tied] === distance) tied++;
  return tied;
}
