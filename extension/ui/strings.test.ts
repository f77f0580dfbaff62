import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCatalogue } from '../../shared/protocol/errors.ts';
import { feedbackSchema } from '../../shared/protocol/signal.ts';
import { readerships } from '../writing/writing-settings.ts';

const messagesSchema = z.record(
  z.string(),
  z.strictObject({ message: z.string().min(1), description: z.string().optional() }),
);
const root = join(import.meta.dirname, '..');

function messages(language: string) {
  const path = join(root, 'public/_locales', language, 'messages.json');
  return messagesSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const english = messages('en');
const german = messages('de');

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(svelte|ts)$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));
}

const pages = sourcesOf('ui');
const everything = sourcesOf('.');

describe('the texts', () => {
  it('have the same keys in every language', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  });

  it('fill in the same values in every language', () => {
    const values = (text: string) => [...new Set(text.match(/\$[1-9]/g) ?? [])].sort();
    const different = Object.keys(english).filter((key) => {
      const [one, other] = [english[key]?.message ?? '', german[key]?.message ?? ''];
      return values(one).join() !== values(other).join();
    });
    expect(different).toEqual([]);
  });

  it('have no dollar sign that a browser could take for a placeholder', () => {
    for (const [key, { message }] of [...Object.entries(english), ...Object.entries(german)]) {
      expect(message.replaceAll(/\$[1-9]/g, ''), key).not.toContain('$');
    }
  });

  it('are keyed as browsers allow', () => {
    for (const key of Object.keys(english)) expect(key).toMatch(/^[A-Za-z0-9_@]+$/);
  });

  it('exist for every key that is named', () => {
    const named = pages.flatMap((source) =>
      [...source.matchAll(/\bt\(\s*'(\w+)'/g)].map(([, key]) => key ?? ''),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((key) => !(key in english))).toEqual([]);
  });

  it('exist for every refusal of the protocol, every act of feedback and every readership', () => {
    const codes = Object.keys(errorCatalogue).map((code) => `refusal_${code}`);
    const acts = feedbackSchema.shape.act.options.map((act) => `signal_${act}`);
    const readers = readerships.map((readership) => `readership_${readership}`);
    expect([...codes, ...acts, ...readers].filter((key) => !(key in english))).toEqual([]);
  });

  it('are all used: a text that no page says is no translator’s work', () => {
    const said = everything.join('\n');
    const families = /^(refusal|signal|address|envelope|kind|doubt|readership|why|badgeBasis)_/;
    const ours = Object.keys(english).filter((key) => !key.startsWith('extension'));
    const unused = ours.filter((key) => {
      const stem = key.replace(/_(one|other)$/, '');
      return !families.test(key) && !said.includes(`'${key}'`) && !said.includes(`'${stem}'`);
    });
    expect(unused).toEqual(
      ['welcomeTitle', 'popupTitle', 'optionsTitle'].filter((key) => unused.includes(key)),
    );
  });
});

describe('the pages', () => {
  it('never insert HTML from a string', () => {
    for (const source of pages) expect(source).not.toMatch(/\{@html|innerHTML|outerHTML|insertAdjacentHTML/);
  });

  it('name colours in the tokens only', () => {
    const styles = pages.flatMap((source) => source.match(/<style>[\s\S]*<\/style>/g) ?? []);
    expect(styles.length).toBeGreaterThan(10);
    for (const style of styles) expect(style).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i);
  });
});
