import { desc, eq } from 'drizzle-orm';
import { procedures } from '../../shared/protocol/procedures.ts';
import { type WishParameter, wishesLeafSchema, wishParameterSchema } from '../../shared/protocol/wish.ts';
import type { Engine } from '../engine.ts';
import { leaves, wishTallies } from '../store/schema.ts';
import { castWish } from '../wishes/cast-wish.ts';
import { chainOf } from './chain-of.ts';
import { procedure, t } from './context.ts';

const cast = procedures['wishes.cast'];
const current = procedures['wishes.current'];

/** What holders of TALE wish of the parameters that this server publishes. */
export const wishesRouter = t.router({
  cast: procedure
    .input(cast.in)
    .output(cast.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      await castWish(engine.db, chainOf(engine), input, engine.now());
      return { counted: true as const };
    }),

  current: procedure.output(current.out).query(async ({ ctx: { engine } }) => {
    const [last] = await engine.db
      .select({ epoch: wishTallies.epoch, leaf: wishTallies.leafIndex, json: leaves.leaf })
      .from(wishTallies)
      .innerJoin(leaves, eq(leaves.index, wishTallies.leafIndex))
      .orderBy(desc(wishTallies.epoch))
      .limit(1);
    return {
      parameters: wishParameterSchema.options.map((parameter) => ({
        parameter,
        now: valueNow(parameter, engine.config),
      })),
      counted:
        last === undefined
          ? null
          : {
              epoch: last.epoch,
              leaf: last.leaf,
              tally: wishesLeafSchema.parse(JSON.parse(last.json)).tally,
            },
    };
  }),
});

/** What a parameter is set to, as people read it. */
function valueNow(parameter: WishParameter, config: Engine['config']): string {
  switch (parameter) {
    case 'rule':
      return config.RULE;
    case 'norm':
      return config.NORM_DRIFT === 0
        ? `C = ${config.NORM}`
        : `C = ${config.NORM} at first, moving by at most ${100 * config.NORM_DRIFT} % a round`;
    case 'attackers':
      return 'one of five updates of a round';
    case 'noise':
      return config.NOISE_MULTIPLIER === 0 ? 'none' : `σ = ${config.NOISE_MULTIPLIER} · C`;
    case 'participations':
      return config.NOISE_MULTIPLIER === 0 ? 'not limited without noise' : `k = ${config.PARTICIPATIONS}`;
    case 'pay-cap':
      return `${100 * config.PAY_CAP} % of an epoch’s pay`;
  }
}
