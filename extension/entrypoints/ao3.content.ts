import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { ao3 } from '../sites/ao3.ts';

/** Reads the pages of Archive of Our Own. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(ao3, { port: pagePort, badges: showBadges }));
