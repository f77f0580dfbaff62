import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { royalRoad } from '../sites/royal-road.ts';

/** Reads the pages of Royal Road. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(royalRoad, { port: pagePort, badges: showBadges }));
