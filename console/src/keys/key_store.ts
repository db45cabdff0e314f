// SPDX-License-Identifier: Apache-2.0
// Keys that this browser keeps, in IndexedDB, as keys that no script can read: they sign, and that is all.
import { Ed25519Key, type Bytes } from "@counterfoil/client";

const DATABASE = "counterfoil-console";
const STORE = "keys";

export interface KeptKey {
  keyid: string;
  name: string;
  publicKey: Bytes;
  key: CryptoKey;
}

export async function keptKeys(): Promise<readonly KeptKey[]> {
  return asked("readonly", (store) => store.getAll() as IDBRequest<KeptKey[]>);
}

export async function keep(name: string, { keyid, publicKey, key }: Ed25519Key): Promise<void> {
  if (key.extractable) throw new TypeError("a key that can be read is not kept");
  await asked("readwrite", (store) => store.put({ keyid, name, publicKey, key } satisfies KeptKey));
}

export async function forget(keyid: string): Promise<void> {
  await asked("readwrite", (store) => store.delete(keyid));
}

/** A key that was made here, and will never be anywhere else. */
export async function madeHere(): Promise<Ed25519Key> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return Ed25519Key.of(publicKey, pair.privateKey);
}

function asked<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "keyid" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result);
      };
      transaction.onerror = () => reject(transaction.error);
    };
  });
}
