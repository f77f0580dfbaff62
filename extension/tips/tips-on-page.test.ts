import { Wallet } from 'ethers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addressSchema } from '../../shared/protocol/ids.ts';
import type { Tip } from '../../shared/protocol/tip.ts';
import { tipLine, tipText } from '../../shared/tips/tip-line.ts';
import { openPage, savedMarkup } from '../../tests/conformance/saved-page.ts';
import { CONSENT_TEXT_VERSION, defaultConsent } from '../consent/record.ts';
import { sites } from '../sites/registry.ts';
import type { Consent } from '../storage/records.ts';
import { readWriters } from './read-writers.ts';
import { type ReadTab, tipsOnPage } from './tips-on-page.ts';
import { writersWords } from './writers-words.ts';

const wallet = new Wallet(`0x${'1'.repeat(64)}`);
const signed = async (writer: string, signer = wallet): Promise<Tip> => ({
  writer,
  address: addressSchema.parse(signer.address),
  signature: await signer.signMessage(tipText(writer, signer.address)),
});

const consent: Consent = {
  ...defaultConsent(),
  textVersion: CONSENT_TEXT_VERSION,
  agreedAt: 1,
  sites: Object.fromEntries(
    sites
      .filter(({ id }) => id !== 'readability')
      .map(({ id, matches }) => [id, { on: true, at: 1, origins: [...matches] }]),
  ),
};

/** A tab that shows this document, as a browser runs a function in it. */
const showing = (url: string, html: string): ReadTab => {
  const { defaultView } = openPage(url, html).document;
  if (defaultView === null) throw new Error('the document has no window');
  return async (_, ...what) => {
    for (const name of ['document', 'location', 'Element', 'HTMLAnchorElement'])
      vi.stubGlobal(name, Reflect.get(defaultView, name));
    // As it goes into a page: its source alone, and what JSON keeps of its answer.
    const read: unknown = new Function(`return (${readWriters.toString()})`)();
    if (typeof read !== 'function') throw new Error('no function');
    return JSON.parse(JSON.stringify(read(...what)));
  };
};
const tipsOf = (url: string, html: string, allowed = consent) =>
  tipsOnPage({ id: 1, address: url }, allowed, showing(url, html));

afterEach(() => vi.unstubAllGlobals());

/** Where on a saved page a writer, or somebody else, could put a line: after this text, which stands there once. */
const pages = [
  {
    file: 'ao3/chapter.html',
    url: 'https://archiveofourown.org/works/7001234/chapters/9002',
    writer: 'archiveofourown.org/users/marlowe_tide',
    name: 'marlowe_tide',
    own: [
      'for the hand that takes it.',
      'AUTHOR NOTE: thanks to my beta.',
      'CHAPTER END NOTE',
      'END NOTE: more on Sunday.',
    ],
    others: ['COMMENT: loved this!', 'FOOTER About the Archive'],
  },
  {
    file: 'royal-road/fiction.html',
    url: 'https://www.royalroad.com/fiction/7001/the-forty-first-step',
    writer: 'royalroad.com/profile/77',
    name: 'nightferry',
    own: ['A lamplighter climbs a tower that has one step too many.'],
    others: [],
  },
  {
    file: 'royal-road/chapter.html',
    url: 'https://www.royalroad.com/fiction/7001/the-forty-first-step/chapter/2/x',
    writer: 'royalroad.com/profile/77',
    name: 'nightferry',
    own: ['AUTHOR NOTE'],
    others: ['COMMENT'],
  },
  {
    file: 'scribble-hub/series.html',
    url: 'https://www.scribblehub.com/series/70012/the-forty-first-step/',
    writer: 'scribblehub.com/profile/88',
    name: 'Marlowe Tide',
    own: ['A lamp goes missing every night, and Ilse goes looking.'],
    others: [],
  },
  {
    file: 'wattpad/story.html',
    url: 'https://www.wattpad.com/story/7001-the-forty-first-step',
    writer: 'wattpad.com/user/marlowe_tide',
    name: 'marlowe_tide',
    own: ['A lamp goes missing every night, and Ilse goes looking.'],
    others: [],
  },
  {
    file: 'fanfiction-net/chapter.html',
    url: 'https://www.fanfiction.net/s/7001/2/The-Forty-First-Step',
    writer: 'fanfiction.net/u/88',
    name: 'marlowe tide',
    own: ['had thought to tell the lamps.'],
    others: [],
  },
  {
    file: 'xenforo/thread.html',
    url: 'https://forums.spacebattles.com/threads/the-forty-first-step.7001/',
    writer: 'forums.spacebattles.com/members/88',
    name: 'Marlowe Tide',
    own: ['had thought to tell the lamps.'],
    others: ['COMMENT: I did not see that coming.', 'BOILERPLATE signature'],
  },
  {
    file: 'webnovel/book.html',
    url: 'https://www.webnovel.com/book/the-forty-first-step_7001',
    writer: 'webnovel.com/profile/88',
    name: 'Marlowe Tide',
    own: ['A lamp goes missing every night'],
    others: [],
  },
  {
    file: 'reddit/nosleep.html',
    url: 'https://www.reddit.com/r/nosleep/comments/abc12/the_fortyfirst_step/',
    writer: 'reddit.com/user/marlowe_tide',
    name: 'marlowe_tide',
    own: ['had thought to tell the lamps.'],
    others: ['COMMENT'],
  },
  {
    file: 'reddit/old.html',
    url: 'https://old.reddit.com/r/nosleep/comments/abc12/the_fortyfirst_step/',
    writer: 'reddit.com/user/marlowe_tide',
    name: 'marlowe_tide',
    own: ['had thought to tell the lamps.'],
    others: ['COMMENT'],
  },
  {
    file: 'medium/story.html',
    url: 'https://medium.com/@mara/the-forty-first-step-0f3a9c2b7d0e',
    writer: 'medium.com/@mara',
    name: 'Marlowe Tide',
    own: ['had thought to tell the lamps.'],
    others: ['COMMENT'],
  },
] as const;

