import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSiteOn } from '../consent/gate.ts';
import { readConsent } from '../consent/record.ts';
import { database } from '../storage/database.ts';
import { askAndSwitchOn, switchOff } from './switch-site.ts';

/** What the browser and the background were asked, in order, and how the person answers the browser. */
const world = vi.hoisted(() => ({
  asked: [] as string[],
  answer: Promise.resolve(true),
}));

vi.mock('../platform/permissions.ts', () => ({
  requestOrigins: (origins: readonly string[]) => {
    world.asked.push(`browser: ${origins.join()}`);
    return world.answer;
  },
}));
vi.mock('../messaging/send.ts', () => ({
  sendToBackground: async (name: string) => {
    world.asked.push(`background: ${name}`);
    return { ok: true, body: { sitesOn: [] } };
  },
}));

const ORIGINS = ['https://archiveofourown.org/*'];
const isOn = async () => isSiteOn(await readConsent(database), 'ao3');

beforeEach(() => {
  world.asked.length = 0;
  world.answer = Promise.resolve(true);
});
afterEach(async () => {
  await database.consent.clear();
});

describe('switching a site on', () => {
  it('asks the browser in the click itself, before anything is awaited', async () => {
    const done = askAndSwitchOn('ao3', ORIGINS, false);
    expect(world.asked).toEqual(['browser: https://archiveofourown.org/*']);
    await done;
  });

  it('is noted, and acted on, when the person agrees', async () => {
    expect(await askAndSwitchOn('ao3', ORIGINS, false)).toBeNull();
    expect(await isOn()).toBe(true);
    expect(world.asked.at(-1)).toBe('background: consent.apply');
  });

  it('does not ask for hosts that are held', async () => {
    expect(await askAndSwitchOn('ao3', ORIGINS, true)).toBeNull();
    expect(world.asked).toEqual(['background: consent.apply']);
  });

  it('is taken back when the person refuses', async () => {
    world.answer = Promise.resolve(false);
    expect(await askAndSwitchOn('ao3', ORIGINS, false)).toEqual({ key: 'siteRefused' });
    expect(await isOn()).toBe(false);
  });

  it('is taken back when the browser will not ask', async () => {
    world.answer = Promise.reject(new Error('This function must be called during a user gesture'));
    expect(await askAndSwitchOn('ao3', ORIGINS, false)).toEqual({ key: 'siteNotAsked' });
    expect(await isOn()).toBe(false);
  });

  it('is noted while the browser asks, since its dialogue may close the popup', async () => {
    let agree: (yes: boolean) => void = () => {};
    world.answer = new Promise((resolve) => {
      agree = resolve;
    });
    const done = askAndSwitchOn('ao3', ORIGINS, false);
    await vi.waitFor(async () => expect(await isOn()).toBe(true));
    expect(world.asked).not.toContain('background: consent.apply');
    agree(true);
    await done;
  });
});

describe('switching a site off', () => {
  it('counts at once', async () => {
    await askAndSwitchOn('ao3', ORIGINS, true);
    expect(await switchOff('ao3')).toBeNull();
    expect(await isOn()).toBe(false);
  });
});
