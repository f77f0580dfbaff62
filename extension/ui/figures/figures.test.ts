import { describe, expect, it } from 'vitest';
import { modelHashSchema, updateHashSchema } from '../../../shared/protocol/ids.ts';
import type { UpdateRecord } from '../../storage/records.ts';
import { patternHost } from './pattern-host.ts';
import { siteHealth } from './site-health.ts';
import { siteOfTab } from './site-of-tab.ts';
import { type TroubleSources, troublesOf } from './troubles.ts';
import { weekFigures } from './week.ts';

const NOON = 1_800_000_000_000;

describe('this week', () => {
  function update(
    round: number,
    is: 'queued' | 'received' | 'refused' | 'left-out',
    length: number,
  ): UpdateRecord {
    const states = {
      queued: { is: 'queued' },
      received: { is: 'received', at: NOON },
      refused: { is: 'refused', code: 'COPY', message: '', at: NOON },
      'left-out': { is: 'left-out', why: '', at: NOON },
    } as const;
    return {
      hash: updateHashSchema.parse(round.toString(16).padStart(64, '0')),
      task: 'taste',
      round,
      base: modelHashSchema.parse('b'.repeat(64)),
      frame: new Uint8Array(length),
      createdAt: NOON,
      attempts: 1,
      nextAttemptAt: NOON,
      state: states[is],
    };
  }

  it('counts each round once, and what was received only', () => {
    const updates = [
      update(1, 'received', 10),
      update(1, 'left-out', 10),
      update(2, 'queued', 10),
      update(3, 'refused', 10),
    ];
    expect(weekFigures(5, updates)).toEqual({ signals: 5, rounds: 1, bytesSent: 20, approximate: false });
  });

  it('takes the size of a body that is gone from those still there, and says that it did', () => {
    const updates = [update(1, 'received', 0), update(2, 'received', 1000)];
    expect(weekFigures(0, updates)).toMatchObject({ bytesSent: 2000, approximate: true });
  });

  it('is nothing when nothing was sent', () => {
    expect(weekFigures(0, [])).toEqual({ signals: 0, rounds: 0, bytesSent: 0, approximate: false });
  });
});

describe('a site’s health', () => {
  const status = (opened: number, unknown: number, missing: Record<string, number> = {}) => ({
    sites: { ao3: { opened, unknown, missing, at: NOON } },
  });

  it.each([
    ['changed', 1, 1],
    ['changed', 4, 2],
    ['partly', 10, 1],
    ['well', 10, 0],
  ] as const)('is %s when %i pages were opened and %i not read', (is, opened, unknown) => {
    expect(siteHealth(status(opened, unknown), 'ao3')).toMatchObject({ is, opened, unread: unknown });
  });

  it('is well where nothing is known, also of a site named like a property of objects', () => {
    expect(siteHealth(null, 'ao3').is).toBe('well');
    expect(siteHealth(status(1, 1), 'constructor')).toMatchObject({ is: 'well', missing: [] });
  });

  it('names the fields that went missing, the most missed first', () => {
    expect(siteHealth(status(9, 0, { tags: 1, title: 5 }), 'ao3').missing).toEqual(['title', 'tags']);
  });
});

describe('troubles', () => {
  const quiet: TroubleSources = {
    databaseFailed: false,
    storage: null,
    hasRoom: true,
    server: null,
    earnings: null,
    training: null,
    contributing: true,
  };
  const kinds = (change: Partial<TroubleSources>) => troublesOf({ ...quiet, ...change }).map(({ is }) => is);

  it('are none when all is well', () => {
    expect(kinds({ server: { reachable: true, message: null, refusal: null, at: NOON } })).toEqual([]);
  });

  it('tell a full disk from other trouble of the store', () => {
    const problem = (words: string) => kinds({ storage: { problem: words, at: NOON } });
    expect(problem('There is no space left to store on this device.')).toEqual(['storage-full']);
    expect(problem('The database was damaged and was repaired; all 4 rows were kept.')).toEqual(['storage']);
  });

  it('know a full disk also where there was no room to write that down', () => {
    expect(kinds({ hasRoom: false })).toEqual(['storage-full']);
    const problem = 'There is no space left to store on this device.';
    expect(kinds({ hasRoom: false, storage: { problem, at: NOON } })).toEqual(['storage-full']);
  });

  it('leave a person who only personalises alone about the server', () => {
    const server = { reachable: false, message: 'refused', refusal: null, at: NOON };
    expect(kinds({ server })).toEqual(['server-unreachable']);
    expect(kinds({ server, contributing: false })).toEqual([]);
  });

  it('tell a server that answers nonsense from one that does not answer', () => {
    const message = 'The server answered something that is not of this protocol.';
    const server = { reachable: true, message, refusal: null, at: NOON };
    expect(troublesOf({ ...quiet, server })).toEqual([{ is: 'server-answer', detail: message }]);
    expect(kinds({ server, contributing: false })).toEqual([]);
  });

  it('tell a server without its chain from one that answers nonsense', () => {
    const message = 'The server cannot reach the chain at the moment. Your claim is kept.';
    const refused = { reachable: true, message, refusal: 'CHAIN_UNAVAILABLE', at: NOON };
    expect(troublesOf({ ...quiet, server: refused })).toEqual([{ is: 'chain', detail: null }]);
    const server = { reachable: true, message: null, refusal: null, at: NOON };
    const earnings = { owed: '7', pendingRounds: 0, epochEndsAt: null, isChainAway: true, at: NOON };
    expect(kinds({ server, earnings })).toEqual(['chain']);
    expect(kinds({ server, earnings: { ...earnings, isChainAway: false } })).toEqual([]);
    expect(kinds({ server: { ...server, reachable: false }, earnings })).toEqual(['server-unreachable']);
  });

  it('put first what may lose something', () => {
    const all = kinds({
      databaseFailed: true,
      storage: { problem: 'no space', at: NOON },
      server: { reachable: false, message: null, refusal: null, at: NOON },
      training: { state: 'failed', step: 0, of: 0, backend: null, message: null, at: NOON },
    });
    expect(all).toEqual(['database', 'storage-full', 'server-unreachable', 'training-failed']);
  });
});

describe('the site of a tab', () => {
  it('is the adapter’s where there is one', () => {
    expect(siteOfTab('https://archiveofourown.org/works/1')).toMatchObject({ id: 'ao3', known: true });
  });

  it('is the one host, without its port, elsewhere', () => {
    expect(siteOfTab('https://stories.example.org:8443/a?b')).toEqual({
      id: 'readability',
      name: 'stories.example.org',
      origins: ['https://stories.example.org/*'],
      known: false,
    });
  });

  it.each([null, '', 'chrome://extensions', 'file:///story.html', 'about:blank', 'not an address'])(
    'is none for %j',
    (address) => {
      expect(siteOfTab(address)).toBeNull();
    },
  );
});

describe('the host of a match pattern', () => {
  it.each([
    ['https://archiveofourown.org/*', 'archiveofourown.org'],
    ['*://*.example.org/works/*', 'example.org'],
    ['http://127.0.0.1/*', '127.0.0.1'],
  ])('of %s is %s', (pattern, host) => {
    expect(patternHost(pattern)).toBe(host);
  });
});
