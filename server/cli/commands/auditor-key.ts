import { makeAuditorKey } from '../auditor-key.ts';
import { UsageError } from '../output.ts';

/** `promptale auditor-key`: makes a key; what it prints goes into the server's `AUDITORS`. */
export async function auditorKeyCommand(file: string): Promise<void> {
  const key = await makeAuditorKey(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new UsageError(`${file} is there already; a key is never overwritten.`);
    throw error;
  });
  process.stdout.write(`${key}\n`);
}
