// SPDX-License-Identifier: Apache-2.0
// Events as they come: pushed where the node pushes them, asked for page by page where it does not.
import { problemOf } from "./problem.js";
import type { components } from "./schema.js";

export type Event = components["schemas"]["Event"];
type Page = components["schemas"]["Events"];

export interface Following {
  /** the place of the first event that is wanted, as `cursor` has it; without it, all */
  from?: string;
  /** ends it */
  signal?: AbortSignal;
  /** how long to wait for more, where the node does not push */
  everyMs?: number;
}

/** An event, and the place to go on from after it: to be kept by whoever must miss none. */
export interface Followed {
  event: Event;
  cursor: string;
}

export interface Message {
  id: string;
  event: string;
  data: string;
}

/** What a stream of server-sent events says, message by message, until it ends or the signal says so. */
export async function* messages(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Message> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  // Not waited for: where the request was given up meanwhile, it may never be said to be done. The signal is heard here
  // too, since a request that was copied to be signed does not always hear it once it is answered.
  const over = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", over);
  let [rest, id, event, data] = ["", "", "", [] as string[]];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop()!;
      for (const line of lines.map((one) => one.replace(/\r$/, ""))) {
        if (line === "") {
          if (data.length > 0) yield { id, event: event || "message", data: data.join("\n") };
          [event, data] = ["", []];
        } else {
          const [, name, held] = /^([^:]*)(?:: ?(.*))?$/.exec(line)!;
          if (name === "data") data.push(held ?? "");
          else if (name === "id") id = held ?? "";
          else if (name === "event") event = held ?? "";
        }
      }
    }
  } finally {
    signal?.removeEventListener("abort", over);
    over();
  }
}

/** Every event from a place on, each once, for as long as one asks; a stream that is cut is taken up where it was. */
export async function* followed(ask: typeof fetch, url: string, following: Following = {}): AsyncGenerator<Followed> {
  const { signal, everyMs = 1000 } = following;
  let cursor = following.from ?? "0.0";
  while (!signal?.aborted) {
    const response = await unlessOver(asked(ask, `${url}?from=${cursor}`, signal), signal);
    if (response === undefined) return;
    if (!response.ok) throw await problemOf(response);
    if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
      const pushed = messages(response.body!, signal);
      try {
        while (!signal?.aborted) {
          // What is not whole when the stream is cut was not told, and is asked for again.
          const next = await pushed.next().catch(() => undefined);
          if (next === undefined || next.done === true || signal?.aborted) break;
          cursor = next.value.id;
          if (next.value.event === "event") yield { event: JSON.parse(next.value.data) as Event, cursor };
        }
      } finally {
        await pushed.return(undefined);
      }
    } else {
      const page = await unlessOver(response.json() as Promise<Page>, signal);
      if (page === undefined) return;
      for (const event of page.events) {
        if (signal?.aborted) return;
        yield { event, cursor: `${event.height}.${event.index + 1}` };
      }
      cursor = page.next;
      if (page.more) continue;
    }
    await waited(everyMs, signal);
  }
}

function asked(ask: typeof fetch, url: string, signal: AbortSignal | undefined): Promise<Response> {
  const headers = { accept: "text/event-stream, application/json" };
  return ask(url, { headers, ...(signal === undefined ? {} : { signal }) });
}

/** What is promised; undefined where nobody waits for it any more. */
async function unlessOver<T>(promised: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  try {
    return await promised;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** Resolves after a while, or once it is not waited for any more. */
export async function waited(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal?.aborted) return resolve();
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener("abort", over);
  });
}
