import { liveQuery } from 'dexie';
import { defineBackground } from 'wxt/utils/define-background';
import { serverClient } from '../../shared/protocol/server-client.ts';
import { tipPage } from '../../shared/protocol/wallet-pages.ts';
import { applyConsent, serverPattern } from '../consent/apply.ts';
import { askAndSwitchOn } from '../consent/ask-and-switch-on.ts';
import { pause, resume } from '../consent/changes.ts';
import { eraseRequested } from '../consent/erase-request.ts';
import { mayContribute } from '../consent/gate.ts';
import { pageMenu } from '../consent/page-menu.ts';
import { readConsent } from '../consent/record.ts';
import { changeConsent } from '../consent/save.ts';
import { toolbarState } from '../consent/toolbar-state.ts';
import { createContributing } from '../contributing/contributing.ts';
import { adoptPhrase } from '../contributing/recovery-phrase.ts';
import { createReceiver, onInternal, type Route } from '../messaging/receive.ts';
import { sendToTab, sendToTrainer, sendToWriter } from '../messaging/send.ts';
import { ensureAlarm, onAlarm, ringAt, ringSooner } from '../platform/alarms.ts';
import { packagedBytes } from '../platform/assets.ts';
import { randomBytes, randomSeed, systemClock } from '../platform/clock.ts';
import * as scripts from '../platform/content-scripts.ts';
import { onPresence, presence } from '../platform/idle.ts';
import { onBrowserStart, onInstalled } from '../platform/lifecycle.ts';
import { oneAtATime } from '../platform/one-at-a-time.ts';
import { onPageMenu, showPageMenu } from '../platform/page-menu.ts';
import * as permissions from '../platform/permissions.ts';
import { keepStorage } from '../platform/persistence.ts';
import { onMessage, ownIdentity } from '../platform/runtime-messages.ts';
import { addressOfTab, readTab } from '../platform/tab-reader.ts';
import { openOwnPage, tabsShowing } from '../platform/tabs.ts';
import { showFace } from '../platform/toolbar.ts';
import { trainerDocument } from '../platform/trainer-document.ts';
import { createMatcher } from '../reading/matches.ts';
import { pageRoutes } from '../reading/pages.ts';
import { siteFor, sitesWithAdapter } from '../sites/registry.ts';
import { database } from '../storage/database.ts';
import { openSafely } from '../storage/open.ts';
import type { Consent } from '../storage/records.ts';
import { readStatus } from '../storage/status.ts';
import { forgetUntouchedStories } from '../storage/stories.ts';
import { createStorageGuard, StorageTrouble } from '../storage/trouble.ts';
import { readWriters } from '../tips/read-writers.ts';
import { tipsOnPage } from '../tips/tips-on-page.ts';
import { createTrainingControl } from '../training/control.ts';
import { lazyWordVectors } from '../training/word-vectors-asset.ts';
import { openRewardsChain } from '../wallet/chain.ts';
import { forgetOldWritings, writingRoutes } from '../writing/routes.ts';
import { readWritingSettings } from '../writing/writing-settings.ts';

/**
 * The background: wires features to the browser and to each other. All listeners are registered before anything is
 * awaited, or the event that woke a sleeping background would be lost.
 */
export default defineBackground({ type: 'module', main: start });

/** Rings for whatever is due: training, contributing, tidying up. */
const TEND_ALARM = 'tend';
const TEND_MINUTES = 15;
const PAUSE_ALARM = 'pause-over';
/** Rings when contributing has something to look after: a round, an epoch, a claim. */
const SYNC_ALARM = 'sync';
/** A server that is silent for so long is not there, ms. */
const SERVER_TIMEOUT = 20_000;
/** How long the page's menu pauses learning, ms. */
const MENU_PAUSE = 3_600_000;
/** So long after the last suggestion nobody writes any more, ms. */
const WRITER_RESTS = 5 * 60_000;
/** A page that does not answer is being closed; nothing waits for it. */
const PAGE_TIMEOUT = 2_000;

