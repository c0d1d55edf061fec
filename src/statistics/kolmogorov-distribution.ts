/**
 * P(K ≥ x) of the Kolmogorov distribution, the law of the largest absolute value of a Brownian bridge.
 * Source: Kolmogorov (1933); the second series is its theta transform, which converges where the first does not.
 */
export function kolmogorovUpperTail(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    const scale = -(Math.PI * Math.PI) / (8 * x * x);
    for (let odd = 1; odd <= 9; odd += 2) sum += Math.exp(scale * odd * odd);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 5; k >= 1; k--) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
