import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { readability } from '../sites/readability.ts';

/** Reads the pages of any other site a reader switched on. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(readability, { port: pagePort, badges: showBadges }));
