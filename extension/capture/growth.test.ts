// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { sizeOf, watchGrowth } from './growth.ts';
import { type TestPage, testPage } from './test-page.ts';

let page: TestPage;
let looks: number;
let found: boolean;
let life: AbortController;

beforeEach(() => {
  document.body.innerHTML = '<p>One</p><a href="/1">Link</a>';
  page = testPage(document);
  looks = 0;
  found = true;
  life = new AbortController();
  watchGrowth(
    document,
    page.clock,
    sizeOf(document),
    () => {
      looks++;
      return found;
    },
    life.signal,
  );
});
const grow = (): void => document.body.append(document.createElement('p'));

describe('a page that goes on', () => {
  it('is looked at when it has more on it, and not before', () => {
    page.pass(60_000);
    expect(looks).toBe(0);
    grow();
    page.pass(2000);
    expect(looks).toBe(1);
    page.pass(60_000);
    expect(looks).toBe(1);
  });

  it('is looked at too when it has lost something: what stands there now may be new', () => {
    document.querySelector('p')?.remove();
    page.pass(2000);
    expect(looks).toBe(1);
  });

  it('is looked at ever less often while it changes without anything new, and as often as before after that', () => {
    const changeForAnHour = (): number => {
      const before = looks;
      for (let second = 0; second < 3600; second++) {
        grow();
        page.pass(1000);
      }
      return looks - before;
    };
    expect(changeForAnHour()).toBeGreaterThan(1500);
    found = false;
    const idle = changeForAnHour();
    expect(idle).toBeGreaterThan(40);
    expect(idle).toBeLessThan(70);
    found = true;
    expect(changeForAnHour()).toBeGreaterThan(1500);
  });

  it('is left alone while nobody sees it, and when its life has ended', () => {
    page.turn('hidden');
    grow();
    page.pass(10_000);
    expect(looks).toBe(0);
    page.turn('visible');
    page.pass(2000);
    expect(looks).toBe(1);
    life.abort();
    grow();
    page.pass(10_000);
    expect(looks).toBe(1);
  });

  it('is taken never to grow where it hides the method that would tell', () => {
    Object.defineProperty(document, 'getElementsByTagName', { configurable: true, value: null });
    try {
      expect(sizeOf(document)).toBe(0);
    } finally {
      Reflect.deleteProperty(document, 'getElementsByTagName');
    }
  });
});
