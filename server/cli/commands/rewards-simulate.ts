import { formatEther } from 'ethers';
import { profiles } from '../../../contracts/parameters.ts';
import { simulateRewards } from '../../../tests/lab/economy/simulate-rewards.ts';
import { readConfig } from '../../config.ts';
import { give, type JsonOption, wholeNumber } from '../output.ts';

/** `promptale rewards simulate`: what the schedule emits, what each way to be paid earns, what a stolen signer costs. */
export async function rewardsSimulateCommand(options: {
  readonly epochs: string;
  readonly seed: string;
  readonly crowd: string;
  readonly json?: JsonOption;
}): Promise<void> {
  const config = readConfig({});
  const economy = simulateRewards({
    epochs: wholeNumber('--epochs', options.epochs, 1, 10_000),
    seed: wholeNumber('--seed', options.seed, 0),
    schedule: profiles.production,
    crowd: wholeNumber('--crowd', options.crowd, 20, 100_000),
    each: 5,
    roundsInEpoch: Math.max(1, Math.floor(profiles.production.epochLength / config.ROUND_SECONDS)),
    cohort: Math.min(config.ROUND_COHORT, Math.ceil(Number(options.crowd) / 3)),
    probationRounds: config.PROBATION_ROUNDS,
    referenceScore: config.REFERENCE_SCORE,
    cap: config.PAY_CAP,
    fewestRounds: config.FEWEST_ROUNDS,
  });
  await give(economy, options.json, () =>
    [
      `${economy.epochs} epochs: ${tale(economy.emission.issued)} of ${tale(economy.emission.scheduled)} TALE issued`,
      ...Object.entries(economy.pay).map(
        ([name, { mean, sd }]) =>
          `${name.padEnd(12)} ${mean.toFixed(2)} ± ${sd.toFixed(2)} of an honest contributor’s`,
      ),
      `a stolen signer: at most ${tale(economy.signerTheft.lossWithin['1 day'])} TALE within a day`,
    ].join('\n'),
  );
}

function tale(wei: string): string {
  return Number(formatEther(wei)).toLocaleString('en', { maximumFractionDigits: 2 });
}
