import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('one at a time', () => {
  it('joins the calls made while it runs into one more run', async () => {
    let running = 0;
    let runs = 0;
    const call = oneAtATime(async () => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return ++runs;
    });
    expect(await Promise.all([call(), call(), call()])).toEqual([1, 2, 2]);
    expect(await call()).toBe(3);
  });

  it('goes on after a failure, which only its own callers hear of', async () => {
    let runs = 0;
    const call = oneAtATime(async () => {
      if (++runs === 1) throw new Error('first');
      return runs;
    });
    const [first, second] = await Promise.allSettled([call(), call()]);
    expect(first.status).toBe('rejected');
    expect(second).toEqual({ status: 'fulfilled', value: 2 });
  });
});
