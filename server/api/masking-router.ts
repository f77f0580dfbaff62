import { procedures } from '../../shared/protocol/procedures.ts';
import { authenticate } from '../entities/authenticate.ts';
import { exchange } from '../masking/exchange.ts';
import { procedure, t } from './context.ts';

const declared = procedures['masking.exchange'];

/** Members of masked groups answer what their group is told. */
export const maskingRouter = t.router({
  exchange: procedure
    .input(declared.in)
    .output(declared.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id } = await authenticate(engine.db, input, engine.now());
      const answer = await exchange(engine.db, id, input.payload);
      // The last answer of a phase ends it: the next step need not wait for a tick.
      if (input.payload.said !== null) void engine.driver.advance();
      return answer;
    }),
});
