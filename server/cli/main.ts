#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { ruleNames } from '../../shared/aggregation/registry.ts';
import { failed, usage } from './output.ts';

/**
 * The `promptale` command. Each command is loaded when it is called; `--json` prints one JSON object on standard output
 * (`--json FILE` writes it there), everything else goes to standard error. Exit 0, 1 failed, 2 bad usage.
 */
const program = new Command('promptale')
  .description('Federated learning of what makes a story worth reading: server, demo, tour and audit.')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

const json = () => new Option('--json [file]', 'print the result as one JSON object, or write it to a file');

program
  .command('up')
  .description('run everything on this machine: chain, server, demo library; print where it all is')
  .option('--browser', 'open Chromium with the extension loaded')
  .option('--data <folder>', 'where everything is kept', 'data')
  .option('--companions <n>', 'demo readers that join a round once you have contributed', '4')
  .option('--port <n>', 'port of the server', '8787')
  .option('--library-port <n>', 'port of the demo library', '8788')
  .option('--chain-port <n>', 'port of the local chain', '8545')
  .action(async (options) => (await import('./commands/up.ts')).up(options));

program
  .command('serve')
  .description('run the server alone, configured by environment variables')
  .action(async () => (await import('./commands/serve.ts')).serveCommand());

program
  .command('helper')
  .description('run the helper of masked sums: the other party, configured by environment variables')
  .action(async () => (await import('./commands/helper.ts')).helperCommand());
program
  .command('signer')
  .description('run the process that holds the key of vouchers, configured by environment variables')
  .action(async () => (await import('./commands/signer.ts')).signerCommand());

program
  .command('tour')
  .description('drive real browsers through the whole job, and tell what happened')
  .addOption(json())
  .option('--shots <folder>', 'keep screenshots there')
  .option('--contributors <n>', 'browser profiles that take part (at least 5)', '5')
  .action(async (options) => (await import('./commands/tour.ts')).tourCommand(options));

program
  .command('inspect-page')
  .description('what a site adapter sees in a saved page')
  .requiredOption('--url <url>', 'address the page was saved from')
  .requiredOption('--html <file>', 'the saved page')
  .addOption(json())
  .action(async (options) => (await import('./commands/inspect-page.ts')).inspectPageCommand(options));

program
  .command('aggregate')
  .description('run one aggregation rule over given updates')
  .addOption(new Option('--rule <name>', 'the rule').choices(ruleNames).makeOptionMandatory())
  .option('--f <n>', 'attackers to tolerate')
  .option('--tau <x>', 'radius of centered clipping')
  .option('--nu <x>', 'smoothing of the geometric median')
  .option('--iterations <n>', 'steps of centered clipping or of a smoothed geometric median')
  .requiredOption('--in <file>', 'JSON file {"updates": [[…], …]}')
  .addOption(json())
  .action(async (options) => (await import('./commands/aggregate.ts')).aggregateCommand(options));

program
  .command('fleet')
  .description('many simulated participants through the real protocol and the real server code')
  .addOption(
    new Option('--task <name>', 'what is learnt').choices(['taste', 'voice', 'ranking']).default('taste'),
  )
  .option('--data <folder>', 'people of one folder, split by person')
  .option('--train <folder>', 'everybody in it takes part')
  .option('--test <folder>', 'nobody in it takes part; measured on them')
  .option('--rounds <n>', 'rounds (default: by the number of participants)')
  .option('--cohort <n>', 'participants asked in a round')
  .addOption(
    new Option('--warm <start>', 'voice: what writers go on from')
      .choices(['public', 'novels', 'none'])
      .default('public'),
  )
  .addOption(new Option('--rule <name>', 'the aggregation rule').choices(ruleNames).default('default'))
  .option('--attack <name>', 'taste: an attack by name, a module that makes one, or all')
  .addOption(
    new Option('--masked <engine>', 'taste: updates hidden in sums of groups, beside the plain lane').choices(
      ['helper', 'pairwise'],
    ),
  )
  .option('--group <g>', 'members of a masked group', '8')
  .option('--dropout <share>', 'masked: who falls silent, at any step alike', '0')
  .option('--noise <sigma>', 'masked: noise on each group’s sum, over what one member can move', '0')
  .option('--valuation', 'taste: what honesty and other ways to be paid are worth')
  .option('--strategies <names>', 'the ways, joined by commas (default: all)')
  .option('--seeds <n>', 'of --valuation, from --seed on (default: 5, 2 in the quick profile)')
  .option('--attackers <share>', 'attackers in every cohort', '0.2')
  .option('--seed <n>', 'the same seed, the same outcome', '1')
  .addOption(
    new Option('--profile <name>', 'quick: few people or few rounds')
      .choices(['quick', 'full'])
      .default('full'),
  )
  .option('--out <folder>', 'report as JSON and as a page; what is done is not done again')
  .option('--threads <n>', 'threads that play participants')
  .addOption(json())
  .action(async (options) => (await import('./commands/fleet.ts')).fleetCommand(options));

