import { Refused } from '../../shared/protocol/errors.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import { procedure, t } from './context.ts';

const entries = procedures['log.entries'];
const inclusion = procedures['log.inclusion'];
const consistency = procedures['log.consistency'];

/** The transparency log, for anyone. */
export const logRouter = t.router({
  head: procedure.output(procedures['log.head'].out).query(({ ctx: { engine } }) => engine.log.head()),

  entries: procedure
    .input(entries.in)
    .output(entries.out)
    .query(async ({ ctx: { engine }, input }) => ({
      entries: await engine.log.entries(input.from, input.count),
    })),

  inclusion: procedure
    .input(inclusion.in)
    .output(inclusion.out)
    .query(async ({ ctx: { engine }, input }) =>
      inclusion.out.parse({ proof: await engine.log.inclusion(input.index, input.size).catch(noSuchTree) }),
    ),

  consistency: procedure
    .input(consistency.in)
    .output(consistency.out)
    .query(async ({ ctx: { engine }, input }) =>
      consistency.out.parse({
        proof: await engine.log.consistency(input.first, input.second).catch(noSuchTree),
      }),
    ),
});

function noSuchTree(cause: unknown): never {
  if (cause instanceof RangeError) throw new Refused('NOT_FOUND', cause.message, { cause });
  throw cause;
}
