import { describe, expect, it } from 'vitest';
import { ConfigurationError, laptopProfile, readConfig } from './config.ts';

const CHAIN = {
  RPC_URL: 'http://127.0.0.1:8545',
  REWARDS_ADDRESS: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  TOKEN_ADDRESS: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  SIGNER_KEY: `0x${'11'.repeat(32)}`,
};

function problemsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
    return 'none';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

describe('the configuration', () => {
  it('of nothing is usable, and of an empty variable as of none', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 8787, HOST: '127.0.0.1', PROFILE: 'standard', chain: null });
    expect(readConfig({ PORT: '', DATABASE_URL: '', RPC_URL: '', PROBE_PACK: undefined })).toEqual(config);
  });

  it('of the laptop profile is usable as it is', () => {
    expect(readConfig(laptopProfile)).toMatchObject({
      PROFILE: 'laptop',
      ROUND_CAPACITY: 5,
      AUDIT: 'public',
    });
  });

  it('keeps everything under one data folder, unless told otherwise', () => {
    expect(readConfig({ DATA_DIR: 'here' })).toMatchObject({
      databaseUrl: 'here/database',
      blobFolder: 'here/blobs',
    });
    expect(readConfig({ DATABASE_URL: 'postgres://host/tale', BLOB_URL: '/mnt/blobs' })).toMatchObject({
      databaseUrl: 'postgres://host/tale',
      blobFolder: '/mnt/blobs',
    });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'tale.example'],
    ['PROFILE', 'desktop'],
    ['LOG_LEVEL', 'loud'],
    ['ROUND_CAPACITY', '0'],
    ['ROUND_COHORT', 'many'],
    ['ROUND_MINIMUM', '0'],
    ['ROUND_SECONDS', '0'],
    ['STALENESS', '-1'],
    ['NORM', '0'],
    ['NORM', '-1'],
    ['NORM', 'Infinity'],
    ['NORM', 'NaN'],
    ['RULE', 'krum?'],
    ['OPTIMISER', 'adam'],
    ['OPTIMISER', '{"name":"fedadam"}'],
    ['OPTIMISER', '{"name":"fedavg","learningRate":"fast"}'],
    ['ADMISSION_BITS', '41'],
    ['AUDIT', 'nobody'],
    ['REQUESTS_PER_MINUTE', '0'],
    ['REFERENCE_SCORE', '0'],
    ['FEWEST_ROUNDS', '0'],
    ['PROBATION_ROUNDS', '-1'],
    ['PAY_CAP', '1.1'],
    ['RPC_URL', 'localhost'],
    ['REWARDS_ADDRESS', '0x12'],
    ['TOKEN_ADDRESS', 'tale.eth'],
    ['SIGNER_KEY', '11'.repeat(32)],
    ['RELAYER_KEY', '0x11'],
    ['PUBLISH_RPC', 'yes'],
    ['DATABASE_URL', 'mysql://host/tale'],
    ['BLOB_URL', 's3://bucket/tale'],
  ])('names %s when it is %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(name);
  });

  it('names every variable that is wrong, not only the first', () => {
    const problems = problemsOf({ PORT: 'x', NORM: '-1', RULE: 'y', AUDIT: 'z' });
    for (const name of ['PORT', 'NORM', 'RULE', 'AUDIT']) expect(problems).toContain(`- ${name}: `);
  });

  it('never repeats a key that is wrong', () => {
    const problems = problemsOf({ SIGNER_KEY: '0xsecret', RELAYER_KEY: '0xhidden' });
    expect(problems).not.toMatch(/secret|hidden/);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a minimum above the capacity',
      { ROUND_MINIMUM: '30', ROUND_CAPACITY: '20' },
      /ROUND_MINIMUM.*ROUND_CAPACITY/,
    ],
    ['a cohort below the minimum', { ROUND_COHORT: '10' }, /ROUND_COHORT.*ROUND_MINIMUM/],
    ['too few for the robust rule', { ROUND_MINIMUM: '4' }, /RULE=default.*ROUND_MINIMUM/],
  ])('that makes no sense together is refused: %s', (_, environment, said) => {
    expect(problemsOf(environment)).toMatch(said);
  });

  it('lets another rule run on fewer', () => {
    expect(readConfig({ RULE: 'mean', ROUND_MINIMUM: '1' })).toMatchObject({ RULE: 'mean' });
  });

  it('takes a chain whole or not at all; the relayer is the signer where it is not named', () => {
    for (const left of Object.keys(CHAIN)) {
      expect(problemsOf({ ...CHAIN, [left]: '' })).toMatch(/needed together/);
    }
    expect(problemsOf({ RELAYER_KEY: CHAIN.SIGNER_KEY })).toMatch(/RELAYER_KEY/);
    expect(readConfig(CHAIN).chain).toEqual({
      rpcUrl: CHAIN.RPC_URL,
      rewards: CHAIN.REWARDS_ADDRESS,
      token: CHAIN.TOKEN_ADDRESS,
      signer: { is: 'key', key: CHAIN.SIGNER_KEY },
      relayerKey: CHAIN.SIGNER_KEY,
      publishRpc: true,
    });
    const own = { RELAYER_KEY: `0x${'22'.repeat(32)}`, PUBLISH_RPC: 'false' };
    expect(readConfig({ ...CHAIN, ...own }).chain).toMatchObject({
      relayerKey: own.RELAYER_KEY,
      publishRpc: false,
    });
  });

  it('has the signer’s key in one place only: here, or with a signer of its own', () => {
    const { SIGNER_KEY, ...rest } = CHAIN;
    const remote = { SIGNER_URL: 'http://127.0.0.1:8790', SIGNER_SECRET: 'x'.repeat(32) };
    const relayer = { RELAYER_KEY: SIGNER_KEY };
    expect(readConfig({ ...rest, ...remote, ...relayer }).chain).toMatchObject({
      signer: { is: 'remote', url: remote.SIGNER_URL, secret: remote.SIGNER_SECRET },
    });
    expect(problemsOf({ ...CHAIN, ...remote, ...relayer })).toMatch(/SIGNER_KEY and SIGNER_URL/);
    expect(problemsOf({ ...rest, ...remote })).toMatch(/RELAYER_KEY is needed/);
    expect(problemsOf({ ...rest, SIGNER_URL: remote.SIGNER_URL, ...relayer })).toMatch(/needed together/);
  });
});
