import { describe, expect, it } from 'vitest';
import { createDocumentDoor, type DocumentHost } from './document-door.ts';

function hostOf(behaviour: Partial<DocumentHost> = {}) {
  const state = { documents: 0, created: 0 };
  const host: DocumentHost = {
    exists: async () => state.documents > 0,
    create: async () => {
      state.created++;
      if (state.documents > 0) throw new Error('Only a single offscreen document may be created.');
      state.documents++;
    },
    destroy: async () => {
      state.documents--;
    },
    ...behaviour,
  };
  return { state, host };
}

describe('the door to the hidden document', () => {
  it('makes one document for callers that ask at the same time', async () => {
    const { state, host } = hostOf();
    const door = createDocumentDoor(() => host);
    await Promise.all([door.open(), door.open(), door.open()]);
    expect(state).toEqual({ documents: 1, created: 1 });
  });

  it('accepts a document that another context made between the look and the making', async () => {
    let looks = 0;
    const { host } = hostOf({
      exists: async () => ++looks > 1,
      create: async () => {
        throw new Error('Only a single offscreen document may be created.');
      },
    });
    await expect(createDocumentDoor(() => host).open()).resolves.toBeUndefined();
  });

  it('tries anew after a failure', async () => {
    let failures = 1;
    const { state, host } = hostOf();
    const door = createDocumentDoor(() => ({
      ...host,
      create: async () => {
        if (failures-- > 0) throw new Error('out of memory');
        await host.create();
      },
    }));
    await expect(door.open()).rejects.toThrow('could not be opened');
    await door.open();
    expect(state.documents).toBe(1);
  });

  it('closes what is open, and nothing else', async () => {
    const { state, host } = hostOf();
    const door = createDocumentDoor(() => host);
    await door.close();
    await door.open();
    await door.close();
    expect(state.documents).toBe(0);
  });
});
