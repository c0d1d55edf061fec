import { type Random, randomStream } from '../../../src/statistics/random.ts';

/** How a made-up population differs from the one that train is drawn from. */
export interface Twist {
  /** Share of people in the group `B`; a quarter unless said. */
  readonly shareOfB?: number;
  /** Columns of these groups are drawn apart from each other and from the outcome. */
  readonly blurred?: readonly string[];
  /** How much being in group `A` raises the outcome’s chance, on the logit scale. */
  readonly favour?: number;
}

/** People with two numbers, a group, and an outcome that the numbers tell something of. */
export function people(
  rows: number,
  seed: number,
  { shareOfB = 0.25, blurred = [], favour = 0 }: Twist = {},
) {
  const random = randomStream(seed, 'people');
  const table = {
    group: [] as string[],
    x: [] as number[],
    y: [] as number[],
    place: [] as string[],
    outcome: [] as string[],
  };
  for (let row = 0; row < rows; row++) {
    const draw = random.uniform();
    const group = draw < shareOfB ? 'B' : draw < shareOfB + 0.3 ? 'C' : 'A';
    const own = person(random, group, favour);
    const other = blurred.includes(group) ? person(random, 'A', 0) : own;
    table.group.push(group);
    table.x.push(own.x);
    table.y.push(other.y);
    table.place.push(other.place);
    table.outcome.push(blurred.includes(group) ? (random.uniform() < 0.5 ? 'yes' : 'no') : own.outcome);
  }
  return table;
}

function person(random: Random, group: string, favour: number) {
  const shift = group === 'B' ? 2 : 0;
  const x = random.normal() + shift;
  const y = x + random.normal();
  const logit = 1.5 * (x - shift) + (group === 'A' ? favour : 0);
  return {
    x,
    y,
    place: `p${random.below(4)}`,
    outcome: random.uniform() < 1 / (1 + Math.exp(-logit)) ? 'yes' : 'no',
  };
}
