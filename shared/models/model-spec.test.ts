import { describe, expect, it } from 'vitest';
import { defineModel, modelSpecSchema, tensorLength } from './model-spec.ts';

describe('a model spec', () => {
  it('counts its parameters', () => {
    const spec = defineModel('tiny', 1, [
      { name: 'kernel', shape: [3, 2] },
      { name: 'bias', shape: [] },
    ]);
    expect(spec.parameterCount).toBe(7);
    expect(spec.tensors.map(tensorLength)).toEqual([6, 1]);
    expect(modelSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  it('refuses two tensors of one name, empty sides, and a wrong sum', () => {
    expect(() =>
      defineModel('tiny', 1, [
        { name: 'a', shape: [1] },
        { name: 'a', shape: [2] },
      ]),
    ).toThrow('one name');
    expect(() => defineModel('tiny', 1, [{ name: 'a', shape: [0] }])).toThrow();
    expect(() => defineModel('Not An Id', 1, [{ name: 'a', shape: [1] }])).toThrow();
    const spec = { id: 'tiny', architecture: 1, tensors: [{ name: 'a', shape: [2] }], parameterCount: 3 };
    expect(modelSpecSchema.safeParse(spec).success).toBe(false);
  });
});
