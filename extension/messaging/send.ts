import { sendToExtension, sendToTabTop } from '../platform/runtime-messages.ts';
import { createMessageClient } from './client.ts';

/**
 * The message client of this extension, over the browser's own transport: import this in pages and the background.
 *
 * @example
 * const reply = await sendToBackground('training.start', { force: true });
 * message = reply.ok ? reply.body.why : reply.message;
 */
export const { sendToBackground, sendToTrainer, sendToWriter, sendToTab } = createMessageClient({
  toExtension: sendToExtension,
  toTab: sendToTabTop,
});
