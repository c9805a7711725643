import type { Handed, Owner } from "./format";
import type { OpenedKeys } from "./keys";

// Opened keys by space: in this page, and on the device as keys that can be used but not read, in a database for each
// space, so that nothing of it stays when it is forgotten.
const here = new Map<string, OpenedKeys>();

const database = (space: string): string => `kith-keys-${space}`;
const store = "opened";
const handed = "handed";

/**
 * Keeps opened keys for the pages to come, until `forget`. On a shared device they are kept in this page alone, end with it,
 * and take away what was kept of the space before. Rejects where the browser keeps nothing; in this page they are kept then.
 */
export async function keep(keys: OpenedKeys, shared: boolean): Promise<void> {
  const { space } = keys.owner;
  here.set(space, keys);
  await (shared ? offDevice(space) : within(space, "readwrite", (one) => one.put(keys, store)));
}

/** The opened keys of an owner, if they are kept. */
export async function kept(owner: Owner): Promise<OpenedKeys | undefined> {
  const keys = here.get(owner.space) ?? (await onDevice<OpenedKeys>(owner.space, store));
  return keys?.owner.persona === owner.persona ? keys : undefined;
}

/** Takes the opened keys of a space off this device: when the person signs out, and when the persona ends. */
export async function forget(space: string): Promise<void> {
  here.delete(space);
  await offDevice(space);
}

/**
 * Hands a secret on to the page that opens after a sign-in, where the wrapped keys are. It is for a device of one's own: on a
 * shared one nothing is put down.
 */
export async function handOn(space: string, secret: Handed): Promise<void> {
  await within(space, "readwrite", (one) => one.put(secret, handed));
}

/** What was handed on, until it is dropped. */
export async function handedOn(space: string): Promise<Handed | undefined> {
  return onDevice<Handed>(space, handed);
}

/** Drops what was handed on: it has opened the keys, or opens nothing. */
export async function dropHanded(space: string): Promise<void> {
  await within(space, "readwrite", (one) => one.delete(handed));
}

async function offDevice(space: string): Promise<void> {
  await settled(indexedDB.deleteDatabase(database(space)));
}

async function onDevice<T>(space: string, what: string): Promise<T | undefined> {
  const all = await indexedDB.databases(); // to open one would make it
  return all.some(({ name }) => name === database(space)) ? within<T>(space, "readonly", (one) => one.get(what)) : undefined;
}

async function within<T>(space: string, mode: IDBTransactionMode, act: (one: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(database(space), 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  const db = await settled(opening);
  try {
    const transaction = db.transaction(store, mode);
    const ended = new Promise<void>((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => failed(transaction.error);
    });
    const [result] = await Promise.all([settled(act(transaction.objectStore(store))), ended]);
    return result;
  } finally {
    db.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
