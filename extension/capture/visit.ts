import type { HealthNote, StoryFacts } from '../../shared/protocol/page.ts';
import type { Observation } from '../../shared/protocol/signal.ts';
import type { Match, MessageIn, MessageName, MessageOut, MessageReply } from '../messaging/messages.ts';
import type { ListedWork, ListingPage, Site, SitePage, StoryPage } from '../sites/site.ts';
import { sampledText, totalWords } from '../sites/story-text.ts';
import { liveStyles, type StyleResolver } from '../sites/visibility.ts';
import { watchAddress } from './address.ts';
import { arrangeListing, hideWork } from './arrange-listing.ts';
import { observeChoices } from './choices.ts';
import { nameEditors } from './editor-page.ts';
import { observeFeedback, ownFeedback } from './feedback.ts';
import { newPassages, newWorks, sizeOf, watchGrowth } from './growth.ts';
import { browserClock, type PageClock } from './page-clock.ts';
import { observeReading, type ReadingVisit, WITHDRAWN } from './reading.ts';

/**
 * Reads the pages of one site as the reader goes through them: tells the background what each page is, and observes
 * what the background says may be observed. Ends when the extension is no longer there: an update leaves the old
 * script in pages that are open, beside the new one.
 *
 * One page life is one `AbortSignal`: every listener, observer and timer of a page ends with it, whether the tab
 * leaves the page or the site moves to another address without loading a page.
 */
export function startReading(site: Site, tools: ReadingTools): void {
  const life = new AbortController();
  if (!claimPage(life.signal)) return;
  const context: Context = {
    site,
    tools,
    view: tools.view ?? window,
    clock: tools.clock ?? browserClock(window),
    styles: tools.styles ?? liveStyles(window),
    end: () => life.abort(),
  };
  context.clock.every(
    EXTENSION_CHECK_MS,
    () => {
      if (!tools.port.isOpen()) life.abort();
    },
    life.signal,
  );
  let page = linked(life.signal);
  void visitPage(context, new URL(context.view.location.href), 0, page.signal);
  watchAddress(
    context.view,
    context.clock,
    site.placeOf,
    (url) => {
      page.abort();
      page = linked(life.signal);
      void visitPage(context, url, TURNING, page.signal);
    },
    life.signal,
  );
}

export interface ReadingTools {
  readonly port: PagePort;
  /** Makes the badges of one page; they are taken away when the signal is aborted. */
  badges(document: Document, signal: AbortSignal): Badges;
  /** In tests; a page's own otherwise. */
  readonly view?: Window;
  readonly clock?: PageClock;
  readonly styles?: StyleResolver;
}

/** The way to the background; see `extension/platform/page-port.ts`. */
export interface PagePort {
  send<N extends MessageName>(name: N, body: MessageIn<N>): Promise<MessageReply<N>>;
  onMessage(receive: (name: string, body: unknown) => void, signal: AbortSignal): void;
  /** False once there is no extension any more to send to. */
  isOpen(): boolean;
}

/** Shows how well a story fits its reader, beside the heading that names it. */
export interface Badges {
  show(
    head: Element,
    match: Match,
    acts: { judge(act: 'more' | 'less' | 'hide'): void; explain(): Promise<Match | null> },
  ): void;
  clear(): void;
}

interface Context {
  readonly site: Site;
  readonly tools: ReadingTools;
  readonly view: Window;
  readonly clock: PageClock;
  readonly styles: StyleResolver;
  end(): void;
}

type Allowed = MessageIn<'page.allowed'>;

/** `MAX_TEXT_CHARACTERS` of the protocol, which cannot be imported here: it would bring the schema library along. */
export const TEXT_LIMIT = 60_000;

/** As `page.opened` has it. */
const MOST_WORKS = 200;

/** How often the script asks whether its extension is still there, ms. */
const EXTENSION_CHECK_MS = 5000;

/** After a change of address without a load, the page is still the old one for a moment, ms. */
const TURNING = 600;

