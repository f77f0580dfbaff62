/**
 * Web standards that the browser and Node share, and that `shared/` may use. Declared here, and nowhere else, so that
 * the compiler refuses everything that only one of them has.
 */

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer): string;
}

interface CryptoKey {
  readonly type: string;
  readonly extractable: boolean;
}
interface CryptoKeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}
declare const crypto: {
  getRandomValues<T extends Uint8Array | Uint32Array>(array: T): T;
  readonly subtle: {
    generateKey(
      algorithm: 'Ed25519',
      extractable: boolean,
      usages: ('sign' | 'verify')[],
    ): Promise<CryptoKeyPair>;
    generateKey(algorithm: 'X25519', extractable: true, usages: 'deriveBits'[]): Promise<CryptoKeyPair>;
    importKey(
      format: 'raw' | 'pkcs8',
      data: Uint8Array,
      algorithm: 'Ed25519' | 'X25519' | 'AES-CTR' | 'AES-GCM',
      extractable: boolean,
      usages: ('sign' | 'verify' | 'deriveBits' | 'encrypt' | 'decrypt')[],
    ): Promise<CryptoKey>;
    importKey(
      format: 'spki',
      data: Uint8Array,
      algorithm: { readonly name: 'RSA-PSS'; readonly hash: 'SHA-384' },
      extractable: boolean,
      usages: 'verify'[],
    ): Promise<CryptoKey>;
    exportKey(format: 'raw' | 'pkcs8', key: CryptoKey): Promise<ArrayBuffer>;
    exportKey(format: 'jwk', key: CryptoKey): Promise<{ readonly x?: string }>;
    sign(algorithm: 'Ed25519', key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
    verify(
      algorithm: 'Ed25519' | { readonly name: 'RSA-PSS'; readonly saltLength: number },
      key: CryptoKey,
      signature: Uint8Array,
      data: Uint8Array,
    ): Promise<boolean>;
    deriveBits(
      algorithm: { readonly name: 'X25519'; readonly public: CryptoKey },
      key: CryptoKey,
      bits: number,
    ): Promise<ArrayBuffer>;
    encrypt(algorithm: CipherParameters, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
    decrypt(algorithm: CipherParameters, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
  };
};
type CipherParameters =
  | { readonly name: 'AES-CTR'; readonly counter: Uint8Array; readonly length: number }
  | { readonly name: 'AES-GCM'; readonly iv: Uint8Array; readonly additionalData: Uint8Array };

interface ReadableStreamDefaultReader<T> {
  read(): Promise<{ done: false; value: T } | { done: true; value: undefined }>;
  cancel(reason?: unknown): Promise<void>;
}
interface ReadableStream<T> {
  getReader(): ReadableStreamDefaultReader<T>;
}
interface WritableStream<T> {
  getWriter(): {
    write(chunk: T): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  };
}
declare class CompressionStream {
  constructor(format: 'gzip');
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
declare class DecompressionStream {
  constructor(format: 'gzip' | 'deflate-raw');
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

declare const performance: { now(): number };
declare function setTimeout(callback: () => void, ms?: number): unknown;

interface Response {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
  json(): Promise<unknown>;
}
declare function fetch(
  url: string,
  init?: { signal?: AbortSignal; headers?: Record<string, string> },
): Promise<Response>;

interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** Base64 → one character a byte. */
declare function atob(text: string): string;

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  const Memory: { prototype: Memory; new (limits: { initial: number }): Memory };
  interface Global {
    readonly value: unknown;
  }
  const Global: { prototype: Global; new (type: { value: 'i32' }): Global };
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  const Module: { prototype: Module; new (bytes: Uint8Array<ArrayBuffer>): Module };
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  const Instance: { prototype: Instance; new (module: Module, imports: object): Instance };
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
