import { type Attack, longestText, type TextSketches } from './attack.ts';

/** A string in more rows than this tells little, and would cost most of the time. */
const mostHolders = 200;

/**
 * How much of a person's texts stands in one synthetic row's texts, less how much of it stands in another real person's:
 * stock phrases that many write raise no alarm. Similarity is the weight of the strings of the person's sketch that the
 * other's holds too; rare strings weigh more.
 */
export const textSimilarity: Attack = {
  id: 'text-similarity',
  method: `Largest weighted share of the five-character strings of a person’s texts that one synthetic row’s texts hold too, less the largest share that another real person’s hold; by sketches of at most 64 strings of the first ${longestText.toLocaleString('en')} characters of a text, strings in more than ${mostHolders} rows left out (containment of sketches after Broder 1997, calibration after Watson et al. 2022). Only where there are text columns.`,
  score({ texts, real }) {
    if (!texts) return new Float64Array(real.rowCount);
    const { units } = texts;
    const numbers = new Map<number, number>();
    const people = numberGrams(texts.real, numbers);
    const synthetic = numberGrams(texts.synthetic, numbers);
    const weights = gramWeights([people, synthetic], numbers.size);
    const isOwn = (row: number, other: number) =>
      other === row || (units !== null && units[other] === units[row]);
    const toSynthetic = similarities(people, synthetic, weights, () => false);
    const toOthers = similarities(people, people, weights, isOwn);
    return toSynthetic.map((similarity, row) => similarity - (toOthers[row] as number));
  },
};

/** The same sketches with strings numbered 0, 1, …. */
function numberGrams({ first, grams }: TextSketches, numbers: Map<number, number>): TextSketches {
  const numbered = grams.map((gram) => {
    const known = numbers.get(gram);
    if (known !== undefined) return known;
    numbers.set(gram, numbers.size);
    return numbers.size - 1;
  });
  return { first, grams: numbered };
}

/** Inverse document frequency over all rows; made without a look at who was trained on. */
function gramWeights(sides: readonly TextSketches[], distinct: number): Float64Array {
  const holders = new Float64Array(distinct);
  let rows = 0;
  for (const { first, grams } of sides) {
    rows += first.length - 1;
    for (const gram of grams) holders[gram] = (holders[gram] as number) + 1;
  }
  return holders.map((count) => Math.log((rows + 1) / count));
}

/** Per query row, the largest share of its weight in one base row that is not its own. */
function similarities(
  queries: TextSketches,
  base: TextSketches,
  weights: Float64Array,
  isOwn: (row: number, other: number) => boolean,
): Float64Array {
  const { from, rows } = holdersOf(base, weights.length);
  const shared = new Float64Array(base.first.length - 1);
  const touched: number[] = [];
  return Float64Array.from({ length: queries.first.length - 1 }, (_, row) => {
    let total = 0;
    for (let at = queries.first[row] as number; at < (queries.first[row + 1] as number); at++) {
      const gram = queries.grams[at] as number;
      const weight = weights[gram] as number;
      total += weight;
      const end = from[gram + 1] as number;
      if (end - (from[gram] as number) > mostHolders) continue;
      for (let place = from[gram] as number; place < end; place++) {
        const other = rows[place] as number;
        if (shared[other] === 0) touched.push(other);
        shared[other] = (shared[other] as number) + weight;
      }
    }
    let most = 0;
    for (const other of touched) {
      if ((shared[other] as number) > most && !isOwn(row, other)) most = shared[other] as number;
      shared[other] = 0;
    }
    touched.length = 0;
    return total === 0 ? 0 : most / total;
  });
}

/** String g stands in `rows[from[g]]` to `rows[from[g + 1] - 1]`. */
function holdersOf({ first, grams }: TextSketches, distinct: number) {
  const from = new Int32Array(distinct + 1);
  for (const gram of grams) from[gram + 1] = (from[gram + 1] as number) + 1;
  for (let gram = 0; gram < distinct; gram++)
    from[gram + 1] = (from[gram + 1] as number) + (from[gram] as number);
  const next = from.slice();
  const rows = new Int32Array(grams.length);
  for (let row = 0; row + 1 < first.length; row++) {
    for (let at = first[row] as number; at < (first[row + 1] as number); at++) {
      const gram = grams[at] as number;
      rows[next[gram] as number] = row;
      next[gram] = (next[gram] as number) + 1;
    }
  }
  return { from, rows };
}
