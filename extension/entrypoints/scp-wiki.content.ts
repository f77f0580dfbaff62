import { defineContentScript } from 'wxt/utils/define-content-script';
import { startReading } from '../capture/visit.ts';
import { onPageMessage, sendToBackground } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { scpWiki } from '../sites/scp-wiki.ts';

/** Reads the pages of the SCP Wiki. Registered for the hosts a reader grants, so it names none itself. */
export default defineContentScript({
  registration: 'runtime',
  runAt: 'document_idle',
  // Not a word to the page about a script having started.
  noScriptStartedPostMessage: true,
  main({ signal }) {
    const port = { send: sendToBackground, onMessage: onPageMessage };
    startReading(scpWiki, { port, badges: showBadges }, signal);
  },
});
