import { octetInputParser } from '@trpc/server/http';
import { readCanonical } from '../../shared/protocol/canonical.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { maskingSaySchema, procedures, toldSchema } from '../../shared/protocol/procedures.ts';
import { authenticate } from '../entities/authenticate.ts';
import { largestBody } from '../inspection/desk.ts';
import { exchange } from '../masking/exchange.ts';
import { procedure, t } from './context.ts';
import { readCapped } from './read-capped.ts';

const ask = procedures['masking.ask'];

/** Members of masked groups are told what their group waits for, and answer. */
export const maskingRouter = t.router({
  ask: procedure
    .input(ask.in)
    .output(ask.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id } = await authenticate(engine.db, input, engine.now());
      return exchange(engine.db, id, { update: input.payload.update, said: null });
    }),

  say: procedure
    .input(octetInputParser)
    .output(toldSchema)
    .mutation(async ({ ctx: { engine }, input }) => {
      const limit = largestBody(engine.tasks);
      const bytes = await readCapped(input, limit);
      if (bytes === null) throw new Refused('BODY_TOO_LARGE', `The message is larger than ${limit} bytes.`);
      const request = maskingSaySchema.safeParse(readCanonical(bytes)?.value);
      if (!request.success)
        throw new Refused('BAD_REQUEST', 'The message is no signed request of this kind.');
      const { id } = await authenticate(engine.db, request.data, engine.now());
      const { update, phase, message } = request.data.payload;
      const answer = await exchange(engine.db, id, { update, said: { phase, message } });
      // The last answer of a phase ends it: the next step need not wait for a tick.
      void engine.driver.advance();
      return answer;
    }),
});
