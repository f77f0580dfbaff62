import { toHex } from '../../shared/crypto/hex.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import { signedRequestDigest } from '../../shared/protocol/signed-request.ts';
import { authenticate } from '../entities/authenticate.ts';
import { castVote, questionFor } from '../rounds/ratification.ts';
import { procedure, t } from './context.ts';

const sample = procedures['ratify.sample'];
const vote = procedures['ratify.vote'];

/** Contributors decide whether a candidate becomes a version. */
export const ratifyRouter = t.router({
  sample: procedure
    .input(sample.in)
    .output(sample.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id } = await authenticate(engine.db, input, engine.now());
      return { candidate: await questionFor(engine.db, input.payload.task, id, engine.now()) };
    }),

  vote: procedure
    .input(vote.in)
    .output(vote.out)
    .mutation(async ({ ctx: { engine }, input }) => {
      const { id } = await authenticate(engine.db, input, engine.now());
      const ballot = toHex(signedRequestDigest(input));
      await castVote(engine.db, id, input.payload, ballot, engine.now());
      return { counted: true as const };
    }),
});
