import {
  type Conversion,
  epsilonOfParticipations,
  epsilonOfSampledGaussian,
  noiseForEpsilon,
  orderSets,
} from '../../../shared/privacy/epsilon.ts';
import { give, type JsonOption, UsageError, wholeNumber } from '../output.ts';

export interface EpsilonOptions {
  readonly participations?: string;
  readonly q?: string;
  readonly steps?: string;
  readonly sigma?: string;
  readonly epsilon?: string;
  readonly delta: string;
  readonly accountant?: 'zcdp' | 'rdp';
  readonly orders: keyof typeof orderSets;
  readonly conversion: Conversion;
  readonly json?: JsonOption;
}

/** `promptale epsilon`: what noise is worth, by the accountant of participations or by that of sampled steps. */
export async function epsilonCommand(options: EpsilonOptions): Promise<void> {
  const accountant = options.accountant ?? (options.participations === undefined ? 'rdp' : 'zcdp');
  const delta = positive('--delta', options.delta);
  if (delta >= 1) throw new UsageError(`--delta must be below 1, not “${options.delta}”.`);
  if (accountant === 'zcdp') {
    const participations = wholeNumber(
      '--participations',
      needed('--participations', options.participations),
      0,
    );
    const sigma = positive('--sigma', needed('--sigma', options.sigma));
    const found = {
      accountant,
      participations,
      sigma,
      ...epsilonOfParticipations(participations, sigma, delta),
    };
    return give(withoutInfinity(found), options.json, () => told(found.epsilon, delta));
  }
  const rate = positive('--q', needed('--q', options.q));
  if (rate > 1) throw new UsageError(`--q must be at most 1, not “${options.q}”.`);
  const steps = wholeNumber('--steps', needed('--steps', options.steps), 1);
  const orders = orderSets[options.orders];
  const sigma =
    options.sigma === undefined && options.epsilon !== undefined
      ? noiseForEpsilon(positive('--epsilon', options.epsilon), delta, { rate, steps }, { orders })
      : positive('--sigma', needed('--sigma (or --epsilon)', options.sigma));
  const found = epsilonOfSampledGaussian({ rate, steps, noiseMultiplier: sigma }, delta, {
    orders,
    conversion: options.conversion,
  });
  const { epsilon } = found;
  await give(
    withoutInfinity({
      accountant,
      q: rate,
      steps,
      sigma,
      ...found,
      orders: options.orders,
      conversion: options.conversion,
    }),
    options.json,
    () => `${told(epsilon, delta)} (noise multiplier ${sigma}, order ${found.alpha})`,
  );
}

function told(epsilon: number, delta: number): string {
  return `ε = ${epsilon.toPrecision(6)} at δ = ${delta}`;
}

/** JSON has no infinite number; the order of no participation at all is one. */
function withoutInfinity<T extends { readonly alpha: number }>(found: T) {
  return { ...found, alpha: Number.isFinite(found.alpha) ? found.alpha : null };
}

function needed(option: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`${option} is needed here.`);
  return text;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new UsageError(`${option} must be a number above 0, not “${text}”.`);
  return value;
}
