import type { ProcedureOut } from '../../../shared/protocol/procedures.ts';
import { ServerTrouble, serverClient } from '../../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import { type WishParameter, wishChoices, wishParameterSchema } from '../../../shared/protocol/wish.ts';
import { chainOfServer, listWallet, part, say, wait } from '../wallet/parts.ts';
import { type AnnouncedWallet, discoverWallets } from '../wallet/wallets.ts';
import { choiceNames, parameterNames } from './names.ts';
import { wishWith } from './wish-with.ts';

/** The page of wishes: the parameters as they are, what holders wish of them, and a wish of one's own. */
const client = serverClient(location.origin, fetch.bind(window));
const parameter = select('parameter');
const choice = select('choice');

void begin();

async function begin(): Promise<void> {
  for (const name of wishParameterSchema.options) parameter.append(option(name, parameterNames[name]));
  parameter.addEventListener('change', listChoices);
  listChoices();
  await show();
  const chain = await chainOfServer();
  if (chain === null)
    return say('bad', 'This server names no chain at the moment.', 'Wishes cannot be signed.');
  part('wallets').hidden = false;
  discoverWallets(window, (wallet) =>
    listWallet(wallet, part('wallet-list'), 'Sign', () => express(wallet, chain)),
  );
}

async function express(wallet: AnnouncedWallet, chain: ChainInfo): Promise<void> {
  const wish = { parameter: chosenParameter(), wish: choice.value };
  const signed = await wishWith(wallet.provider, wish, {
    chain,
    tell: (words) => say('', words),
    pause: wait,
    now: Date.now(),
  });
  if (signed.is === 'failed') return say('bad', signed.why, signed.next);
  try {
    await client.call('wishes.cast', signed.wish);
  } catch (error) {
    if (!(error instanceof ServerTrouble)) throw error;
    return say('bad', error.message, error.refusal?.hint ?? 'Try again later.');
  }
  say(
    'good',
    wish.wish === 'none' ? 'Your wish is withdrawn.' : 'Your wish stands.',
    'It is counted when the running epoch ends, and then stands in the log.',
  );
}

async function show(): Promise<void> {
  let current: ProcedureOut<'wishes.current'>;
  try {
    current = await client.call('wishes.current');
  } catch {
    return say('bad', 'The server does not tell its parameters at the moment.', 'Load the page again later.');
  }
  const { counted } = current;
  const rows = current.parameters.map(({ parameter: name, now }) => {
    const tally = counted?.tally.find((each) => each.parameter === name);
    const wished =
      tally?.shares
        .map(({ wish, share }) => `${choiceNames(wish)} ${(100 * share).toFixed(0)} %`)
        .join(', ') ?? 'nothing yet';
    return row([parameterNames[name], now, wished, String(tally?.parties ?? 0)]);
  });
  part('rows').replaceChildren(...rows);
  part('counted').textContent =
    counted === null
      ? 'No wishes have been counted yet.'
      : `Counted at the end of epoch ${counted.epoch}; leaf ${counted.leaf} of the log.`;
}

function listChoices(): void {
  const name = chosenParameter();
  const known = wishChoices[name].options.flatMap((each) => ('options' in each ? each.options : ['none']));
  choice.replaceChildren(...known.map((wish) => option(wish, choiceNames(wish))));
}

function chosenParameter(): WishParameter {
  return wishParameterSchema.parse(parameter.value);
}

function row(cells: readonly string[]): HTMLTableRowElement {
  const made = document.createElement('tr');
  for (const text of cells) {
    const cell = document.createElement('td');
    cell.textContent = text;
    made.append(cell);
  }
  return made;
}

function option(value: string, text: string): HTMLOptionElement {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

function select(id: string): HTMLSelectElement {
  const found = part(id);
  if (!(found instanceof HTMLSelectElement)) throw new Error(`${id} is no list`);
  return found;
}
