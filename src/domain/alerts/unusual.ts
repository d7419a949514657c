/**
 * What is far from usual (semantics E10): the modified z-score of Iglewicz and Hoaglin for spikes, and the chart of the
 * exponentially weighted moving average for slow drift. Pure; amounts are plain numbers of any one unit.
 */

/** The 75th percentile of the standard normal distribution: makes MAD comparable to σ. */
const Z_OF_MAD = 0.6745;
/** √(π/2): makes the mean absolute deviation comparable to σ. */
const SIGMA_OF_MEAN_AD = 1.253314;
/** 1 / 0.6745. */
const SIGMA_OF_MAD = 1.4826;
/** Of samples that are all alike something is unusual at so many times their median. */
const TIMES_MEDIAN = 3;

export interface Usual {
  readonly median: number;
  /** Median of the absolute deviations from the median. */
  readonly mad: number;
  /** Mean of the same. */
  readonly meanDeviation: number;
}

export interface ScoreRule {
  /** From which score on something is unusual; 3.5 by Iglewicz and Hoaglin. */
  readonly score: number;
  /** Whether less than usual is unusual, too. */
  readonly decreases: boolean;
  /** Less than this is never unusual. */
  readonly floor: number;
}

export interface Scored {
  readonly isUnusual: boolean;
  /** Signed. Of samples that are all alike the rule's own score where it is unusual, else 0. */
  readonly score: number;
  readonly baseline: number;
}

/** Throws on no samples: guard for their number first. */
export function usualOf(samples: readonly number[]): Usual {
  const median = medianOf(samples);
  const deviations = samples.map((sample) => Math.abs(sample - median));
  const sum = deviations.reduce((total, deviation) => total + deviation, 0);
  return { median, mad: medianOf(deviations), meanDeviation: sum / deviations.length };
}

export function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [above] = sorted.slice(Math.floor(middle));
  const [below] = sorted.slice(Math.ceil(middle) - 1);
  if (above === undefined || below === undefined) throw new Error("a median needs a sample");
  return (above + below) / 2;
}

/**
 * `0.6745 (x − median) / MAD`; where more than half of the samples are alike `(x − median) / (1.253314 · mean deviation)`;
 * undefined where all are.
 */
export function modifiedZScore(value: number, { median, mad, meanDeviation }: Usual): number | undefined {
  if (mad > 0) return (Z_OF_MAD * (value - median)) / mad;
  return meanDeviation > 0 ? (value - median) / (SIGMA_OF_MEAN_AD * meanDeviation) : undefined;
}

/** Whether a value is a spike beside these samples. */
export function scoreSpike(value: number, samples: readonly number[], rule: ScoreRule): Scored {
  const usual = usualOf(samples);
  const baseline = usual.median;
  const score = modifiedZScore(value, usual);
  if (score === undefined) {
    const isUnusual = value > baseline && value >= Math.max(TIMES_MEDIAN * baseline, rule.floor);
    return { isUnusual, score: isUnusual ? rule.score : 0, baseline };
  }
  const isFar = score > rule.score && value >= rule.floor;
  const isFarBelow = rule.decreases && score < -rule.score && baseline >= rule.floor;
  return { isUnusual: isFar || isFarBelow, score, baseline };
}

export interface Chart {
  /** The line that the average is compared with. */
  readonly mean: number;
  readonly sigma: number;
  /** λ: how much the latest value weighs, 0 to 1. */
  readonly lambda: number;
  /** L: how many σ the limits are away. */
  readonly width: number;
}

export interface ChartPoint {
  /** z_t = λ x_t + (1 − λ) z_{t−1}, beginning at the mean. */
  readonly average: number;
  /** L σ √(λ / (2 − λ) · (1 − (1 − λ)^{2t})): how far from the mean it may be. */
  readonly reach: number;
}

/** The chart's points for values one after the other (NIST/SEMATECH e-Handbook, 6.3.2.4, with limits that widen). */
export function movingAverages(values: readonly number[], chart: Chart): readonly ChartPoint[] {
  const { mean, sigma, lambda, width } = chart;
  let average = mean;
  return values.map((value, index) => {
    average = lambda * value + (1 - lambda) * average;
    const part = (lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * (index + 1)));
    return { average, reach: width * sigma * Math.sqrt(part) };
  });
}

export interface DriftRule extends ScoreRule {
  readonly lambda: number;
  readonly width: number;
}

/**
 * Whether what came lately has drifted away from the samples before it: the last point of the chart, whose σ is
 * 1.4826 · MAD of the samples. The score is scaled so that the rule's own score lies on the chart's limit. Never of
 * samples more than half of which are alike.
 */
export function scoreDrift(latest: readonly number[], samples: readonly number[], rule: DriftRule): Scored {
  const { median, mad } = usualOf(samples);
  const chart = { mean: median, sigma: SIGMA_OF_MAD * mad, lambda: rule.lambda, width: rule.width };
  const last = movingAverages(latest, chart).at(-1);
  if (!last || mad === 0) return { isUnusual: false, score: 0, baseline: median };

  const score = (rule.score * (last.average - median)) / last.reach;
  const isFar = score > rule.score && last.average >= rule.floor;
  const isFarBelow = rule.decreases && score < -rule.score && median >= rule.floor;
  return { isUnusual: isFar || isFarBelow, score, baseline: median };
}