/** Reads the page and observes it; again when something else has come into its place, or something at last. */
async function visitPage(context: Context, url: URL, delay: number, signal: AbortSignal): Promise<void> {
  const { site, clock, styles } = context;
  const { document } = context.view;
  if (site.recognise(url) === null) return;
  if (delay > 0) await waited(clock, delay, signal);
  if (signal.aborted) return;
  const life = linked(signal);
  const size = sizeOf(document);
  const { page, health } = site.read(url, document, styles);
  const reply = await tell(context, 'page.opened', openedReport(site, page, health));
  if (reply === null || signal.aborted) return;
  const goOn = page && observePage(context, url, page, reply, life.signal);
  watchGrowth(
    document,
    clock,
    size,
    () => {
      const now = site.read(url, document, styles).page;
      if (now === null) return false;
      const found = goOn?.(now) ?? null;
      if (found !== null) return found;
      life.abort();
      void visitPage(context, url, 0, signal);
      return true;
    },
    life.signal,
  );
}

function openedReport(
  site: Site,
  page: SitePage | null,
  health: readonly HealthNote[],
): MessageIn<'page.opened'> {
  return { site: site.id, page: page && report(page), health: [...health] };
}

function report(page: SitePage): MessageIn<'page.opened'>['page'] {
  if (page.kind === 'story') {
    return { kind: 'story', facts: page.facts, wordsShown: totalWords(page.passages) };
  }
  if (page.kind === 'listing') {
    return { kind: 'listing', works: page.works.slice(0, MOST_WORKS).map((work) => work.facts) };
  }
  return { kind: 'editor' };
}

/**
 * Observes what is allowed, and changes with what is allowed while the page is open.
 *
 * @returns takes the page as it is later on; whether it has gone on since, or null if it is another page altogether
 */
function observePage(
  context: Context,
  url: URL,
  first: SitePage,
  opened: MessageOut<'page.opened'>,
  signal: AbortSignal,
  badges = context.tools.badges(context.view.document, signal),
): (now: SitePage) => boolean | null {
  let page = first;
  let latest = first;
  let reading: ReadingVisit | null = null;
  const running = new Map<string, AbortController>();
  const matches = new Map(opened.matches.map((match) => [match.workId, match]));

  const set = (part: string, wanted: boolean, start: (partSignal: AbortSignal) => void): void => {
    if (!wanted) {
      running.get(part)?.abort(WITHDRAWN);
      running.delete(part);
    } else if (!running.has(part)) {
      const life = linked(signal);
      running.set(part, life);
      start(life.signal);
    }
  };

  const apply = (allowed: Allowed): void => {
    if (signal.aborted) return;
    if (page.kind === 'editor') {
      set('writing', allowed.writing || allowed.suggestions, (life) => {
        const { site } = context;
        nameEditors({
          site: site.id,
          elements: () => editorsOf(site.read(url, context.view.document, context.styles).page),
          signal: life,
        });
        void tell(context, 'writing.begin', { site: site.id });
      });
      return;
    }
    set('badges', allowed.badges, (life) => {
      showBadges(context, page, matches, badges, life);
      life.addEventListener('abort', () => badges.clear(), { once: true });
      if (page.kind === 'listing') arrangeListing(page.works, matches, opened.view, life);
    });
    set('feedback', allowed.feedback, (life) => startFeedback(context, page, life));
    set('reading', allowed.reading, (life) => {
      reading = startObserving(context, page, life);
      sendStory(life);
    });
  };
  const sendStory = (life: AbortSignal): void => {
    if (page.kind !== 'story') return;
    void sendText(context, page, life, (match) => {
      matches.set(match.workId, match);
      if (running.has('badges')) showBadges(context, page, matches, badges, life);
    });
  };

  apply({ ...opened.allowed, badges: opened.badges, suggestions: opened.suggestions });
  context.tools.port.onMessage((name, body) => {
    if (name === 'page.allowed' && isAllowed(body)) apply(body);
  }, signal);

  return (now) => {
    const before = latest;
    latest = now;
    if (before.kind === 'listing' && now.kind === 'listing') {
      const works = newWorks(before, now);
      // What has come is observed as a listing of its own, beside what was there.
      if (works.length > 0) void observeMore(context, url, { ...now, works }, signal, badges);
      return works.length > 0;
    }
    if (before.kind !== 'story' || now.kind !== 'story') return before.kind === now.kind ? false : null;
    const passages = newPassages(before, now);
    if (passages.length === now.passages.length) return null;
    page = now;
    const life = running.get('reading');
    if (passages.length === 0 || life === undefined) return false;
    reading?.goOn(passages);
    sendStory(life.signal);
    return true;
  };
}

