import type { HealthNote, StoryFacts } from '../../shared/protocol/page.ts';
import type { Observation } from '../../shared/protocol/signal.ts';
import type { Match, MessageIn, MessageName, MessageOut, MessageReply } from '../messaging/messages.ts';
import type { ListedWork, Site, SitePage, StoryPage } from '../sites/site.ts';
import { sampledText, totalWords } from '../sites/story-text.ts';
import { liveStyles, type StyleResolver } from '../sites/visibility.ts';
import { watchAddress } from './address.ts';
import { arrangeListing } from './arrange-listing.ts';
import { observeChoices } from './choices.ts';
import { nameEditors } from './editor-page.ts';
import { observeFeedback, ownFeedback } from './feedback.ts';
import { browserClock, type PageClock } from './page-clock.ts';
import { observeReading, WITHDRAWN } from './reading.ts';

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
  const begin = (url: URL, delays: readonly number[]): void =>
    void visitPage(context, url, delays, page.signal);
  begin(new URL(context.view.location.href), FIRST_LOOKS);
  watchAddress(
    context.view,
    context.clock,
    (url) => {
      page.abort();
      page = linked(life.signal);
      begin(url, LATER_LOOKS);
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
  show(head: Element, match: Match, onFeedback: (act: 'more' | 'less') => void): void;
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

/** How often the script asks whether its extension is still there, ms. */
const EXTENSION_CHECK_MS = 5000;

/** When to look at a page, in ms: at once, and again while nothing is found, since some pages fill in late. */
const FIRST_LOOKS = [0, 1500];
/** After a change of address without a load, the page is still the old one for a moment. */
const LATER_LOOKS = [600, 2000];

async function visitPage(
  context: Context,
  url: URL,
  delays: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  if (context.site.recognise(url) === null) return;
  let told = '';
  for (const delay of delays) {
    if (delay > 0) await waited(context.clock, delay, signal);
    if (signal.aborted) return;
    const { page, health } = context.site.read(url, context.view.document, context.styles);
    // The same failure is told once.
    const outcome = page === null ? JSON.stringify(health) : 'read';
    if (outcome !== told) {
      told = outcome;
      const reply = await tell(context, 'page.opened', openedReport(context.site, page, health));
      if (reply === null || signal.aborted) return;
      if (page !== null) return observePage(context, url, page, reply, signal);
    }
  }
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
  if (page.kind === 'listing') return { kind: 'listing', works: page.works.map((work) => work.facts) };
  return { kind: 'editor' };
}

/** Observes what is allowed, and changes with what is allowed while the page is open. */
function observePage(
  context: Context,
  url: URL,
  page: SitePage,
  opened: MessageOut<'page.opened'>,
  signal: AbortSignal,
): void {
  const badges = context.tools.badges(context.view.document, signal);
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
      startObserving(context, page, life, (match) => {
        matches.set(match.workId, match);
        if (running.has('badges')) showBadges(context, page, matches, badges, life);
      });
    });
  };

  apply({ ...opened.allowed, badges: opened.badges, suggestions: opened.suggestions });
  context.tools.port.onMessage((name, body) => {
    if (name === 'page.allowed' && isAllowed(body)) apply(body);
  }, signal);
}

function startObserving(
  context: Context,
  page: SitePage,
  signal: AbortSignal,
  onMatch: (match: Match) => void,
): void {
  const { document } = context.view;
  if (page.kind === 'listing') {
    // A page about one work offers no choice.
    if (page.works.length < 2) return;
    observeChoices(
      page.works,
      document,
      context.clock,
      (facts, choice) => observed(context, facts, choice),
      signal,
    );
  } else if (page.kind === 'story') {
    void sendText(context, page, signal, onMatch);
    observeReading(
      page,
      document,
      context.clock,
      (reading) => observed(context, page.facts, reading),
      signal,
    );
  }
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
  for (const { facts, head } of subjects(page)) {
    const match = matches.get(facts.workId);
    if (match && head) badges.show(head, match, (act) => observed(context, facts, ownFeedback(act)));
  }
}

function editorsOf(page: SitePage | null): readonly Element[] {
  return page?.kind === 'editor' ? page.elements : [];
}

/** The works a page speaks of. */
function subjects(
  page: SitePage,
): readonly (Pick<ListedWork, 'facts' | 'feedback'> & { head: Element | null })[] {
  if (page.kind === 'story') return [page];
  return page.kind === 'listing' ? page.works : [];
}

function observed(context: Context, facts: StoryFacts, observation: Observation): void {
  void tell(context, 'page.observed', { site: context.site.id, facts, observation });
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

function waited(clock: PageClock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    clock.after(milliseconds, resolve, signal);
  });
}
