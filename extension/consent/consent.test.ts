import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sitesWithAdapter } from '../sites/registry.ts';
import { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { sampleFeedback, sampleReading, sampleSighting } from '../storage/sample-rows.ts';
import { recordObservation } from '../storage/signals.ts';
import { applyConsent, type ConsentPorts, type ScriptOf, scriptChanges, serverPattern } from './apply.ts';
import {
  agree,
  pause,
  resume,
  setContribute,
  setKind,
  setServer,
  switchSiteOff,
  switchSiteOn,
  withdrawEverything,
} from './changes.ts';
import { eraseRequested } from './erase-request.ts';
import { allowedKinds, mayContribute, mayShowBadges, mayTrain } from './gate.ts';
import { pageMenu } from './page-menu.ts';
import { CONSENT_TEXT_VERSION, defaultConsent, readConsent } from './record.ts';
import { changeConsent } from './save.ts';
import { toolbarState } from './toolbar-state.ts';

const now = 1_800_000_000_000;
const AO3 = 'https://*.archiveofourown.org/*';
const SCP = '*://*.scpwiki.com/*';
const nothing = { reading: false, feedback: false, writing: false };

function openConsent(): Consent {
  const on = switchSiteOn(agree(defaultConsent(), now - 1_000_000), 'ao3', [AO3], now - 1_000_000);
  return setKind(setKind(on, 'reading', true), 'feedback', true);
}

describe('the menu of a page', () => {
  const menu = (consent: Consent) => pageMenu(consent, sitesWithAdapter, now);

  it('offers nothing before anything was agreed', () => {
    expect(menu(switchSiteOn(defaultConsent(), 'ao3', [AO3], now))).toEqual([]);
  });

  it('offers to switch on the sites that are off, and to pause on those that are on', () => {
    const [on, pausing, ...more] = menu(openConsent());
    expect(on?.act).toBe('switch-on');
    expect(on?.matches).toContain('https://*.royalroad.com/*');
    expect(on?.matches).not.toContain(AO3);
    expect(on?.matches).not.toContain('https://*/*');
    expect(pausing?.act).toBe('pause');
    expect(pausing?.matches).toContain(AO3);
    expect(more).toEqual([]);
  });

  it('offers to go on while paused', () => {
    expect(menu(pause(openConsent(), now + 1_000)).map(({ act }) => act)).toEqual(['switch-on', 'resume']);
  });
});

describe('the gate', () => {
  it('is closed before anything was agreed', () => {
    expect(allowedKinds(defaultConsent(), 'ao3', now)).toEqual(nothing);
    expect(mayTrain(defaultConsent(), now)).toBe(false);
  });

  it('opens for the kinds and the site that were switched on', () => {
    expect(allowedKinds(openConsent(), 'ao3', now)).toEqual({
      reading: true,
      feedback: true,
      writing: false,
    });
    expect(allowedKinds(openConsent(), 'royal-road', now)).toEqual(nothing);
    expect(mayContribute(openConsent(), now)).toBe(false);
    expect(mayContribute(setContribute(openConsent(), true), now)).toBe(true);
  });

  it('knows no site by the name of an object’s own parts', () => {
    for (const site of ['constructor', '__proto__', 'toString']) {
      expect(allowedKinds(openConsent(), site, now)).toEqual(nothing);
    }
  });

  it('closes for a pause, and opens again by itself or by a person', () => {
    const paused = pause(openConsent(), now + 1_000);
    expect(allowedKinds(paused, 'ao3', now)).toEqual(nothing);
    expect(allowedKinds(paused, 'ao3', now + 1_000).reading).toBe(true);
    expect(allowedKinds(pause(openConsent(), 'restart'), 'ao3', now + 1e9)).toEqual(nothing);
    expect(allowedKinds(resume(paused), 'ao3', now).reading).toBe(true);
  });

  it('closes when the text that was agreed to has changed', () => {
    const old = { ...openConsent(), textVersion: CONSENT_TEXT_VERSION - 1 };
    expect(allowedKinds(old, 'ao3', now)).toEqual(nothing);
    expect(mayTrain(old, now)).toBe(false);
    expect(mayShowBadges({ ...old, badges: true }, 'ao3')).toBe(false);
  });

  it('never allows what is switched off, whatever else is on', () => {
    const anyConsent = fc.record({
      agreed: fc.boolean(),
      siteOn: fc.boolean(),
      reading: fc.boolean(),
      feedback: fc.boolean(),
      writing: fc.boolean(),
      pausedUntil: fc.oneof(fc.constant(null), fc.constant('restart' as const), fc.nat(2e12)),
    });
    fc.assert(
      fc.property(anyConsent, ({ agreed, siteOn, reading, feedback, writing, pausedUntil }) => {
        let consent: Consent = { ...defaultConsent(), kinds: { reading, feedback, writing }, pausedUntil };
        if (agreed) consent = agree(consent, now);
        if (siteOn) consent = switchSiteOn(consent, 'ao3', [AO3], now);
        const paused = pausedUntil === 'restart' || (pausedUntil !== null && pausedUntil > now);
        const open = agreed && siteOn && !paused;
        expect(allowedKinds(consent, 'ao3', now)).toEqual({
          reading: open && reading,
          feedback: open && feedback,
          writing: open && writing,
        });
      }),
    );
  });
});

describe('changes of consent', () => {
  it('keep the hosts of the fallback apart', () => {
    const first = switchSiteOn(defaultConsent(), 'readability', ['https://a.example/*'], now);
    const both = switchSiteOn(first, 'readability', ['https://b.example/*'], now);
    expect(both.sites['readability']?.origins).toEqual(['https://a.example/*', 'https://b.example/*']);
    const left = switchSiteOff(both, 'readability', now, ['https://a.example/*']);
    expect(left.sites['readability']).toMatchObject({ on: true, origins: ['https://b.example/*'] });
    expect(switchSiteOff(left, 'readability', now).sites['readability']?.on).toBe(false);
  });

  it('refuse a server that is no web address', () => {
    expect(setServer(defaultConsent(), 'https://tale.example/path?x=1').server).toBe('https://tale.example');
    expect(() => setServer(defaultConsent(), 'ftp://tale.example')).toThrow(TypeError);
    expect(() => setServer(defaultConsent(), 'tale')).toThrow(TypeError);
  });
});

describe('with a database', () => {
  let db: TaleDatabase;
  let count = 0;
  beforeEach(async () => {
    db = new TaleDatabase(`consent ${count++}`);
    await db.consent.put(openConsent());
    await recordObservation(db, sampleSighting('1'), sampleReading(), now);
    await recordObservation(db, sampleSighting('1'), sampleFeedback(), now);
    await recordObservation(db, sampleSighting('9', { site: 'scp-wiki' }), sampleFeedback(), now);
  });
  afterEach(async () => {
    await db.delete();
  });
  const stored = async () =>
    (await db.signals.toArray()).map(({ story, observation }) => `${story} ${observation.kind}`).sort();

  it('a record that cannot be read is no consent', async () => {
    await db.table('consent').put({ key: 'current', kinds: 'all' });
    expect(await readConsent(db)).toEqual(defaultConsent());
  });

  it('switching a site off deletes what it gave, with the same stroke', async () => {
    const consent = await changeConsent(db, (current) => switchSiteOff(current, 'ao3', now));
    expect(consent.sites['ao3']?.on).toBe(false);
    expect(await stored()).toEqual(['scp-wiki:9 feedback']);
  });

  it('switching a kind off deletes that kind', async () => {
    await changeConsent(db, (current) => setKind(current, 'feedback', false));
    expect(await stored()).toEqual(['ao3:1 reading']);
  });

  it('switching contributing off deletes what was not sent yet, and nothing else', async () => {
    await db.consent.put(setContribute(openConsent(), true));
    await db.table('updates').put({ hash: 'q', task: 'taste', createdAt: now, state: { is: 'queued' } });
    await db.table('personal').put({ task: 'taste', base: 'x', head: {}, examples: 1, at: now });
    await changeConsent(db, (current) => setContribute(current, false));
    expect(await db.updates.count()).toBe(0);
    expect(await db.personal.count()).toBe(1);
    expect(await db.signals.count()).toBe(3);
  });

  it('a change that fails changes nothing', async () => {
    const broken = changeConsent(db, (current) => ({
      ...switchSiteOff(current, 'ao3', now),
      server: 'nonsense',
    }));
    await expect(broken).rejects.toThrow();
    expect((await readConsent(db)).sites['ao3']?.on).toBe(true);
    expect(await db.signals.count()).toBe(3);
  });

  function browserOf(granted: string[], registered: ScriptOf[] = []) {
    const did: string[] = [];
    const ports: ConsentPorts = {
      db,
      now: () => now,
      registered: async () => [...registered],
      register: async ({ site, matches }) => {
        did.push(`register ${site}`);
        registered.push({ site, matches });
      },
      unregister: async (site) => {
        did.push(`unregister ${site}`);
        registered.splice(0, registered.length, ...registered.filter((script) => script.site !== site));
      },
      inject: async ({ site }) => did.push(`inject ${site}`),
      hasOrigins: async (origins) => origins.every((origin) => granted.includes(origin)),
      grantedOrigins: async () => [...granted],
      giveUpOrigins: async (origins) => {
        did.push(`give up ${origins.join()}`);
        return true;
      },
      tellPages: async ({ site }, allowed) => did.push(`tell ${site} ${allowed.reading}`),
      warn: (message) => did.push(`warn ${message}`),
    };
    return { did, ports, registered };
  }

  it('a site that is on gets its script, also in open tabs, and its pages are told', async () => {
    const { did, ports } = browserOf([AO3]);
    expect(await applyConsent(ports)).toEqual({ sitesOn: ['ao3'] });
    expect(did).toEqual(['tell ao3 true', 'register ao3', 'inject ao3']);
  });

  it('applying twice registers once', async () => {
    const { did, ports } = browserOf([AO3]);
    await applyConsent(ports);
    did.length = 0;
    await applyConsent(ports);
    expect(did).toEqual(['tell ao3 true']);
  });

  it('a site that is off: pages told first, then the script, then the host given back', async () => {
    const { did, ports } = browserOf([AO3], [{ site: 'ao3', matches: [AO3] }]);
    await changeConsent(db, (current) => switchSiteOff(current, 'ao3', now));
    await applyConsent(ports);
    expect(did).toEqual(['tell ao3 false', 'unregister ao3', `give up ${AO3}`]);
  });

  it('a host that was revoked in the browser’s own pages counts as withdrawn', async () => {
    const { did, ports } = browserOf([], [{ site: 'ao3', matches: [AO3] }]);
    expect(await applyConsent(ports)).toEqual({ sitesOn: [] });
    expect(did).toEqual(['tell ao3 false', 'unregister ao3']);
    expect(await stored()).toEqual(['scp-wiki:9 feedback']);
  });

  it('a site whose host is being asked for right now is left alone', async () => {
    await db.consent.put(switchSiteOn(openConsent(), 'scp-wiki', [SCP], now - 1_000));
    const { ports } = browserOf([AO3]);
    await applyConsent(ports);
    expect((await readConsent(db)).sites['scp-wiki']?.on).toBe(true);
  });

  it('a host that the browser took back a moment after it was asked for counts as withdrawn at once', async () => {
    await db.consent.put(switchSiteOn(openConsent(), 'scp-wiki', [SCP], now - 1_000));
    const taken = (at: number) => ({ ...browserOf([AO3]).ports, takenBackAt: () => at });
    // Given back before it was switched on again: the question is still open.
    await applyConsent(taken(now - 5_000));
    expect((await readConsent(db)).sites['scp-wiki']?.on).toBe(true);
    await applyConsent(taken(now - 500));
    expect((await readConsent(db)).sites['scp-wiki']?.on).toBe(false);
    expect((await readConsent(db)).sites['ao3']?.on).toBe(true);
  });

  it('leave to send that was taken back in the browser’s own pages ends contributing', async () => {
    await db.consent.put(setContribute(openConsent(), true));
    const { ports } = browserOf([AO3]);
    await applyConsent({ ...ports, mayCollectData: async () => true });
    expect((await readConsent(db)).contribute).toBe(true);
    await applyConsent({ ...ports, mayCollectData: async () => false });
    expect((await readConsent(db)).contribute).toBe(false);
  });

  it('keeps the host of the chosen server', async () => {
    const server = serverPattern((await readConsent(db)).server);
    const { did, ports } = browserOf([AO3, server, SCP]);
    await applyConsent(ports);
    expect(did.filter((act) => act.startsWith('give up'))).toEqual([`give up ${SCP}`]);
  });

  it('one site whose script fails does not keep the others off', async () => {
    await db.consent.put(switchSiteOn(openConsent(), 'broken', ['https://broken.example/*'], now));
    const { did, ports } = browserOf([AO3, 'https://broken.example/*']);
    const register = ports.register;
    await applyConsent({
      ...ports,
      register: async (script) => {
        if (script.site === 'broken') throw new Error('no such file');
        await register(script);
      },
    });
    expect(did).toContain('register ao3');
  });

  it('erasing everything tells the server while the key is there, and does so though it is down', async () => {
    const did: string[] = [];
    const reply = await eraseRequested(
      { what: 'everything', tellServer: true },
      {
        db,
        stopTraining: async () => {
          did.push('stop');
        },
        tellServer: async () => {
          did.push(`tell ${await db.consent.count()}`);
          throw new Error('The server is down.');
        },
        applyConsent: async () => did.push(`apply ${await db.consent.count()}`),
      },
    );
    expect(did).toEqual(['stop', 'tell 1', 'apply 0']);
    expect(reply.erased).toBe(5);
    expect(reply.notes.join()).toContain('The server is down.');
    expect(await readConsent(db)).toEqual(defaultConsent());
  });
});

describe('script changes', () => {
  it('replace a script whose pages changed', () => {
    const registered = [{ site: 'readability', matches: ['https://a.example/*'] }];
    const wanted = [{ site: 'readability', matches: ['https://a.example/*', 'https://b.example/*'] }];
    expect(scriptChanges(registered, wanted)).toEqual({ remove: ['readability'], add: wanted });
    expect(scriptChanges(wanted, wanted)).toEqual({ remove: [], add: [] });
  });
});

describe('the toolbar', () => {
  const news = { consent: openConsent(), training: null, storageProblem: null, now };
  const training = { step: 0, of: 2, backend: null, message: null, at: now };
  it.each([
    ['off', { ...news, consent: withdrawEverything(openConsent()) }],
    ['on', news],
    ['paused', { ...news, consent: pause(openConsent(), 'restart') }],
    ['learning', { ...news, training: { ...training, state: 'training' } }],
    ['attention', { ...news, training: { ...training, state: 'failed' } }],
    ['attention', { ...news, storageProblem: 'full' }],
    ['attention', { ...news, consent: { ...openConsent(), textVersion: 0 } }],
  ] as const)('shows “%s”', (state, situation) => {
    expect(toolbarState(situation)).toBe(state);
  });
});
