const words = 8;
const characters = 40;

/**
 * The passages of a text by which a copied part is recognised: every run of eight words, in lower case and with single
 * spaces; in a text of fewer words every run of forty characters. As 53-bit hashes, so that long columns fit in memory;
 * a chance collision among millions has a probability of about one in a thousand. Shorter texts have none.
 */
export function passagesOf(text: string): Set<number> {
  const normal = text.toLowerCase().replace(/\s+/g, ' ').trim();
  const passages = new Set<number>();
  const starts = [0];
  for (let place = 0; place < normal.length; place++) if (normal[place] === ' ') starts.push(place + 1);
  for (let first = 0; first + words <= starts.length; first++) {
    const end = first + words < starts.length ? (starts[first + words] as number) - 1 : normal.length;
    passages.add(hash(normal, starts[first] as number, end));
  }
  if (passages.size > 0) return passages;
  for (let first = 0; first + characters <= normal.length; first++) {
    passages.add(hash(normal, first, first + characters));
  }
  return passages;
}

/** Two FNV-1a hashes over different bases, the second one's upper bits below the first. */
function hash(text: string, from: number, to: number): number {
  let one = 0x811c9dc5;
  let two = 0x050c5d1f;
  for (let place = from; place < to; place++) {
    const code = text.charCodeAt(place);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ (code + 0x9e37), 0x01000193) ^ (two >>> 13);
  }
  return (one >>> 0) * 2097152 + (two >>> 11);
}
