// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { asLabels, counters, countIn, find, lineOf, pickText, share } from './fields.ts';
import { createHealth } from './health.ts';

function element(html: string): Element {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
}

describe('fields of a page', () => {
  it('take numbers as sites write them', () => {
    const written: [string, number | null][] = [
      ['41,204', 41_204],
      ['1.234.567 Views', 1_234_567],
      ['3.2k Followers', 3200],
      ['1M', 1_000_000],
      ['12/?', 12],
      ['+1412', 1412],
      ['3 Kudos', 3],
      ['none', null],
      ['', null],
      ['9'.repeat(400), null],
    ];
    for (const [text, value] of written) expect(countIn(text)).toBe(value);
  });

  it('take text, not what is hidden in it, and keep markup as characters', () => {
    expect(lineOf(element('A <script>x()</script><b>b</b><br>c &lt;i&gt;'))).toBe('A b c <i>');
    expect(lineOf(element(' \n '))).toBeNull();
    expect(lineOf(element('a'.repeat(9000)))).toHaveLength(400);
  });

  it('take the first alternative that has text, and say what is missing or empty', () => {
    const health = createHealth();
    const page = element('<h1></h1><h2>Title</h2>');
    expect(pickText(page, health, 'title', ['h1', 'h2'])).toBe('Title');
    expect(pickText(page, health, 'author', ['.author'])).toBeNull();
    expect(pickText(page, health, 'name', ['h1'])).toBeNull();
    expect(health.notes()).toEqual([
      { field: 'author', problem: 'missing', essential: false },
      { field: 'name', problem: 'empty', essential: false },
    ]);
  });

  it('pass over selectors the engine does not know', () => {
    expect(find(element('<p>x</p>'), ['p:unheard-of(', 'p'])?.textContent).toBe('x');
  });

  it('keep labels once, in order, within bounds', () => {
    expect(asLabels(['b', 'a', ' b ', '', 'c'.repeat(500)])).toEqual(['b', 'a', 'c'.repeat(200)]);
    expect(asLabels(Array.from({ length: 900 }, (_, index) => String(index)))).toHaveLength(200);
  });

  it('scale ratings to 0 … 1 and refuse those beyond their scale', () => {
    expect(share(4.55, 5)).toBe(0.91);
    expect(share(6, 5)).toBeNull();
    expect(counters({ kudos: 3, hits: null })).toEqual({ kudos: 3 });
  });
});