/** The markup with a line behind one of the places where a text stands. */
function withLine(html: string, after: string, line: string): string[] {
  const pieces = html.split(after);
  return pieces
    .slice(1)
    .map(
      (_, at) => `${pieces.slice(0, at + 1).join(after)}${after} ${line} ${pieces.slice(at + 1).join(after)}`,
    );
}

describe('tips on a page', () => {
  for (const { file, url, writer, name, own, others } of pages) {
    it(`are found in the writer’s own words on ${file}, and nowhere else`, async () => {
      const html = savedMarkup(file);
      const tip = await signed(writer);
      expect(await tipsOf(url, html)).toEqual([]);
      for (const after of own) {
        const places = withLine(html, after, tipLine(tip));
        expect(places.length, after).toBeGreaterThan(0);
        for (const page of places) expect(await tipsOf(url, page), after).toEqual([{ ...tip, name }]);
      }
      // Somebody else's address, signed for this writer, in words that are not the writer's.
      const stolen = tipLine(await signed(writer, new Wallet(`0x${'2'.repeat(64)}`)));
      for (const after of others) {
        const places = withLine(html, after, stolen);
        expect(places.length, after).toBeGreaterThan(0);
        for (const page of places) expect(await tipsOf(url, page), after).toEqual([]);
      }
      const copied = tipLine(await signed('archiveofourown.org/users/somebody_else'));
      for (const page of withLine(html, own[0], copied)) expect(await tipsOf(url, page)).toEqual([]);
    });
  }

  it('are told of each of several writers, by the one they are signed for', async () => {
    const html = savedMarkup('ao3/chapter.html');
    const [tide, quill] = [
      await signed('archiveofourown.org/users/marlowe_tide'),
      await signed('archiveofourown.org/users/quill', new Wallet(`0x${'2'.repeat(64)}`)),
    ];
    const page = html.replace('END NOTE: more on Sunday.', `${tipLine(quill)}<br>${tipLine(tide)}`);
    expect(await tipsOf('https://archiveofourown.org/works/7001234', page)).toEqual([
      { ...tide, name: 'marlowe_tide' },
      { ...quill, name: 'quill' },
    ]);
  });

  it('are found in a profile, whose address is the writer', async () => {
    const tip = await signed('archiveofourown.org/users/quill');
    const html = `<div class="bio module"><h3>Bio</h3><blockquote class="userstuff"><p>Hello.</p><p>${tipLine(tip)}</p></blockquote></div>`;
    expect(await tipsOf('https://archiveofourown.org/users/quill/profile', html)).toEqual([
      { ...tip, name: 'quill' },
    ]);
    expect(await tipsOf('https://archiveofourown.org/users/another/profile', html)).toEqual([]);
  });

  it('are looked for on no page of a site that is off, of a host not agreed to, or before anything was agreed', async () => {
    const url = 'https://archiveofourown.org/works/7001234';
    const never: ReadTab = () => Promise.reject(new Error('the page was read'));
    const ask = (allowed: Consent, address: string | null = url) =>
      tipsOnPage({ id: 1, address }, allowed, never);
    await expect(ask(consent)).rejects.toThrow('the page was read');
    expect(await ask({ ...consent, agreedAt: null })).toEqual([]);
    expect(await ask({ ...consent, sites: {} })).toEqual([]);
    expect(
      await ask({ ...consent, sites: { ao3: { on: true, at: 1, origins: ['https://squidgeworld.org/*'] } } }),
    ).toEqual([]);
    for (const address of [
      null,
      '',
      'about:blank',
      'https://example.net/',
      'https://www.gutenberg.org/ebooks/1',
    ])
      expect(await ask(consent, address)).toEqual([]);
  });

  it('are none where a page answers anything else than was asked of it', async () => {
    const address = 'https://archiveofourown.org/works/7001234';
    const line = tipLine(await signed('archiveofourown.org/users/quill'));
    const writers = [{ address: 'https://archiveofourown.org/users/quill', name: 'quill' }];
    for (const answer of [
      null,
      {},
      { address: 'nowhere', parts: [] },
      { address, parts: 'all' },
      { address, parts: [{ writers, lines: [line.repeat(10)] }] },
      { address: 'https://example.net/', parts: [{ writers, lines: [line] }] },
      { address, parts: [{ writers: [{ address: 'quill', name: 'quill' }], lines: [line] }] },
    ])
      expect(await tipsOnPage({ id: 1, address }, consent, async () => answer)).toEqual([]);
    expect(
      await tipsOnPage({ id: 1, address }, consent, async () => ({
        address,
        parts: [{ writers, lines: [line] }],
      })),
    ).toHaveLength(1);
  });

  it('are known of sites that the extension knows', () => {
    for (const site of Object.keys(writersWords)) expect(sites.map(({ id }) => id)).toContain(site);
  });
});
