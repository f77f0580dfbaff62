import { describe, expect, it } from 'vitest';
import { adapterFor, adapters } from '../../extension/sites/adapters.ts';
import { ao3 } from '../../extension/sites/ao3.ts';
import { readability } from '../../extension/sites/readability.ts';
import { siteById, siteFor, sites } from '../../extension/sites/registry.ts';
import { savedSites } from './saved-pages/saved-sites.ts';
import { describeSite } from './site-suite.ts';

const ARCHIVE = 'https://archiveofourown.org';
const ROAD = 'https://www.royalroad.com';

for (const { site, pages } of savedSites) describeSite(site, pages);

describe('the registry', () => {
  it('has saved pages of every site', () => {
    const saved = savedSites.map(({ site }) => site.id);
    expect(saved.toSorted()).toEqual(sites.map(({ id }) => id).toSorted());
  });

  it('finds a site by address, and the fallback for any other page of the web', () => {
    const found = (address: string): string | null => siteFor(new URL(address))?.id ?? null;
    expect(found(`${ARCHIVE}/works/1`)).toBe('ao3');
    expect(found('https://www.archiveofourown.org/works/1')).toBe('ao3');
    expect(found(`${ROAD}/fiction/1/x`)).toBe('royal-road');
    expect(found('http://gutenberg.org/ebooks/1')).toBe('gutenberg');
    expect(found('http://scpwiki.com/scp-173')).toBe('scp-wiki');
    expect(found('http://localhost:8080/')).toBe('demo-library');
    expect(found('https://archiveofourown.org.evil.example/works/1')).toBe('readability');
    expect(found('file:///etc/passwd')).toBeNull();
  });

  it('names each site by its file, once', () => {
    const ids = sites.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(siteById(id)?.id).toBe(id);
    expect(siteById('elsewhere')).toBeNull();
  });

  it('has an adapter for each, in the same order', () => {
    expect(adapters.map(({ id }) => id)).toEqual(sites.map(({ id }) => id));
    expect(adapterFor(new URL(`${ARCHIVE}/works/1`))).toBe(ao3);
    expect(adapterFor(new URL('https://elsewhere.example/'))).toBe(readability);
    expect(adapterFor(new URL('file:///etc/passwd'))).toBeNull();
  });
});
