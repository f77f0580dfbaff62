import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import { createReceiver, onInternal, onPage, type ReceiverPorts, RequestRefused } from './receive.ts';
import type { Sender } from './sender.ts';

const identity = { id: 'mfhegnji', baseUrl: 'chrome-extension://mfhegnji/' };
const popup: Sender = {
  id: identity.id,
  url: 'chrome-extension://mfhegnji/popup.html',
  tabId: null,
  frameId: null,
  incognito: false,
};
const storyPage: Sender = {
  id: identity.id,
  url: 'https://archiveofourown.org/works/1',
  tabId: 7,
  frameId: 0,
  incognito: false,
};

function receiverWith(overrides: Partial<ReceiverPorts> = {}) {
  const calls: string[] = [];
  const reports: string[] = [];
  const receive = createReceiver({
    target: 'background',
    identity,
    routes: [
      onInternal('training.stop', async () => {
        calls.push('training.stop');
        return { stopped: true };
      }),
      onInternal('contribution.sync', async () => {
        throw new RequestRefused('OFFLINE', 'There is no connection. Try again later.');
      }),
      onInternal('consent.apply', async () => {
        throw new Error('secret detail');
      }),
      onPage('page.observed', async (_body, page) => {
        calls.push(`page.observed ${page.tabId}`);
        return { stored: true };
      }),
    ],
    speaksFor: (site, url) => site === 'ao3' && url.hostname === 'archiveofourown.org',
    report: (name) => reports.push(name),
    ...overrides,
  });
  return { calls, reports, receive };
}

const observed = (site: string) => ({
  target: 'background',
  name: 'page.observed',
  body: {
    site,
    facts: blankFacts('1'),
    observation: { kind: 'feedback', act: 'kudos', value: null, on: true },
  },
});
const stop = { target: 'background', name: 'training.stop', body: {} };

describe('receiving messages', () => {
  it('answers a message of the popup', async () => {
    const { receive } = receiverWith();
    expect(await receive(stop, popup)).toEqual({ ok: true, body: { stopped: true } });
  });

  it('answers a story page that speaks for its own site, and tells which tab it was', async () => {
    const { receive, calls } = receiverWith();
    expect(await receive(observed('ao3'), storyPage)).toEqual({ ok: true, body: { stored: true } });
    expect(calls).toEqual(['page.observed 7']);
  });

  it('leaves messages for other contexts to them', () => {
    const { receive } = receiverWith();
    expect(receive({ ...stop, target: 'trainer' }, popup)).toBeUndefined();
    expect(receive('hello', popup)).toBeUndefined();
    expect(receive(null, popup)).toBeUndefined();
  });

  it.each([
    ['another extension', { ...popup, id: 'other', url: 'chrome-extension://other/popup.html' }],
    [
      'an address that only starts like ours',
      { ...popup, url: 'chrome-extension://mfhegnji.evil/popup.html' },
    ],
    ['a content script', storyPage],
    ['a sender without an address', { ...popup, url: null }],
    [
      'a web page under our id',
      { ...popup, url: 'https://archiveofourown.org/chrome-extension://mfhegnji/' },
    ],
  ])('refuses a privileged message of %s', async (_who, sender) => {
    const { receive, calls } = receiverWith();
    expect(await receive(stop, sender)).toMatchObject({ ok: false, code: 'SENDER_REFUSED' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['an inner frame', { ...storyPage, frameId: 3 }],
    ['no tab', { ...storyPage, tabId: null }],
    ['a private window', { ...storyPage, incognito: true }],
    ['another extension', { ...storyPage, id: 'other' }],
    ['a file', { ...storyPage, url: 'file:///home/me/story.html' }],
    ['one of our own pages', { ...popup, tabId: 7, frameId: 0 }],
  ])('refuses a page message from %s', async (_where, sender) => {
    const { receive, calls } = receiverWith();
    expect(await receive(observed('ao3'), sender)).toMatchObject({ ok: false, code: 'SENDER_REFUSED' });
    expect(calls).toEqual([]);
  });

  it('refuses a page that speaks for another site', async () => {
    const { receive, calls } = receiverWith();
    const reply = await receive(observed('royal-road'), storyPage);
    expect(reply).toMatchObject({ ok: false, code: 'SITE_REFUSED' });
    expect(calls).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'page.opened', ''])(
    'knows no message called “%s”',
    async (name) => {
      const { receive } = receiverWith();
      expect(await receive({ target: 'background', name, body: {} }, popup)).toMatchObject({
        ok: false,
        code: 'MESSAGE_UNKNOWN',
      });
    },
  );

  it('refuses keys that the message does not have', async () => {
    const { receive } = receiverWith();
    expect(await receive({ ...stop, body: { force: true } }, popup)).toMatchObject({
      code: 'MESSAGE_MALFORMED',
    });
    const smuggled: unknown = JSON.parse(
      '{"target":"background","name":"training.stop","body":{"__proto__":{"x":1}}}',
    );
    expect(await receive(smuggled, popup)).toMatchObject({ code: 'MESSAGE_MALFORMED' });
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('does not read a message that is larger than real ones', async () => {
    const { receive } = receiverWith();
    const huge = observed('ao3');
    huge.body.facts.summary = 'x'.repeat(3_000_000);
    expect(await receive(huge, storyPage)).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    let deep: unknown = {};
    for (let level = 0; level < 20_000; level++) deep = { deep };
    expect(await receive({ ...stop, body: deep }, popup)).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  });

  it('tells the reason of our own refusals, and of other errors only that it failed', async () => {
    const { receive, reports } = receiverWith();
    expect(await receive({ ...stop, name: 'contribution.sync' }, popup)).toEqual({
      ok: false,
      code: 'OFFLINE',
      message: 'There is no connection. Try again later.',
    });
    const failed = await receive({ ...stop, name: 'consent.apply' }, popup);
    expect(failed).toMatchObject({ ok: false, code: 'FAILED' });
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(reports).toEqual(['contribution.sync', 'consent.apply']);
  });

  it('answers any junk with a refusal and runs nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('training.stop', 'contribution.sync', 'page.observed', 'nonsense'),
        fc.jsonValue({ maxDepth: 6 }).filter((body) => JSON.stringify(body) !== '{}'),
        fc.boolean(),
        async (name, body, fromPage) => {
          const { receive, calls } = receiverWith();
          const reply = await receive({ target: 'background', name, body }, fromPage ? storyPage : popup);
          expect(reply).toMatchObject({ ok: false });
          expect(calls).toEqual([]);
        },
      ),
    );
  });

  it('survives any sender', async () => {
    const anyText = fc.option(fc.oneof(fc.string(), fc.webUrl(), fc.constant(identity.id)));
    const anySender = fc.record({
      id: anyText,
      url: anyText,
      tabId: fc.option(fc.nat()),
      frameId: fc.option(fc.nat()),
      incognito: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anySender, async (sender) => {
        const { receive, calls } = receiverWith();
        expect(await receive(stop, sender)).toMatchObject({ ok: false, code: 'SENDER_REFUSED' });
        expect(calls).toEqual([]);
      }),
    );
  });
});
