import type { MessageIn } from '../messaging/messages.ts';
import { sendToBackground } from '../messaging/send.ts';
import { counted } from './strings.ts';

/** Has the background delete a part of the stored data. @returns what to tell the person. */
export async function eraseData(what: MessageIn<'data.erase'>): Promise<string> {
  const reply = await sendToBackground('data.erase', what);
  if (!reply.ok) return reply.message;
  return [counted('dataErased', reply.body.erased), ...reply.body.notes].join(' ');
}
