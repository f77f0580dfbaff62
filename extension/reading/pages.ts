import type { StoryFacts } from '../../shared/protocol/page.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import { allowedKinds, coversPage, mayRemember, mayShowBadges, maySuggest } from '../consent/gate.ts';
import { readConsent } from '../consent/record.ts';
import type { AllowedKinds, Match, MessageIn, MessageOut } from '../messaging/messages.ts';
import { onPage, type PageOrigin, type Route } from '../messaging/receive.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { recordObservation } from '../storage/signals.ts';
import { countPage } from '../storage/site-health.ts';
import { rememberStories, type Sighting, storyKey } from '../storage/stories.ts';
import type { StorageGuard } from '../storage/trouble.ts';
import { describeStory } from '../training/describe.ts';
import { asTheSiteHasIt, readListingView } from './listing-view.ts';
import type { Matcher } from './matches.ts';

export interface PagePorts {
  readonly db: TaleDatabase;
  readonly matcher: Matcher;
  readonly guard: StorageGuard;
  wordVectors(): Promise<WordVectors>;
  now(): number;
  warn(cause: unknown): void;
}

/** What the background answers to story pages. Consent is asked at every message, at the moment it arrives. */
export function pageRoutes(ports: PagePorts): Route[] {
  return [
    onPage('page.opened', (body, page) => opened(ports, body, page)),
    onPage('page.text', (body, page) => textRead(ports, body, page)),
    onPage('page.why', (body, page) => explained(ports, body, page)),
    onPage('page.observed', (body, page) => observed(ports, body, page)),
  ];
}

async function opened(
  ports: PagePorts,
  { site, page, health }: MessageIn<'page.opened'>,
  origin: PageOrigin,
): Promise<MessageOut<'page.opened'>> {
  const consent = await readConsent(ports.db);
  if (!coversPage(consent, site, origin.url)) {
    return { allowed: nothingAllowed, badges: false, suggestions: false, matches: [], view: asTheSiteHasIt };
  }
  const now = ports.now();
  const badges = mayShowBadges(consent, site);
  const remember = mayRemember(consent, site, now);
  const works = worksOf(page);
  const [stories, opinion, view] = await Promise.all([
    badges || remember ? ports.matcher.describe(site, works) : [],
    badges ? ports.matcher.opinion() : null,
    badges ? readListingView(ports.db) : asTheSiteHasIt,
  ]);
  const matches = opinion?.match(stories, page?.kind === 'story') ?? [];
  // Not before the matches: they would wait for it. The guard tells of a full disk; badges do without what could not
  // be stored.
  const stored = ports
    .guard(async () => {
      await countPage(ports.db, site, page !== null, health, now);
      if (remember) await rememberStories(ports.db, stories, now);
    })
    .catch(ports.warn);
  // Its text comes next, and needs the story on record; a listing need not wait.
  if (page?.kind !== 'listing') await stored;
  const suggestions = maySuggest(consent, site);
  return { allowed: allowedKinds(consent, site, now), badges, suggestions, matches, view };
}

function worksOf(page: MessageIn<'page.opened'>['page']): readonly StoryFacts[] {
  if (page?.kind === 'story') return [page.facts];
  return page?.kind === 'listing' ? page.works : [];
}

async function textRead(
  ports: PagePorts,
  { site, workId, chapterId, text }: MessageIn<'page.text'>,
  origin: PageOrigin,
): Promise<{ match: Match | null }> {
  const consent = await readConsent(ports.db);
  const now = ports.now();
  if (!coversPage(consent, site, origin.url) || !allowedKinds(consent, site, now).reading)
    return { match: null };
  const story = await ports.db.stories.get(storyKey(site, workId));
  if (story === undefined) return { match: null };
  const facts = { ...story.facts, chapterId };
  const described = describeStory(site, facts, text, await ports.wordVectors());
  await ports.guard(() => rememberStories(ports.db, [described], now));
  if (!mayShowBadges(consent, site)) return { match: null };
  const [match] = (await ports.matcher.opinion()).match([described], true);
  return { match: match ?? null };
}

async function explained(
  ports: PagePorts,
  { site, facts }: MessageIn<'page.why'>,
  origin: PageOrigin,
): Promise<{ match: Match | null }> {
  const consent = await readConsent(ports.db);
  if (!coversPage(consent, site, origin.url) || !mayShowBadges(consent, site)) return { match: null };
  const [stories, opinion] = await Promise.all([
    ports.matcher.describe(site, [facts]),
    ports.matcher.opinion(),
  ]);
  const [match] = opinion.match(stories, true);
  return { match: match ?? null };
}

async function observed(
  ports: PagePorts,
  { site, facts, observation }: MessageIn<'page.observed'>,
  origin: PageOrigin,
): Promise<{ stored: boolean }> {
  const consent = await readConsent(ports.db);
  const now = ports.now();
  const allowed = allowedKinds(consent, site, now);
  // Which stories were passed over is observed in reading a listing.
  const agreed = observation.kind === 'feedback' ? allowed.feedback : allowed.reading;
  if (!agreed || !coversPage(consent, site, origin.url)) return { stored: false };
  const [story]: Sighting[] = await ports.matcher.describe(site, [facts]);
  if (story === undefined) return { stored: false };
  return { stored: await ports.guard(() => recordObservation(ports.db, story, observation, now)) };
}

const nothingAllowed: AllowedKinds = { reading: false, feedback: false, writing: false };
