import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { demoLibrary } from '../sites/demo-library.ts';

/** Reads the pages of the demo library. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(demoLibrary, { port: pagePort, badges: showBadges }));
