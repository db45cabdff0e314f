// SPDX-License-Identifier: Apache-2.0
// Tables. A long one draws only the rows that are in sight, so that a hundred thousand stay fluent.
import { Table, type TableColumnType } from "antd";
import type { KeyboardEvent, ReactNode } from "react";
import { useCommon } from "../frame/language";

/** Rows of which all are drawn, as a plain table that every reader knows. */
const DRAWN_MAX = 60;
const SEEN_PX = 520;
const LINE_PX = 40;

export interface Column<T> {
  title: string;
  width?: number;
  right?: boolean;
  cell: (row: T) => ReactNode;
}

interface Shown<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  name: (row: T) => string;
}

export function Rows<T extends object>({ label, columns, rows, name }: Shown<T>): ReactNode {
  const say = useCommon();
  const long = rows.length > DRAWN_MAX;
  const drawn: TableColumnType<T>[] = columns.map(({ title, width, right, cell }, index) => ({
    key: index,
    title,
    ...(width === undefined ? {} : { width }),
    align: right ? "right" : "left",
    render: (_, row) => cell(row),
  }));
  const wide = columns.reduce((sum, { width }) => sum + (width ?? 200), 0);
  return (
    <section aria-label={label} className="rows" {...(long ? { tabIndex: 0, onKeyDown: scrolled } : {})}>
      <Table<T>
        size="small"
        columns={drawn}
        dataSource={[...rows]}
        rowKey={name}
        pagination={false}
        locale={{ emptyText: say("nothing") }}
        {...(long ? { virtual: true, scroll: { x: wide, y: SEEN_PX } } : {})}
      />
    </section>
  );
}

/** A table that draws what is in sight is moved by the keys that move any page. */
function scrolled(event: KeyboardEvent<HTMLElement>): void {
  const holder = event.currentTarget.querySelector(".ant-table-tbody-virtual-holder");
  if (holder === null || event.target !== event.currentTarget) return;
  const by: Readonly<Record<string, number>> = {
    ArrowDown: LINE_PX,
    ArrowUp: -LINE_PX,
    PageDown: SEEN_PX - LINE_PX,
    PageUp: LINE_PX - SEEN_PX,
    Home: -holder.scrollHeight,
    End: holder.scrollHeight,
  };
  const moved = by[event.key];
  if (moved === undefined) return;
  event.preventDefault();
  holder.scrollTop += moved;
}
