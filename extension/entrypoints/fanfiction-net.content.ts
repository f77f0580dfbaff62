import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { fanFictionNet } from '../sites/fanfiction-net.ts';

/** Reads the pages of FanFiction.net and FictionPress. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() =>
  startReading(fanFictionNet, { port: pagePort, badges: showBadges }),
);
