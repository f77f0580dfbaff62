import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { scribbleHub } from '../sites/scribble-hub.ts';

/** Reads the pages of Scribble Hub. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(scribbleHub, { port: pagePort, badges: showBadges }));
