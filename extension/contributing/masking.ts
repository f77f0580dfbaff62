import { type ContributorKey, signedCall, signedRequest } from '../../shared/learning/contributor.ts';
import { pairwiseSum } from '../../shared/masking/pairwise/pairwise-sum.ts';
import { canonicalBytes } from '../../shared/protocol/canonical.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { type MaskingRecord, maskingRecordSchema } from '../storage/records.ts';
import { ASK_AGAIN } from './follow-updates.ts';
import type { ContributingPorts } from './ports.ts';

/**
 * Answers what the groups of this device's updates are told. Everything that is said is stored before it is sent: after
 * the worker died the same is sent again, and no second answer is ever made up.
 * @returns what was done, in words @throws ServerTrouble
 */
export async function followMasking(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
): Promise<string[]> {
  const did: string[] = [];
  const rows: unknown[] = await ports.db.maskings.toArray();
  for (const row of rows) {
    const masking = maskingRecordSchema.safeParse(row);
    if (!masking.success) continue;
    const update = await ports.db.updates.get(masking.data.update);
    if (update === undefined || !['queued', 'received'].includes(update.state.is)) {
      // Settled, or taken back: what was remembered for it must not be kept.
      await ports.db.maskings.delete(masking.data.update);
    } else if (update.state.is === 'received') {
      did.push(...(await answerGroup(ports, client, key, masking.data)));
    }
  }
  return did;
}

/** Phases of a masked sum are few; whoever is told more is being played with. */
const MOST_ANSWERS = 10;

async function answerGroup(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  masking: MaskingRecord,
): Promise<string[]> {
  const { update } = masking;
  let { saved, said } = masking;
  let answered = false;
  for (let turn = 0; turn < MOST_ANSWERS; turn++) {
    const when = { now: ports.now(), nonce: ports.randomBytes(16) };
    const answer =
      said === null
        ? await signedCall(client, key, 'masking.ask', { update }, when)
        : await client.say(
            canonicalBytes(await signedRequest(key, 'masking.say', { update, ...said }, when)),
          );
    if (said !== null) {
      // It was heard: from here on the device asks, and does not send a masked vector at every look.
      said = null;
      answered = true;
      await ports.db.maskings.put({ ...masking, saved, said });
    }
    if (answer.over) {
      await ports.db.maskings.delete(update);
      return [`the group of the update for round ${masking.round} has ended`];
    }
    if (answer.told === null) {
      ports.wakeAt(ports.now() + Math.min(answer.retryAfterMs, ASK_AGAIN));
      return answered ? [`answered its group in round ${masking.round}`] : [];
    }
    const step = await pairwiseSum.answer(saved, unbase64(answer.told.message), key);
    if (step.is === 'refused') {
      // A server that says what cannot be true is told nothing more; what was learnt is not lost to it.
      await ports.db.maskings.delete(update);
      return [`left its group in round ${masking.round}: ${step.why}`];
    }
    saved = new Uint8Array(step.saved ?? []);
    said = { phase: answer.told.phase, message: new Uint8Array(step.message) };
    await ports.db.maskings.put({ ...masking, saved, said });
  }
  return [];
}

function unbase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