async function observeMore(
  context: Context,
  url: URL,
  more: ListingPage,
  signal: AbortSignal,
  badges: Badges,
): Promise<void> {
  const reply = await tell(context, 'page.opened', openedReport(context.site, more, []));
  if (reply !== null && !signal.aborted) observePage(context, url, more, reply, signal, badges);
}

function startObserving(context: Context, page: SitePage, signal: AbortSignal): ReadingVisit | null {
  const { document } = context.view;
  if (page.kind === 'story') {
    return observeReading(
      page,
      document,
      context.clock,
      (reading) => observed(context, page.facts, reading),
      signal,
    );
  }
  // A page about one work offers no choice.
  if (page.kind === 'listing' && page.works.length > 1) {
    observeChoices(
      page.works,
      document,
      context.clock,
      (facts, choice) => observed(context, facts, choice),
      signal,
    );
  }
  return null;
}

async function sendText(
  context: Context,
  page: StoryPage,
  signal: AbortSignal,
  onMatch: (match: Match) => void,
): Promise<void> {
  const { workId, chapterId } = page.facts;
  const text = sampledText(page.passages, TEXT_LIMIT);
  const reply = await tell(context, 'page.text', { site: context.site.id, workId, chapterId, text });
  if (reply?.match && !signal.aborted) onMatch(reply.match);
}

function startFeedback(context: Context, page: SitePage, signal: AbortSignal): void {
  for (const { facts, feedback } of subjects(page)) {
    if (feedback.length === 0) continue;
    observeFeedback(feedback, context.view.document, (act) => observed(context, facts, act), signal);
  }
}

function showBadges(
  context: Context,
  page: SitePage,
  matches: ReadonlyMap<string, Match>,
  badges: Badges,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  for (const { facts, head, element } of subjects(page)) {
    const match = matches.get(facts.workId);
    if (!match || !head) continue;
    badges.show(head, match, {
      async judge(act) {
        const kept = await observed(context, facts, ownFeedback(act));
        if (kept && act === 'hide' && element) hideWork(element, signal);
        return kept;
      },
      explain: async () => (await tell(context, 'page.why', { site: context.site.id, facts }))?.match ?? null,
    });
  }
}

function editorsOf(page: SitePage | null): readonly Element[] {
  return page?.kind === 'editor' ? page.elements : [];
}

/** The works a page speaks of. */
function subjects(
  page: SitePage,
): readonly (Pick<ListedWork, 'facts' | 'feedback'> & { head: Element | null; element?: Element })[] {
  if (page.kind === 'story') return [page];
  return page.kind === 'listing' ? page.works : [];
}

/** Whether it was kept. */
async function observed(context: Context, facts: StoryFacts, observation: Observation): Promise<boolean> {
  const reply = await tell(context, 'page.observed', { site: context.site.id, facts, observation });
  return reply?.stored ?? false;
}

/** Sends, and ends everything quietly once the extension is no longer there. Null when there is no answer. */
async function tell<N extends MessageName>(
  context: Context,
  name: N,
  body: MessageIn<N>,
): Promise<MessageOut<N> | null> {
  const reply = await context.tools.port.send(name, body);
  if (reply.ok) return reply.body;
  if (reply.code === 'invalidated') context.end();
  return null;
}

/** What is missing counts as not allowed. */
function isAllowed(body: unknown): body is Allowed {
  return (
    typeof body === 'object' && body !== null && Object.values(body).every((is) => typeof is === 'boolean')
  );
}

const CLAIM = Symbol.for('prompttale.reading');

/**
 * One content script reads a page. A script may be injected twice (registered, and run in tabs that were open), and
 * the fallback may be registered for a host that has an adapter; but where the first has ended, another may start.
 */
function claimPage(signal: AbortSignal): boolean {
  const holder: unknown = Reflect.get(globalThis, CLAIM);
  if (holder instanceof AbortSignal && !holder.aborted) return false;
  Reflect.set(globalThis, CLAIM, signal);
  return true;
}

/** A controller that is aborted with its parent. */
function linked(parent: AbortSignal): AbortController {
  const child = new AbortController();
  if (parent.aborted) child.abort(parent.reason);
  else
    parent.addEventListener('abort', () => child.abort(parent.reason), { once: true, signal: child.signal });
  return child;
}

/** Never ends once the signal is aborted. */
function waited(clock: PageClock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve, signal));
}
