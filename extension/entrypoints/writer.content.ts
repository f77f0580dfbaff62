import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { answerPageMessages, pagePort, translated } from '../platform/page-port.ts';
import { createOverlay } from '../writing/editor/overlay.ts';
import { startWriting } from '../writing/in-page.ts';

/** Helps with writing on a page that has an editor; brought in by the background when the site's script finds one. */
export default defineUnlistedScript(() => {
  const shadow = import.meta.env.MODE === 'e2e' ? 'open' : 'closed';
  const drawn = { shadow, text: translated } as const;
  void startWriting(window, {
    port: { ...pagePort, answer: answerPageMessages },
    overlay: (document, signal) => createOverlay(document, drawn, signal),
    chip: drawn,
  });
});
