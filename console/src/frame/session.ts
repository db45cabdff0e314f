// SPDX-License-Identifier: Apache-2.0
// Who is signed in: a client whose requests a key signs, what the node says of that key, and the chains that there are.
import { Chain, Client, type components, type Ed25519Key } from "@counterfoil/client";
import { createContext, useContext } from "react";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type ChainState = Schemas["Chains"]["chains"][number];

export interface Session {
  client: Client;
  me: Me;
  chains: readonly ChainState[];
}

/** Asks the node that this page came from. Raises ProblemError where the key is nobody's. */
export async function signIn(key: Ed25519Key): Promise<Session> {
  const client = new Client({ url: location.origin, signer: key });
  const [me, { chains }] = await Promise.all([client.me(), client.chains()]);
  return { client, me, chains };
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  return useContext(SessionContext)!;
}

/** One chain. Nothing is signed on it here, so that its genesis may be the node's word. */
export function useChain(name: string): Chain {
  const { client, chains } = useSession();
  return client.chain(name, chains.find((one) => one.chain === name)?.genesis ?? "");
}
