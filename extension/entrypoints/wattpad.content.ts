import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { wattpad } from '../sites/wattpad.ts';

/** Reads the pages of Wattpad. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(wattpad, { port: pagePort, badges: showBadges }));
