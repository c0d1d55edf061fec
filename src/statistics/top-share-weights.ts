/**
 * 1 for the rows whose score lies in the top `share` of all scores, 0 below; rows tied at the border share the places
 * left in proportion, so that no order of rows decides.
 */
export function topShareWeights(scores: Float64Array, share: number): Float64Array {
  const places = share * scores.length;
  const sorted = Float64Array.from(scores).sort();
  const border = sorted[Math.max(0, sorted.length - Math.ceil(places))] as number;
  let above = 0;
  let tied = 0;
  for (const score of scores) {
    if (score > border) above++;
    else if (score === border) tied++;
  }
  const part = tied === 0 ? 0 : Math.min(1, Math.max(0, places - above) / tied);
  return scores.map((score) => (score > border ? 1 : score === border ? part : 0));
}
