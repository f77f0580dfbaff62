import { describe, expect, it } from 'vitest';
import { siteFor, sitesWithAdapter } from './registry.ts';
import { addressOfWork } from './work-addresses.ts';

/** Of these, an id does not tell where the work is. */
const UNTOLD = ['demo-library', 'webnovel', 'xenforo'];

describe('addresses of works', () => {
  it('are told by every site whose ids tell them, and by none for an id that is not its own', () => {
    expect(addressOfWork('ao3', '31')).toBe('https://archiveofourown.org/works/31');
    expect(addressOfWork('ao3', 'squidgeworld.org:31')).toBe('https://squidgeworld.org/works/31');
    expect(addressOfWork('fanfiction-net', '7')).toBe('https://www.fanfiction.net/s/7/1/');
    expect(addressOfWork('fanfiction-net', 'fictionpress.com:7')).toBe('https://www.fictionpress.com/s/7/1/');
    expect(addressOfWork('wikisource', 'de:Der Sandmann')).toBe(
      'https://de.wikisource.org/wiki/Der_Sandmann',
    );
    expect(addressOfWork('standard-ebooks', 'mary-shelley/frankenstein')).toBe(
      'https://standardebooks.org/ebooks/mary-shelley/frankenstein',
    );
    expect(addressOfWork('substack', 'lamps/the-step')).toBe('https://lamps.substack.com/p/the-step');
    expect(addressOfWork('royal-road', 'javascript:alert(1)')).toBeNull();
    expect(addressOfWork('substack', 'evil.example/@x/p')).toBeNull();
    expect(addressOfWork('readability', 'example.org/a')).toBeNull();
    expect(addressOfWork('constructor', '1')).toBeNull();
  });

  it('lie at the site whose works they are', () => {
    for (const { id, matches } of sitesWithAdapter.filter((site) => !UNTOLD.includes(site.id))) {
      const some = ['31', 'abc', 'a/b', 'en:Some page'].map((workId) => addressOfWork(id, workId));
      const address = some.find((each) => each !== null);
      expect(address, id).toBeDefined();
      expect(siteFor(new URL(address ?? ''))?.id, `${id} of ${matches}`).toBe(id);
    }
  });
});
