import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const [day = '', night = ''] = css.split('@media (prefers-color-scheme: dark)');

function colours(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const texts = [
  ['--ink', '--paper'],
  ['--ink', '--paper-raised'],
  ['--ink', '--paper-sunk'],
  ['--ink-soft', '--paper'],
  ['--ink-soft', '--paper-raised'],
  ['--ink-soft', '--paper-sunk'],
  ['--ink-soft', '--warn-ground'],
  ['--ink-soft', '--bad-ground'],
  ['--ink-soft', '--good-ground'],
  ['--accent', '--paper'],
  ['--accent', '--paper-raised'],
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-strong'],
  ['--good', '--paper'],
  ['--bad', '--paper'],
  ['--bad', '--paper-raised'],
  ['--bad', '--bad-ground'],
  ['--warn', '--warn-ground'],
] as const;
const controls = [
  ['--rule-strong', '--paper'],
  ['--rule-strong', '--paper-raised'],
  ['--rule-strong', '--paper-sunk'],
  ['--focus', '--paper'],
] as const;

describe.each([
  ['by day', colours(day)],
  ['by night', colours(night)],
])('colours %s', (_, palette) => {
  it.each(texts)('let %s be read on %s', (front, ground) => {
    expect(contrast(palette.get(front) ?? '', palette.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(controls)('let %s be seen on %s', (front, ground) => {
    expect(contrast(palette.get(front) ?? '', palette.get(ground) ?? '')).toBeGreaterThanOrEqual(3);
  });
});
