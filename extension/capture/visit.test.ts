// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_TEXT_CHARACTERS, type Observation } from '../../shared/protocol/signal.ts';
import { type Match, type MessageName, type MessageReply, messages } from '../messaging/messages.ts';
import { demoLibrary } from '../sites/demo-library.ts';
import type { Site } from '../sites/site.ts';
import { type TestPage, testPage } from './test-page.ts';
import { startReading, TEXT_LIMIT } from './visit.ts';

const prose = 'The ferry had stopped running in October, and nobody on the island had remarked on it. ';
const story = `<main data-page="story" data-work-id="104" data-chapter-id="104-1"><header data-part="head">
  <div data-part="title-line"><h1 data-field="title">The Forty-First Step</h1></div><span data-field="author">Marlowe Tide</span></header>
  <article data-field="text"><p>${prose.repeat(3)}</p><p>${prose.repeat(3)}</p></article>
  <a data-nav="next" href="/stories/104/x/chapters/2">Next</a>
  <section data-part="feedback"><button data-act="kudos" aria-pressed="false">Kudos</button>
  <form data-act="rating"><input type="radio" name="stars" value="4"></form></section></main>`;

const match: Match = { workId: '104', percent: 82, basis: 'personal', traits: [] };

interface Sent {
  readonly name: MessageName;
  readonly body: unknown;
}

let page: TestPage;
let sent: Sent[];
let shown: string[];
let extensionThere: boolean;
let receivers: ((name: string, body: unknown) => void)[];
const announce = (name: string, body: unknown): void => {
  for (const receive of receivers) receive(name, body);
};
let matched: readonly Match[];
let allowed: { reading: boolean; feedback: boolean; writing: boolean };
let reply: (name: MessageName) => MessageReply | null;

beforeEach(() => {
  history.replaceState(null, '', '/stories/104/the-forty-first-step');
  document.body.innerHTML = story;
  page = testPage(document);
  sent = [];
  shown = [];
  extensionThere = true;
  receivers = [];
  allowed = { reading: true, feedback: true, writing: false };
  reply = () => null;
  matched = [match];
});
afterEach(() => {
  extensionThere = false;
  page.pass(5000);
});

async function start(site: Site = demoLibrary): Promise<void> {
  startReading(site, {
    clock: page.clock,
    styles: { isHidden: () => false },
    badges: () => ({
      show: (_head, { percent }) => void shown.push(`${percent}`),
      clear: () => void shown.push('cleared'),
    }),
    port: {
      send: async (name, body) => {
        // What a page sends must pass the schema of its receiver.
        expect(messages[name].in.safeParse(body).error).toBeUndefined();
        sent.push({ name, body });
        return answer(name);
      },
      onMessage: (receive) => void receivers.push(receive),
      isOpen: () => extensionThere,
    },
  });
  await settle();
}

function answer<N extends MessageName>(name: N): MessageReply<N> {
  const bodies: Partial<Record<MessageName, unknown>> = {
    'page.opened': {
      allowed,
      badges: true,
      suggestions: true,
      matches: matched,
      view: { dim: false, sort: false },
    },
    'page.text': { match: { ...match, percent: 90 } },
    'page.observed': { stored: true },
  };
  const chosen: unknown = reply(name) ?? { ok: true, body: bodies[name] };
  return chosen as MessageReply<N>;
}

