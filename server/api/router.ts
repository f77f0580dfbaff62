import { t } from './context.ts';
import { contributorRouter } from './contributor-router.ts';
import { creditsRouter } from './credits-router.ts';
import { logRouter } from './log-router.ts';
import { maskingRouter } from './masking-router.ts';
import { ratifyRouter } from './ratify-router.ts';
import { rewardsRouter } from './rewards-router.ts';
import { roundRouter } from './round-router.ts';
import { serverRouter } from './server-router.ts';
import { updateRouter } from './update-router.ts';
import { wishesRouter } from './wishes-router.ts';

/** Every procedure, by the names of `shared/protocol/procedures.ts`. */
export const appRouter = t.router({
  server: serverRouter,
  contributor: contributorRouter,
  round: roundRouter,
  update: updateRouter,
  ratify: ratifyRouter,
  masking: maskingRouter,
  rewards: rewardsRouter,
  credits: creditsRouter,
  wishes: wishesRouter,
  log: logRouter,
});
