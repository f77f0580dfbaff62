/** How a hidden document is made and ended. */
export interface DocumentHost {
  exists(): Promise<boolean>;
  /** Resolves when the document has loaded. Rejects when there is one already. */
  create(): Promise<void>;
  destroy(): Promise<void>;
}

export interface DocumentDoor {
  /** Resolves when the document is there; any number of callers make one. */
  open(): Promise<void>;
  close(): Promise<void>;
  isOpen(): Promise<boolean>;
}

/**
 * At most one document, whoever asks and however often: callers of one context share a promise, and a document that
 * another context made meanwhile counts as ours.
 */
export function createDocumentDoor(chooseHost: () => DocumentHost): DocumentDoor {
  let opening: Promise<void> | null = null;
  let host: DocumentHost | null = null;
  const chosen = (): DocumentHost => {
    host ??= chooseHost();
    return host;
  };

  const openOnce = async (): Promise<void> => {
    if (await chosen().exists()) return;
    try {
      await chosen().create();
    } catch (cause) {
      if (await chosen().exists()) return;
      throw new Error('The page that trains could not be opened. Restart the browser.', { cause });
    }
  };

  return {
    open() {
      opening ??= openOnce().finally(() => {
        opening = null;
      });
      return opening;
    },
    isOpen: () => chosen().exists(),
    async close() {
      await opening?.catch(() => {});
      if (await chosen().exists()) await chosen().destroy();
    },
  };
}
