// SPDX-License-Identifier: Apache-2.0
// What the modules say of events, records and calls, in the words that the node has for them: no module is named here.
import type { Event, Found, Told } from "@counterfoil/client";
import { Descriptions } from "antd";
import type { ReactNode } from "react";
import { Answered, useAsked } from "../frame/asked";
import { useCommon, useLanguage, type Words } from "../frame/language";
import { useChain } from "../frame/session";
import { Go, Short } from "./go";
import { Rows } from "./rows";

/** Of one request. */
const ASKED_MAX = 1000;

export type Fields = Told["records"][number];

/** A record's fields, or a call's, each with its name and its value. */
export function FieldList({ fields, title }: { fields: Fields; title: string }): ReactNode {
  const language = useLanguage();
  return (
    <>
      {fields.remark !== null && <p>{fields.remark[language]}</p>}
      <Descriptions
        title={<h2>{title}</h2>}
        size="small"
        bordered
        column={1}
        styles={{ label: { width: "30%" } }}
        items={fields.fields.map(({ at, name, value }) => ({ key: at, label: name[language], children: value[language] }))}
      />
    </>
  );
}

/** One record in words. */
export function RecordTold({ chain, record, value, title }: { chain: string; record: string; value: object; title: string }): ReactNode {
  const asking = useChain(chain);
  const words = useAsked(() => asking.words({ records: [{ record, value: { ...value } }] }), [chain, record, value]);
  return <Answered asked={words}>{({ records }) => <FieldList fields={records[0]!} title={title} />}</Answered>;
}

/** Records of one table, by some of their fields; what columns are called the module says. */
export function RecordRows({ chain, label, found, fields, first, last }: {
  chain: string;
  label: string;
  found: readonly Found[];
  /** which fields are columns */
  fields: readonly string[];
  first?: { title: string; cell: (one: Found) => ReactNode };
  last?: { title: string; cell: (one: Found) => ReactNode };
}): ReactNode {
  const asking = useChain(chain);
  const language = useLanguage();
  const words = useAsked(
    () => inParts(found, async (part) => (await asking.words({ records: part.map(({ record, value }) => ({ record, value: { ...value } })) })).records),
    [chain, found],
  );
  return (
    <Answered asked={words}>
      {(told) => {
        const rows = found.map((one, index) => ({ one, by: byName(told[index]) }));
        const columns = fields.map((field) => ({
          title: rows.map(({ by }) => by[field]?.name[language]).find((name) => name !== undefined) ?? field,
          cell: ({ by }: (typeof rows)[number]) => by[field]?.value[language] ?? "—",
        }));
        const beside = [first, last].map((one) => one && { title: one.title, cell: (row: (typeof rows)[number]) => one.cell(row.one) });
        const all = [beside[0], ...columns, beside[1]].filter((one) => one !== undefined);
        return <Rows label={label} columns={all} rows={rows} name={({ one }) => one.record} />;
      }}
    </Answered>
  );
}

/** Events, each as a sentence, with its block and its transaction. */
export function EventRows({ chain, label, events }: { chain: string; label: string; events: readonly Event[] }): ReactNode {
  const say = useCommon();
  const asking = useChain(chain);
  const language = useLanguage();
  const words = useAsked(
    () => inParts(events, async (part) => (await asking.words({ events: part.map(({ type, data }) => ({ type, data: { ...data } })) })).events),
    [chain, events],
  );
  return (
    <Answered asked={words}>
      {(told) => {
        const rows = events.map((event, index) => ({ event, said: told[index] }));
        return (
          <Rows
            label={label}
            rows={rows}
            name={({ event }) => `${event.height}.${event.index}`}
            columns={[
              { title: say("block"), width: 90, cell: ({ event }) => <Go to={["chains", chain, "blocks", event.height]}>{event.height}</Go> },
              { title: say("event"), width: 620, cell: ({ event, said }) => said?.[language] ?? event.type },
              { title: say("transaction"), width: 150, cell: ({ event }) => <TransactionLink chain={chain} event={event} /> },
            ]}
          />
        );
      }}
    </Answered>
  );
}

function TransactionLink({ chain, event }: { chain: string; event: Event }): ReactNode {
  const say = useCommon();
  if (/^0+$/.test(event.transaction)) return say("genesis");
  return <Go to={["chains", chain, "transactions", event.transaction]}><Short hash={event.transaction} /></Go>;
}

async function inParts<T, W>(all: readonly T[], ask: (part: readonly T[]) => Promise<readonly W[]>): Promise<readonly W[]> {
  const told: W[] = [];
  for (let begin = 0; begin < all.length; begin += ASKED_MAX) told.push(...(await ask(all.slice(begin, begin + ASKED_MAX))));
  return told;
}

function byName(fields: Fields | undefined): Readonly<Record<string, { name: Words; value: Words }>> {
  return Object.fromEntries((fields?.fields ?? []).map(({ at, name, value }) => [at, { name, value }]));
}
