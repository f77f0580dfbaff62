import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildExtension } from '../../server/demo/build-extension.ts';
import { runTool } from '../runner/run-command.ts';

const manifestSchema = z.looseObject({
  permissions: z.array(z.string()),
  host_permissions: z.array(z.string()).optional(),
  content_scripts: z.array(z.unknown()).optional(),
});

/** What each browser is asked for: a permission that is added shows in review, as a changed file beside this one. */
describe.each([
  ['chromium', 'production'],
  ['firefox', 'firefox'],
] as const)('the manifest for %s', (browser, mode) => {
  const manifest = async () => {
    const folder = await buildExtension(mode, () => undefined);
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  };

  it('is the one that was reviewed', async () => {
    const { version: _, ...rest } = await manifest();
    await expect(`${JSON.stringify(rest, null, 2)}\n`).toMatchFileSnapshot(`./manifests/${browser}.json`);
  }, 300_000);

  it('holds no host and runs no script on any page until a person switches it on', async () => {
    const { host_permissions, content_scripts } = await manifest();
    expect(host_permissions ?? []).toEqual([]);
    expect(content_scripts ?? []).toEqual([]);
  }, 300_000);
});

const lintSchema = z.object({
  errors: z.array(z.object({ code: z.string() })),
  notices: z.array(z.object({ code: z.string() })),
  warnings: z.array(z.object({ code: z.string(), file: z.string().optional() })),
});

/** Mozilla's own linter, which `web-ext lint` and its store run. */
it('the Firefox build has no error, notice or warning by Mozilla’s linter', async () => {
  const folder = await buildExtension('firefox', () => undefined);
  const { output } = await runTool('addons-linter/bin/addons-linter', ['--output', 'json', folder]);
  const { errors, notices, warnings } = lintSchema.parse(JSON.parse(output));
  expect([...errors, ...notices, ...warnings]).toEqual([]);
}, 300_000);
