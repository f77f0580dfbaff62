import type { TaleDatabase } from './database.ts';

/** Where it is kept how a server protected a task's updates when somebody agreed to contribute. */
const PREFIX = 'protection ';

export function protectionKey(server: string, task: string): string {
  return `${PREFIX}${server} ${task}`;
}

/** Whoever switches contributing off and on again agrees to what there is then. */
export async function forgetProtections(db: TaleDatabase): Promise<void> {
  await db.settings.where('key').startsWith(PREFIX).delete();
}