program
  .command('suggest')
  .description('how a text may go on, by the shipped voice model')
  .requiredOption('--text <text>', 'what is written so far')
  .option('--model <file>', 'parameters of another version of the model')
  .addOption(json())
  .action(async (options) => (await import('./commands/suggest.ts')).suggestCommand(options));

program
  .command('evaluate')
  .description('a model on people it never saw')
  .addOption(
    new Option('--task <name>', 'what is measured; typing: keys that the voice model saves')
      .choices(['taste', 'voice', 'ranking', 'typing'])
      .makeOptionMandatory(),
  )
  .requiredOption('--data <folder>', 'people, as the fleet reads them')
  .option('--model <path>', 'another model than the one everybody starts from: a file, or a folder of voice')
  .option('--everyone', 'measure on all people of the folder, not on the unseen fifth only')
  .addOption(json())
  .action(async (options) => (await import('./commands/evaluate.ts')).evaluateCommand(options));

program
  .command('rewards')
  .description('the economy of $TALE')
  .command('simulate')
  .description('what the schedule emits, what each way to be paid earns, what a stolen signer could take')
  .option('--epochs <n>', 'days that are played', '50')
  .option('--crowd <n>', 'honest contributors beside those who are compared', '200')
  .option('--seed <n>', 'the same seed, the same economy', '1')
  .addOption(json())
  .action(async (options) =>
    (await import('./commands/rewards-simulate.ts')).rewardsSimulateCommand(options),
  );

program
  .command('epsilon')
  .description('what (ε, δ) so much noise is worth: for participations, or for sampled steps')
  .option('--participations <k>', 'how often one contributor takes part; no amplification by sampling')
  .option('--q <rate>', 'chance to be in a step')
  .option('--steps <n>', 'steps that were sampled')
  .option('--sigma <x>', 'noise multiplier: standard deviation over the clipping norm')
  .option('--epsilon <x>', 'find the noise multiplier that keeps sampled steps within it')
  .requiredOption('--delta <x>', 'chance that the guarantee may fail by')
  .addOption(
    new Option('--accountant <name>', 'zcdp: participations; rdp: sampled steps').choices(['zcdp', 'rdp']),
  )
  .addOption(
    new Option('--orders <name>', 'Rényi orders that are tried')
      .choices(['opacus', 'google'])
      .default('opacus'),
  )
  .addOption(
    new Option('--conversion <name>', 'from Rényi divergence to ε')
      .choices(['tight', 'classic'])
      .default('tight'),
  )
  .addOption(json())
  .action(async (options) => (await import('./commands/epsilon.ts')).epsilonCommand(options));

program
  .command('verify')
  .description('audit a server: log consistency, inclusion, bit-for-bit replay of every round')
  .requiredOption('--server <url>', 'the server')
  .option('--auditor <file>', 'a key that the operator enrolled, where bodies are for auditors only')
  .addOption(json())
  .action(async (options) => (await import('./commands/verify.ts')).verifyCommand(options));

program
  .command('rounds')
  .description('what a server’s rounds came to, newest first')
  .requiredOption('--server <url>', 'the server')
  .addOption(json())
  .action(async (options) => (await import('./commands/rounds.ts')).roundsCommand(options));

program
  .command('entities')
  .description('for operators: who is counted as one, and what each moved')
  .requiredOption('--server <url>', 'the server')
  .option('--token <token>', 'the server’s OPERATOR_TOKEN (default: from the environment)')
  .option('--suspend <contributor>', 'take no more updates of this key')
  .option('--reinstate <contributor>', 'take its updates again')
  .option('--invite <n>', 'make invitations; they are told once')
  .addOption(json())
  .action(async (options) => (await import('./commands/entities.ts')).entitiesCommand(options));

program
  .command('auditor-key')
  .argument('<file>', 'where it is kept')
  .description('make a key for an auditor; the operator enrols what it prints (AUDITORS)')
  .action(async (file) => (await import('./commands/auditor-key.ts')).auditorKeyCommand(file));

program
  .command('bench')
  .argument('[name]', 'which one; all without a name')
  .description('benchmarks, as ratios inside one run')
  .addOption(json())
  .action(async (name, options) => (await import('../../tests/bench/bench.ts')).benchCommand(name, options));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : usage;
  else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env['DEBUG'] !== undefined && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    process.exitCode = error instanceof Error && error.name === 'UsageError' ? usage : failed;
  }
}
