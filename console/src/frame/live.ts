// SPDX-License-Identifier: Apache-2.0
// How far chains are: told by each chain's feed of events as blocks come, and asked for now and then where none is seen.
import { useEffect, useState } from "react";
import { useSession, type ChainState } from "./session";

/** Between two questions for the heights: a block of which one sees no event is not pushed. */
const ASKED_EVERY_MS = 15_000;

/** The chains as they are now. */
export function useLive(): readonly ChainState[] {
  const { client, chains } = useSession();
  const [now, setNow] = useState(chains);
  useEffect(() => {
    const over = new AbortController();
    const ask = (): void => void client.chains().then(({ chains }) => over.signal.aborted || setNow(chains), () => undefined);
    const timer = setInterval(ask, ASKED_EVERY_MS);
    for (const { chain, genesis, height } of chains) void listen(chain, genesis, height, ask, over.signal);
    return () => {
      over.abort();
      clearInterval(timer);
    };

    async function listen(name: string, genesis: string, height: number, changed: () => void, signal: AbortSignal): Promise<void> {
      let last = height;
      try {
        for await (const { event } of client.chain(name, genesis).events({ from: `${height + 1}.0`, signal })) {
          if (event.height > last) changed();
          last = Math.max(last, event.height);
        }
      } catch {
        // The heights are asked for all the same.
      }
    }
  }, [client, chains]);
  return now;
}
