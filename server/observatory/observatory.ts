import { Hono } from 'hono';
import type { Engine } from '../engine.ts';
import { pageScript } from '../page-script.ts';
import { observatoryFigures } from './figures.ts';
import { observatoryPage } from './observatory-page.ts';
import { stylesheet } from './stylesheet.ts';

/**
 * The server's public page: rounds, quality, influence, emission, and the log, which the page's script replays in the
 * visitor's browser. It is whole without the script, as tables.
 */
export function observatory(engine: Engine): Hono {
  const app = new Hono();
  app.get('/observatory.json', async (c) => c.json(await observatoryFigures(engine)));
  app.get('/observatory.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/observatory.js', async (c) =>
    c.body(await pageScript(new URL('./page/main.ts', import.meta.url)), 200, {
      'content-type': 'text/javascript; charset=utf-8',
    }),
  );
  app.get('/', async (c) => {
    // WebAssembly is the kernels of the aggregation rules; the rest of the page comes from here as well.
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
    );
    return c.html(observatoryPage(await observatoryFigures(engine)));
  });
  return app;
}
