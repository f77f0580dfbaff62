import type { MessageIn, MessageOut } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { eraseAllTables, eraseDay, eraseSite, eraseStory } from '../storage/erase.ts';

/** What deleting everything reaches beyond the database. */
export interface ErasePorts {
  readonly db: TaleDatabase;
  /** Ends whatever trains: it would write its result into the empty database. */
  stopTraining(): Promise<void>;
  /** Asks the server to forget this device, while the key that proves who asks is still there. */
  tellServer(): Promise<string>;
  /** Unregisters scripts, tells open pages and gives back permissions, by the (then empty) consent record. */
  applyConsent(): Promise<unknown>;
}

/** Deletes what a person asked to have deleted. @returns how many signals and stories went, and what cannot be undone. */
export async function eraseRequested(
  request: MessageIn<'data.erase'>,
  ports: ErasePorts,
): Promise<MessageOut<'data.erase'>> {
  switch (request.what) {
    case 'story':
      return { erased: await eraseStory(ports.db, request.story), notes: [] };
    case 'site':
      return { erased: await eraseSite(ports.db, request.site), notes: [] };
    case 'day':
      return { erased: await eraseDay(ports.db, request.day), notes: [] };
    case 'everything':
      return eraseEverything(request.tellServer, ports);
  }
}

async function eraseEverything(tellServer: boolean, ports: ErasePorts): Promise<MessageOut<'data.erase'>> {
  await ports.stopTraining();
  const notes: string[] = [];
  if (tellServer) {
    // An unreachable server must not keep a person's data on their own device.
    notes.push(
      await ports.tellServer().catch((cause: unknown) => `The server was not told: ${reasonOf(cause)}`),
    );
  }
  const sent = await ports.db.updates.where('state.is').notEqual('queued').count();
  const erased = await eraseAllTables(ports.db);
  await ports.applyConsent();
  if (sent > 0)
    notes.push('What was already aggregated into a shared model cannot be taken out of it again.');
  return { erased, notes };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
