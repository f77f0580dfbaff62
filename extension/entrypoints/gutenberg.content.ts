import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { gutenberg } from '../sites/gutenberg.ts';

/** Reads the pages of Project Gutenberg. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(gutenberg, { port: pagePort, badges: showBadges }));
