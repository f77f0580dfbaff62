import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { scpWiki } from '../sites/scp-wiki.ts';

/** Reads the pages of the SCP Wiki. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(scpWiki, { port: pagePort, badges: showBadges }));