function start(): void {
  const { now } = systemClock;
  const warn = (message: string, cause?: unknown): void => console.warn(message, cause);
  const quietly = (work: Promise<unknown>): void => {
    work.catch((cause: unknown) => warn('Work in the background failed.', cause));
  };
  const opening = openSafely(database, now);
  const guard = createStorageGuard(database, now, () => quietly(showFace('attention')));
  const wordVectors = lazyWordVectors(packagedBytes, warn);

  const contributing = createContributing({
    db: database,
    now,
    randomBytes,
    client: (url) => serverClient(url, fetchWithin(SERVER_TIMEOUT)),
    chain: openRewardsChain,
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    wakeAt: (time) => quietly(ringSooner(SYNC_ALARM, time)),
  });
  const sync = oneAtATime(() => contributing.sync());
  const syncIfAgreed = async (): Promise<void> => {
    if (!mayContribute(await readConsent(database), now())) return;
    await sync().catch((cause: unknown) => warn('Contributing failed; it is tried again later.', cause));
  };

  /** Looks after contributing, and lets the reader's own head follow a model that came with it. */
  const syncAndRefit = async (): Promise<void> => {
    await syncIfAgreed();
    await training.refit();
    await training.judge();
  };

  /** When a suggestion was asked for last: the hidden document is then not closed under the writer's hands. */
  let writtenAt = 0;
  const hiddenDocument = {
    ...trainerDocument,
    leave: async () => {
      if (now() - writtenAt > WRITER_RESTS) await trainerDocument.close();
    },
  };

  const training = createTrainingControl({
    db: database,
    now,
    seed: randomSeed,
    wordVectors,
    presence,
    document: hiddenDocument,
    sendTrain: (body, timeout) => sendToTrainer('trainer.train', body, { timeout }),
    sendStop: () => sendToTrainer('trainer.stop', {}),
    beforeContribution: syncIfAgreed,
  });

  /** When the browser said that it took a host back, by match pattern. */
  const takenBack = new Map<string, number>();
  const apply = oneAtATime(async () => {
    const applied = await applyConsent({
      db: database,
      now,
      registered: scripts.registeredScripts,
      register: scripts.registerScript,
      unregister: scripts.unregisterScript,
      inject: scripts.injectIntoOpenTabs,
      hasOrigins: permissions.hasOrigins,
      grantedOrigins: permissions.grantedOrigins,
      giveUpOrigins: permissions.giveUpOrigins,
      takenBackAt: (origin) => takenBack.get(origin) ?? null,
      mayCollectData: permissions.mayCollectData,
      neededOrigins: async () => {
        const { engine } = await readWritingSettings(database);
        return engine.is === 'endpoint' ? [serverPattern(engine.url)] : [];
      },
      tellPages: async ({ matches }, allowed) => {
        const tabs = await tabsShowing(matches);
        return Promise.all(
          tabs.map((tab) => sendToTab(tab, 'page.allowed', allowed, { timeout: PAGE_TIMEOUT })),
        );
      },
      warn,
    });
    const consent = await readConsent(database);
    const { pausedUntil } = consent;
    await showPageMenu(pageMenu(consent, sitesWithAdapter, now()));
    if (typeof pausedUntil === 'number' && pausedUntil > now()) ringAt(PAUSE_ALARM, pausedUntil);
    return applied;
  });

  const tend = oneAtATime(async () => {
    await opening;
    await training.repair();
    await apply();
    await guard(() => forgetUntouchedStories(database, now()));
    await guard(() => forgetOldWritings(database, now()));
    await syncAndRefit();
    await training.start({ force: false });
  });

  const routes: Route[] = [
    ...pageRoutes({
      db: database,
      matcher: createMatcher({ db: database, wordVectors }),
      guard,
      wordVectors,
      now,
      warn: (cause) => warn('A page could not be put on record.', cause),
    }),
    ...writingRoutes({
      db: database,
      guard,
      now,
      wordVectors,
      read: packagedBytes,
      bringIn: scripts.injectWriter,
      document: trainerDocument,
      suggest: (body) => {
        writtenAt = now();
        return sendToWriter('writer.suggest', body);
      },
    }),
    onInternal('writer.idle', async () => {
      writtenAt = 0;
      if (!(await training.isUnderWay())) await trainerDocument.close();
      return null;
    }),
    onInternal('consent.apply', apply),
    onInternal('training.start', (body) => guard(() => training.start(body))),
    onInternal('training.stop', async () => ({ stopped: await training.stop() })),
    onInternal('training.ended', async (news) => {
      await training.ended(news);
      if (news.outcome === 'trained' && news.purpose !== 'personalise') quietly(syncAndRefit());
      return null;
    }),
    onInternal('contribution.sync', async () => {
      const done = await sync();
      quietly(training.refit().then(training.judge));
      return done;
    }),
    onInternal('payout.bind', ({ address, unlinked }) => contributing.bindPayout(address, unlinked)),
    onInternal('contribution.appeal', ({ note }) => contributing.appeal(note)),
    onInternal('contributor.recover', ({ phrase }) =>
      contributing.alone(async () => ({ recovered: await adoptPhrase(database, phrase, Date.now()) })),
    ),
    onInternal('claim.start', () => contributing.claim()),
    onInternal('earnings.statement', ({ before }) => contributing.statement(before)),
    onInternal('tips.onPage', async ({ tab }) => {
      const consent = await readConsent(database);
      const shown = { id: tab, address: await addressOfTab(tab) };
      const tips = await tipsOnPage(shown, consent, (id, ...what) => readTab(id, readWriters, what));
      return {
        tips: tips.map((tip) => ({ name: tip.name, writer: tip.writer, url: tipPage(consent.server, tip) })),
      };
    }),
    onInternal('claim.page', () => contributing.claimPage()),
    onInternal('data.erase', (request) =>
      guard(() =>
        contributing.alone(() =>
          eraseRequested(request, {
            db: database,
            stopTraining: async () => {
              await training.stop();
              await trainerDocument.close();
            },
            tellServer: () => contributing.forget(),
            applyConsent: apply,
          }),
        ),
      ),
    ),
  ];

  const storageIsOpen = async (): Promise<void> => {
    const opened = await opening;
    if (opened.is === 'failed') throw new StorageTrouble('STORAGE_UNREADABLE', opened.message);
  };
  onMessage(
    createReceiver({
      target: 'background',
      routes,
      ready: storageIsOpen,
      identity: ownIdentity(),
      speaksFor: (site, url) => siteFor(url)?.id === site,
      report: (name, cause) => warn(`“${name}” failed.`, cause),
    }),
  );

  onInstalled((reason) => {
    if (reason === 'install') quietly(openOwnPage('/welcome.html'));
    // Registered scripts end with an update.
    quietly(apply());
  });
  onBrowserStart(() => {
    quietly(
      changeConsent(database, (consent) =>
        consent.pausedUntil === 'restart' ? resume(consent) : consent,
      ).then(apply),
    );
  });
  permissions.onPermissionsChanged((removed) => {
    for (const origin of removed) takenBack.set(origin, now());
    quietly(apply());
  });
  onPageMenu((act, page) => {
    const note = async (how: (consent: Consent) => Consent): Promise<null> => {
      await changeConsent(database, how);
      return null;
    };
    const change = async (how: (consent: Consent) => Consent): Promise<null> => {
      await note(how);
      await apply();
      return null;
    };
    if (act === 'pause') return quietly(change((consent) => pause(consent, now() + MENU_PAUSE)));
    if (act === 'resume') return quietly(change(resume));
    const site = siteFor(page);
    if (site === null) return;
    quietly(
      askAndSwitchOn(
        { now, request: permissions.requestOrigins, note, change },
        site.id,
        site.matches,
        false,
      ),
    );
  });
  onPresence((state) => {
    if (state !== 'active') quietly(tend());
  });
  onAlarm((name) => {
    if (name === TEND_ALARM) quietly(tend());
    if (name === PAUSE_ALARM) quietly(apply());
    if (name === SYNC_ALARM) quietly(syncAndRefit());
  });

  // From here on things may wait: this runs at every start of the background.
  quietly(keepStorage());
  quietly(ensureAlarm(TEND_ALARM, TEND_MINUTES));
  quietly(storageIsOpen().then(training.repair).then(apply));
  liveQuery(async () =>
    toolbarState({
      consent: await readConsent(database),
      training: await readStatus(database, 'training'),
      storageProblem: (await readStatus(database, 'storage'))?.problem ?? null,
      now: now(),
    }),
  ).subscribe({
    next: (face) => quietly(showFace(face)),
    error: () => quietly(showFace('attention')),
  });
}

/** `fetch` that gives up after `ms`. */
function fetchWithin(ms: number): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(ms) });
}
