/**
 * P(T > t) of Student's distribution with a whole number of degrees of freedom.
 * Throws a RangeError for other degrees.
 * Source: Abramowitz & Stegun (1964), 26.7.3 and 26.7.4 (finite series).
 */
export function studentUpperTail(t: number, degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1)) throw new RangeError(`no Student tail with ${degrees}`);
  const within = shareWithin(Math.abs(t), degrees);
  return t >= 0 ? (1 - within) / 2 : (1 + within) / 2;
}

/** The t with P(T ≤ t) = `p`, by bisection. Throws a RangeError outside (0, 1). */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1 is needed, not ${p}`);
  const tail = Math.min(p, 1 - p);
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, degrees) > tail) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (studentUpperTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? -(low + high) / 2 : (low + high) / 2;
}

/** P(|T| ≤ t). */
function shareWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const square = Math.cos(angle) ** 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= (square * (k - 1)) / k;
    sum += term;
  }
  if (!isOdd) return Math.sin(angle) * sum;
  return (2 / Math.PI) * (angle + Math.sin(angle) * sum);
}
