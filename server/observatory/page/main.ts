import { serverClient } from '../../../shared/protocol/server-client.ts';
import { drawCharts } from './charts.ts';
import { keepFresh } from './keep-fresh.ts';
import { openLogExplorer } from './log-explorer.ts';
import { offerAudit } from './offer-audit.ts';

/** What the page can do with a script: charts, fresh figures, search in the log, and checking all of it here. */
const client = serverClient(location.origin, (input, init) => fetch(input, init));
openLogExplorer(document, client);
offerAudit(document, client);
void keepFresh(document, drawCharts);
