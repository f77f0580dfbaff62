import type { AllowedKinds } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { setContribute, switchSiteOff } from './changes.ts';
import { allowedKinds, mayShowBadges, maySuggest, originsOf, sitesOn } from './gate.ts';
import { hasAgreed, readConsent } from './record.ts';
import { changeConsent } from './save.ts';

/** A site's content script and the pages it may run on. */
export interface ScriptOf {
  readonly site: string;
  /** Match patterns, sorted. */
  readonly matches: readonly string[];
}

/** What the browser can do for consent; wired to `extension/platform` by the background. */
export interface ConsentPorts {
  readonly db: TaleDatabase;
  now(): number;
  registered(): Promise<readonly ScriptOf[]>;
  register(script: ScriptOf): Promise<void>;
  unregister(site: string): Promise<void>;
  /** Runs a script in the tabs that are open already. */
  inject(script: ScriptOf): Promise<unknown>;
  hasOrigins(origins: readonly string[]): Promise<boolean>;
  grantedOrigins(): Promise<readonly string[]>;
  giveUpOrigins(origins: readonly string[]): Promise<boolean>;
  /** When the browser last said that it took this host back, ms since 1970; null when it has not said so. */
  takenBackAt?(origin: string): number | null;
  /** Whether the browser, which may have a switch of its own for it, lets data derived from pages leave. */
  mayCollectData?(): Promise<boolean>;
  /** Hosts that other choices need: a writer's own endpoint. */
  neededOrigins?(): Promise<readonly string[]>;
  /** Tells the open pages of a site what may be captured now. */
  tellPages(
    script: ScriptOf,
    allowed: AllowedKinds & { badges: boolean; suggestions: boolean },
  ): Promise<unknown>;
  /** For the developer's console; what a person must know is in the status rows. */
  warn(message: string, cause: unknown): void;
}

/**
 * Brings the browser in line with the consent record, and the record in line with what the browser's own pages took
 * away. Run at every start, after every change, and when permissions change; it does only what differs.
 *
 * Open pages are told first, while their tabs can still be seen: capture stops before anything else happens.
 */
export async function applyConsent(ports: ConsentPorts): Promise<{ sitesOn: string[] }> {
  const consent = await withoutLostLeave(ports, await withoutLostOrigins(ports, await readConsent(ports.db)));
  const wanted = scriptsFor(consent);
  const registered = await ports.registered();
  await tellPages(ports, consent, registered, wanted);
  await replaceScripts(ports, registered, wanted);
  await giveUpUnused(ports, consent);
  return { sitesOn: wanted.map(({ site }) => site) };
}

/** The scripts that should be registered. Pure. */
function scriptsFor(consent: Consent): ScriptOf[] {
  if (!hasAgreed(consent)) return [];
  return sitesOn(consent)
    .map((site) => ({ site, matches: [...originsOf(consent, site)].sort() }))
    .filter(({ matches }) => matches.length > 0);
}

/** A site is noted as on while the browser still asks the person for its hosts; the question may stay open so long. */
const ASKING_TIME = 2 * 60_000;

/** Hosts that were revoked in the browser's own pages, or never granted, count as withdrawn. */
async function withoutLostOrigins(ports: ConsentPorts, consent: Consent): Promise<Consent> {
  const lost = new Map<string, string[]>();
  for (const site of sitesOn(consent)) {
    const switchedOn = consent.sites[site]?.at ?? 0;
    const stillAsking = ports.now() - switchedOn < ASKING_TIME;
    const gone: string[] = [];
    for (const origin of originsOf(consent, site)) {
      const takenBack = (ports.takenBackAt?.(origin) ?? 0) > switchedOn;
      if (stillAsking && !takenBack) continue;
      if (!(await ports.hasOrigins([origin]))) gone.push(origin);
    }
    if (gone.length > 0) lost.set(site, gone);
  }
  if (lost.size === 0) return consent;
  return changeConsent(ports.db, (current) =>
    [...lost].reduce((record, [site, gone]) => switchSiteOff(record, site, ports.now(), gone), current),
  );
}

/** Leave to send that was taken back in the browser's own pages counts as withdrawn. */
async function withoutLostLeave(ports: ConsentPorts, consent: Consent): Promise<Consent> {
  if (!consent.contribute || ports.mayCollectData === undefined || (await ports.mayCollectData())) {
    return consent;
  }
  return changeConsent(ports.db, (current) => setContribute(current, false));
}

async function tellPages(
  ports: ConsentPorts,
  consent: Consent,
  registered: readonly ScriptOf[],
  wanted: readonly ScriptOf[],
): Promise<void> {
  const scripts = new Map([...registered, ...wanted].map((script) => [script.site, script]));
  await Promise.allSettled(
    [...scripts.values()].map((script) =>
      ports.tellPages(script, {
        ...allowedKinds(consent, script.site, ports.now()),
        badges: mayShowBadges(consent, script.site),
        suggestions: maySuggest(consent, script.site),
      }),
    ),
  );
}

async function replaceScripts(
  ports: ConsentPorts,
  registered: readonly ScriptOf[],
  wanted: readonly ScriptOf[],
): Promise<void> {
  const { remove, add } = scriptChanges(registered, wanted);
  for (const site of remove) {
    await ports
      .unregister(site)
      .catch((cause: unknown) => ports.warn(`No script of ${site} to remove.`, cause));
  }
  for (const script of add) {
    try {
      await ports.register(script);
      await ports.inject(script);
    } catch (cause) {
      // One site's failure must not keep the others off.
      ports.warn(`The script of ${script.site} could not be registered.`, cause);
    }
  }
}

/** What must change so that exactly the wanted scripts are registered. Pure. */
export function scriptChanges(
  registered: readonly ScriptOf[],
  wanted: readonly ScriptOf[],
): { remove: string[]; add: ScriptOf[] } {
  const same = (a: ScriptOf, b: ScriptOf): boolean =>
    a.site === b.site && JSON.stringify([...a.matches].sort()) === JSON.stringify([...b.matches].sort());
  return {
    remove: registered
      .filter((script) => !wanted.some((other) => same(script, other)))
      .map(({ site }) => site),
    add: wanted.filter((script) => !registered.some((other) => same(script, other))),
  };
}

/** Gives back the hosts that nothing uses; those of the chosen server and of a writer's endpoint stay. */
async function giveUpUnused(ports: ConsentPorts, consent: Consent): Promise<void> {
  const used = new Set(sitesOn(consent).flatMap((site) => originsOf(consent, site)));
  const needed = [serverPattern(consent.server), ...((await ports.neededOrigins?.()) ?? [])];
  for (const origin of await ports.grantedOrigins()) {
    if (!used.has(origin) && !needed.includes(origin)) await ports.giveUpOrigins([origin]);
  }
}

/** The match pattern of a server's host; match patterns know no ports. */
export function serverPattern(server: string): string {
  const { protocol, hostname } = new URL(server);
  return `${protocol}//${hostname}/*`;
}
