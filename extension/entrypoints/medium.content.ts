import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { medium } from '../sites/medium.ts';

/** Reads the pages of Medium. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(medium, { port: pagePort, badges: showBadges }));
