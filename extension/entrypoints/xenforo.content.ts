import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { xenforo } from '../sites/xenforo.ts';

/** Reads the pages of story forums that run XenForo. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(xenforo, { port: pagePort, badges: showBadges }));
