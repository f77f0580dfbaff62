import { describe, expect, it } from 'vitest';
import { createMessageClient } from './client.ts';

function clientAnswering(answer: () => Promise<unknown>) {
  const sent: unknown[] = [];
  const client = createMessageClient({
    toExtension: (envelope) => {
      sent.push(envelope);
      return answer();
    },
    toTab: (tabId, envelope) => {
      sent.push([tabId, envelope]);
      return answer();
    },
  });
  return { sent, client };
}

describe('sending messages', () => {
  it('addresses each message to the context that answers it', async () => {
    const { sent, client } = clientAnswering(async () => ({ ok: true, body: { stopped: true } }));
    await client.sendToBackground('training.stop', {});
    await client.sendToTrainer('trainer.stop', {});
    await client.sendToTab(3, 'page.allowed', {
      reading: false,
      feedback: false,
      writing: false,
      badges: false,
      suggestions: false,
    });
    expect(sent).toMatchObject([
      { target: 'background', name: 'training.stop' },
      { target: 'trainer', name: 'trainer.stop' },
      [3, { target: 'page', name: 'page.allowed' }],
    ]);
  });

  it('gives a checked answer', async () => {
    const { client } = clientAnswering(async () => ({ ok: true, body: { stopped: true } }));
    expect(await client.sendToBackground('training.stop', {})).toEqual({ ok: true, body: { stopped: true } });
  });

  it('gives a refusal as it was told', async () => {
    const refusal = { ok: false, code: 'OFFLINE', message: 'There is no connection.' };
    const { client } = clientAnswering(async () => refusal);
    expect(await client.sendToBackground('training.stop', {})).toEqual(refusal);
  });

  it.each([
    ['an answer of another shape', async () => ({ ok: true, body: { halted: 1 } }), 'ANSWER_MALFORMED'],
    ['no answer', async () => undefined, 'NO_ANSWER'],
    [
      'nobody there',
      async () => {
        throw new Error('Receiving end does not exist.');
      },
      'NOT_DELIVERED',
    ],
  ])('turns %s into a refusal', async (_what, answer, code) => {
    const { client } = clientAnswering(answer);
    expect(await client.sendToBackground('training.stop', {})).toMatchObject({ ok: false, code });
  });

  it('waits no longer than it was told to', async () => {
    const { client } = clientAnswering(() => new Promise(() => {}));
    expect(await client.sendToBackground('training.stop', {}, { timeout: 5 })).toMatchObject({
      ok: false,
      code: 'NO_ANSWER',
    });
  });
});