/** Lets promises run their course. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function observations(): readonly Observation[] {
  return sent
    .filter(({ name }) => name === 'page.observed')
    .map(({ body }) => (body as { observation: Observation }).observation);
}
const paragraphs = (): Element[] => [...document.querySelectorAll('article p')];
const control = (selector: string): Element => document.querySelector(selector) ?? document.body;

describe('a visit', () => {
  it('tells what the page is, sends its text, and shows the match', async () => {
    await start();
    expect(sent.map(({ name }) => name)).toEqual(['page.opened', 'page.text']);
    expect(sent[0]?.body).toMatchObject({
      site: 'demo-library',
      page: { kind: 'story', facts: { workId: '104' } },
    });
    expect(shown).toEqual(['82', '90']);
  });

  it('reports reading when the reader turns away, and again only if something changed', async () => {
    await start();
    page.act('wheel');
    page.show(paragraphs());
    page.pass(15_000);
    page.turn('hidden');
    page.turn('hidden');
    expect(observations()).toHaveLength(1);
    expect(observations()[0]).toMatchObject({
      kind: 'reading',
      passages: 2,
      passagesRead: 2,
      finished: true,
      visibleMs: 15_000,
    });
  });

  it('keeps one id for a visit, so that newer reports replace older ones', async () => {
    await start();
    page.act('keydown');
    page.show(paragraphs());
    page.pass(41_000);
    const visits = observations().map((observation) =>
      observation.kind === 'reading' ? observation.visit : '',
    );
    expect(visits).toHaveLength(2);
    expect(new Set(visits).size).toBe(1);
  });

  it('counts a script’s events and believes none of them', async () => {
    await start();
    page.show(paragraphs());
    for (let i = 0; i < 7; i++) page.script('pointermove');
    page.script('click', control('[data-act="kudos"]'));
    page.pass(10_000);
    page.turn('hidden');
    expect(observations()).toHaveLength(1);
    expect(observations()[0]).toMatchObject({
      kind: 'reading',
      activeMs: 0,
      passagesRead: 0,
      scriptedEvents: 8,
    });
  });

  it('notices the site’s own controls and the way to the next chapter', async () => {
    await start();
    page.show(paragraphs());
    page.pass(500);
    page.act('click', control('[data-act="kudos"]'));
    page.act('change', control('input[name="stars"]'));
    page.act('click', control('[data-nav="next"]'));
    expect(observations()).toMatchObject([
      { kind: 'feedback', act: 'kudos', on: true, value: null },
      { kind: 'feedback', act: 'rating', on: true, value: 0.75 },
      { kind: 'reading', wentToNext: true },
    ]);
  });

  it('observes nothing that is not allowed', async () => {
    allowed = { reading: false, feedback: false, writing: false };
    await start();
    page.act('wheel');
    page.show(paragraphs());
    page.act('click', control('[data-act="kudos"]'));
    page.pass(60_000);
    page.turn('hidden');
    expect(sent.map(({ name }) => name)).toEqual(['page.opened']);
  });

  it('stops at once when the site is switched off in mid-read, and can start again', async () => {
    await start();
    page.act('wheel');
    page.show(paragraphs());
    page.pass(3000);
    const before = sent.length;
    announce('page.allowed', {
      reading: false,
      feedback: false,
      writing: false,
      badges: false,
      suggestions: false,
    });
    page.pass(60_000);
    page.act('click', control('[data-act="kudos"]'));
    page.turn('hidden');
    expect(sent).toHaveLength(before);
    expect(shown.at(-1)).toBe('cleared');
    announce('page.allowed', { reading: 'yes' });
    announce('page.allowed', {
      reading: false,
      feedback: true,
      writing: false,
      badges: false,
      suggestions: false,
    });
    page.act('click', control('[data-act="kudos"]'));
    expect(observations().at(-1)).toMatchObject({ act: 'kudos' });
  });

  it('ends quietly when the extension is no longer there', async () => {
    reply = () => ({ ok: false, code: 'invalidated', message: 'gone' });
    await start();
    page.pass(60_000);
    await settle();
    expect(sent).toHaveLength(1);
  });

  it('ends when the extension has gone, though nothing was to be told: its badges leave the page to a newer script’s', async () => {
    await start();
    const before = sent.length;
    extensionThere = false;
    page.pass(5000);
    expect(shown.at(-1)).toBe('cleared');
    page.act('wheel');
    page.act('click', control('[data-act="kudos"]'));
    page.pass(60_000);
    expect(sent).toHaveLength(before);
    extensionThere = true;
    await start();
    expect(sent.slice(before).map(({ name }) => name)).toEqual(['page.opened', 'page.text']);
  });

  it('tells once of a page it does not know, and looks again in case it fills in late', async () => {
    document.body.innerHTML = '<p>Loading…</p>';
    await start();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({
      page: null,
      health: [{ field: 'text', problem: 'missing', essential: true }],
    });
    document.body.innerHTML = story;
    page.pass(2000);
    await settle();
    expect(sent.slice(1).map(({ name }) => name)).toEqual(['page.opened', 'page.text']);
  });

  it('starts another visit when the address changes without a load', async () => {
    await start();
    history.pushState(null, '', '/stories/105/another');
    page.pass(1000);
    document.body.innerHTML = story.replaceAll('104', '105');
    page.pass(3000);
    await settle();
    const opened = sent.filter(({ name }) => name === 'page.opened');
    expect(opened.at(-1)?.body).toMatchObject({ page: { facts: { workId: '105' } } });
    expect(opened).toHaveLength(2);
  });

  describe('to a page that goes on while it is scrolled', () => {
    const work = (id: number): string =>
      `<li data-work="${id}"><div data-part="title-line"><a data-field="title" href="/stories/${id}/x">No. ${id}</a></div></li>`;
    const listing = (ids: readonly number[]): string =>
      `<main data-page="listing"><ul>${ids.map(work).join('')}</ul></main>`;
    const openedWorks = (): readonly unknown[] =>
      sent
        .filter(({ name }) => name === 'page.opened')
        .map(({ body }) =>
          (body as { page: { works: { workId: string }[] } }).page.works.map(({ workId }) => workId),
        );
    const scrollOn = async (html: string): Promise<void> => {
      document.querySelector('ul, article')?.insertAdjacentHTML('beforeend', html);
      page.pass(2000);
      await settle();
    };
    const openListing = async (ids: readonly number[]): Promise<void> => {
      history.replaceState(null, '', '/tags/lighthouses');
      document.body.innerHTML = listing(ids);
      matched = [1, 2, 3, 4].map((id) => ({ ...match, workId: `${id}`, percent: id }));
      await start();
    };

    it('asks about the works that have come, and shows their matches beside the first', async () => {
      await openListing([1, 2]);
      expect(shown).toEqual(['1', '2']);
      await scrollOn(work(3) + work(4));
      expect(openedWorks()).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
      expect(shown).toEqual(['1', '2', '3', '4']);
    });

    it('asks again about what was drawn anew or has another work in its place, and about nothing else', async () => {
      await openListing([1, 2, 3]);
      const [first, , third] = [...document.querySelectorAll('li')];
      if (first !== undefined) first.outerHTML = work(1);
      third?.querySelector('a')?.setAttribute('href', '/stories/4/x');
      third?.setAttribute('data-work', '4');
      await scrollOn('<p>An advertisement</p>');
      expect(openedWorks().slice(1)).toEqual([['1', '4']]);
      await scrollOn('<p>Another</p>');
      expect(openedWorks()).toHaveLength(2);
    });

    it('notices which of the works that came were seen and opened', async () => {
      await openListing([1, 2]);
      await scrollOn(work(3) + work(4));
      const items = [...document.querySelectorAll('li')];
      page.show(items, { from: 0, to: 1, shareOfScreen: 0.2 });
      page.pass(1500);
      page.act('click', items[3]?.querySelector('a') ?? document.body);
      expect(sent.at(-1)?.body).toMatchObject({
        facts: { workId: '4' },
        observation: { kind: 'choice', passedOver: [{ workId: '3' }] },
      });
    });

    it('tells a choice once, also after the site was switched off and on again', async () => {
      await openListing([1, 2]);
      await scrollOn(work(3) + work(4));
      for (const on of [false, true])
        announce('page.allowed', {
          reading: on,
          feedback: on,
          writing: false,
          badges: on,
          suggestions: false,
        });
      const items = [...document.querySelectorAll('li')];
      page.show(items, { from: 0, to: 1, shareOfScreen: 0.2 });
      page.pass(1500);
      page.act('click', items[3]?.querySelector('a') ?? document.body);
      expect(observations().filter(({ kind }) => kind === 'choice')).toHaveLength(1);
    });

    it('takes the passages that have come into the same visit, and sends the longer text', async () => {
      await start();
      page.act('wheel');
      page.show(paragraphs());
      page.pass(13_000);
      await scrollOn(`<p>${'and then another thing happened on the stairs '.repeat(6)}</p>`);
      page.act('wheel');
      page.show(paragraphs());
      page.pass(13_000);
      page.turn('hidden');
      const readings = observations().filter((observation) => observation.kind === 'reading');
      expect(new Set(readings.map(({ visit }) => visit)).size).toBe(1);
      expect(readings.at(-1)).toMatchObject({ passages: 3, depth: 1, finished: true });
      const texts = sent
        .filter(({ name }) => name === 'page.text')
        .map(({ body }) => (body as { text: string }).text);
      expect(texts).toHaveLength(2);
      expect(texts[1]).toContain('another thing');
    });

    it('counts no passage twice that is drawn anew, or that the number of its comments was written into', async () => {
      await start();
      const [first, second] = paragraphs();
      first?.append(' 12');
      second?.replaceWith(second.cloneNode(true));
      document.body.append(document.createElement('p'));
      page.pass(2000);
      page.act('wheel');
      page.show(paragraphs());
      page.pass(5000);
      page.turn('hidden');
      expect(observations()).toMatchObject([{ passages: 2 }]);
    });

    it('begins another visit when other text has come into its place', async () => {
      await start();
      history.pushState(null, '', '/stories/105/another');
      page.pass(1000);
      await settle();
      // Slow to turn: what was read a moment ago was still the chapter before.
      document.body.innerHTML = `${story.replaceAll('104', '105').replaceAll(prose, 'A gull cried over the empty harbour, and again. ')}<p></p>`;
      page.pass(2000);
      await settle();
      page.act('wheel');
      page.show(paragraphs());
      page.pass(30_000);
      const readings = observations().filter((observation) => observation.kind === 'reading');
      expect(new Set(readings.map(({ visit }) => visit)).size).toBe(1);
      expect(readings.at(-1)).toMatchObject({ passages: 2, finished: true, depth: 1 });
      expect(sent.filter(({ name }) => name === 'page.text').at(-1)?.body).toMatchObject({
        workId: '105',
        text: expect.stringMatching(/^A gull/),
      });
    });

    it('looks again at one that fills in long after it was opened', async () => {
      document.body.innerHTML = '<p>Loading…</p>';
      await start();
      page.pass(30_000);
      await settle();
      expect(sent).toHaveLength(1);
      document.body.innerHTML = story;
      page.pass(2000);
      await settle();
      expect(sent.slice(1).map(({ name }) => name)).toEqual(['page.opened', 'page.text']);
      page.pass(60_000);
      await settle();
      expect(sent.filter(({ name }) => name === 'page.opened')).toHaveLength(2);
    });

    it('ends with the visit', async () => {
      await openListing([1, 2]);
      extensionThere = false;
      page.pass(5000);
      await scrollOn(work(3));
      expect(openedWorks()).toHaveLength(1);
    });
  });

  it('goes on when the address only counts how far the page was scrolled', async () => {
    await start({ ...demoLibrary, placeOf: ({ href }) => href.replace(/\/page\/\d+/, '') });
    history.replaceState(null, '', `${location.pathname}/page/2`);
    page.pass(5000);
    await settle();
    expect(sent.filter(({ name }) => name === 'page.opened')).toHaveLength(1);
  });

  it('reads a page once, though its script runs twice', async () => {
    await start();
    await start();
    expect(sent.filter(({ name }) => name === 'page.opened')).toHaveLength(1);
  });

  it('sends no more text than the protocol takes', () => {
    expect(TEXT_LIMIT).toBe(MAX_TEXT_CHARACTERS);
  });
});
