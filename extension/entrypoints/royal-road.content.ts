import { defineContentScript } from 'wxt/utils/define-content-script';
import { startReading } from '../capture/visit.ts';
import { onPageMessage, sendToBackground } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { royalRoad } from '../sites/royal-road.ts';

/** Reads the pages of Royal Road. Registered for the hosts a reader grants, so it names none itself. */
export default defineContentScript({
  registration: 'runtime',
  runAt: 'document_idle',
  // Not a word to the page about a script having started.
  noScriptStartedPostMessage: true,
  main({ signal }) {
    const port = { send: sendToBackground, onMessage: onPageMessage };
    startReading(royalRoad, { port, badges: showBadges }, signal);
  },
});
