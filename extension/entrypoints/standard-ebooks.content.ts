import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { standardEbooks } from '../sites/standard-ebooks.ts';

/** Reads the pages of Standard Ebooks. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() =>
  startReading(standardEbooks, { port: pagePort, badges: showBadges }),
);
