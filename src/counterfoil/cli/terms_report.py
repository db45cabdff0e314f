# SPDX-License-Identifier: Apache-2.0
"""What ``counterfoil terms`` writes: events, findings, comparisons and totals, for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from counterfoil.cli.output import (
    console,
    naming_stdout,
    warn,
    write_facts,
    write_json,
    write_line,
    write_new_file,
    write_table,
)

if TYPE_CHECKING:
    from counterfoil.terms.files.cases import Case, Difference
    from counterfoil.terms.files.portfolio import Totals
    from counterfoil.terms.kernel.events import Event

T = TypeVar("T")
SHOWN_MAX: Final = 20
ROWS_MAX: Final = 200
"""More rows than these are not read by people, and slow to lay out: a longer table shows its beginning and its end."""
ROWS_LAST: Final = 50


def _facts(case: "Case") -> dict[str, Any]:
    from counterfoil.terms.kernel.dates import format_time

    contract = case.contract
    return {
        "contract": contract.terms.contract_id or case.name,
        "type": contract.contract_type,
        "name": contract.name,
        "until": None if case.until is None else format_time(case.until),
    }


def write_explained(case: "Case", events: "Sequence[Event]") -> None:
    """The events of a contract as JSON, exact."""
    from counterfoil.terms.files.cases import render

    write_json(_facts(case) | {"events": render(case.contract, events)})


def show_explained(case: "Case", events: "Sequence[Event]") -> None:
    """The events of a contract as a table, and its cash flows as charts."""
    from counterfoil.cli.cashflow_chart import charts, draw_chart
    from counterfoil.page.cashflow_rows import aligned, event_table

    facts = _facts(case)
    write_facts(f"Contract {facts.pop('contract')}", facts | {"events": len(events)})
    headings, rows = event_table(case.contract.contract_type, _ends(events))
    write_table("Events", headings, aligned(_with_gap(rows, len(events))))
    out = console()
    for chart in charts(events):
        write_line(f"Cash flows in {chart.currency}, {chart.period}: paid | received")
        with naming_stdout():
            out.print(draw_chart(chart, width=min(out.width, 110)), soft_wrap=True)


def draw_explained(case: "Case", events: "Sequence[Event]", *, svg: Path | None, html: Path | None) -> None:
    """The events of a contract as a drawing and as a page, into the files that are named."""
    if svg is None and html is None:
        return
    from counterfoil.page.cashflow_drawing import draw_html, draw_svg
    from counterfoil.terms.kernel.values import name_shown

    contract = case.contract
    title = f"{name_shown(contract.terms.contract_id or case.name)}: {contract.name} ({contract.contract_type})"
    if svg is not None:
        write_new_file(svg, draw_svg(title, events, currency=contract.currency))
    if html is not None:
        write_new_file(html, draw_html(title, contract.contract_type, events, currency=contract.currency))


def show_checked(found: Sequence[Mapping[str, Any]]) -> None:
    """What is wrong with each contract, and how many are right."""
    from counterfoil.terms.kernel.values import name_shown

    rows = [
        (Path(item["file"]).name, problem.get("where", ""), problem["problem"], problem.get("remedy", ""))
        for item in found
        for problem in item["problems"]
    ]
    for item in found:
        if item["unused"]:
            warn(f"{name_shown(item['place'])}: its contract type does not use {', '.join(item['unused'])}")
    if rows:
        _write_ends("What is wrong", ("file", "term", "problem", "remedy"), rows)
    bad = sum(1 for item in found if item["problems"])
    write_line(f"{len(found) - bad:,} of {len(found):,} contracts are right.")


def write_comparison(count: int, apart: "Mapping[str, list[Difference] | str]", *, as_json: bool) -> None:
    """How many of ``count`` cases are reproduced, and where the others depart, or the error of one that has none."""
    if as_json:
        named = {
            name: {"error": found} if isinstance(found, str) else [asdict(difference) for difference in found]
            for name, found in apart.items()
        }
        write_json({"matched": count - len(apart), "cases": count, "differences": named})
        return
    rows = [
        (name, found, "") if isinstance(found, str) else (name, str(found[0]).removeprefix(f"{name}, "), len(found))
        for name, found in apart.items()
    ]
    if rows:
        _write_ends("Not reproduced", ("case", "first difference", "differences"), rows)
    write_line(f"{count - len(apart):,} of {count:,} cases are reproduced.")


def show_results(results: Mapping[str, list[Any] | str]) -> None:
    """How far each case came."""
    rows: list[tuple[str, int, str]] = []
    for name, result in results.items():
        if isinstance(result, str):
            rows.append((name, 0, result))
        else:
            last = result[-1] if result else None
            rows.append((name, len(result), f"{last['eventType']} at {last['eventDate']}" if last else ""))
    _write_ends("Cases", ("case", "events", "last event, or the error"), rows)


def write_totals(totals: "Totals") -> None:
    """What a portfolio amounts to, as JSON, exact."""
    from counterfoil.terms.files.portfolio import by_month
    from counterfoil.terms.kernel.arithmetic import text

    write_json(
        {
            "contracts": totals.contracts,
            "events": totals.events,
            "errors": [{"contract": item.contract_id, "error": str(item.error)} for item in totals.failed],
            "cash_flows": [
                {"day": day.isoformat(), "currency": currency, "payoff": text(amount)}
                for (day, currency), amount in sorted(totals.flows.items())
            ],
            "by_month": [
                {"month": month, "currency": currency, "payoff": text(amount)}
                for (month, currency), amount in by_month(totals.flows).items()
            ],
        }
    )


def show_totals(totals: "Totals") -> None:
    """What a portfolio amounts to, by month."""
    from counterfoil.page.cashflow_rows import aligned, amount
    from counterfoil.terms.files.portfolio import by_month

    rows = [[month, currency, amount(net)] for (month, currency), net in by_month(totals.flows).items()]
    shown = aligned(_with_gap(_ends(rows), len(rows)))
    write_table("Cash flows, netted", ("month", "currency", "received less paid"), shown)
    if totals.failed:
        failed = [(item.contract_id, item.error) for item in totals.failed[:SHOWN_MAX]]
        write_table("Not evaluated", ("contract", "error"), failed)
    if len(totals.failed) > SHOWN_MAX:
        write_line(f"and {len(totals.failed) - SHOWN_MAX:,} more")
    done = totals.contracts - len(totals.failed)
    write_line(f"{done:,} of {totals.contracts:,} contracts evaluated, {totals.events:,} events.")


def _write_ends(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    write_table(title, columns, _with_gap(_ends(rows), len(rows)))


def _ends(items: Sequence[T]) -> Sequence[T]:
    """All of them, or of very many the first and the last."""
    return items if len(items) <= ROWS_MAX else [*items[: ROWS_MAX - ROWS_LAST], *items[-ROWS_LAST:]]


def _with_gap(rows: Sequence[Sequence[T]], count: int) -> "list[Sequence[T | str]]":
    """The rows; where they are the ends of ``count``, with one between them that says how many are left out."""
    if count == len(rows):
        return list(rows)
    gap = ["…", f"{count - len(rows):,} more; --json shows all", *[""] * (len(rows[0]) - 2)]
    return [*rows[:-ROWS_LAST], gap, *rows[-ROWS_LAST:]]


def terms_listed(contract: Any) -> list[dict[str, Any]]:
    """The terms that a contract type uses, in the order of its record."""
    from counterfoil.terms.kernel.reading import terms_of

    used = contract.terms_used()
    return [
        {
            "term": term.name,
            "acronym": term.acronym,
            "allowed": term.kind.allowed,
            "required": term.acronym in (*contract.terms_required(), "CT"),
        }
        for name, term in terms_of(contract.record).items()
        if name == term.name and term.acronym in used
    ]


def write_listed(title: str, rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Rows of equal fields, as a table or as JSON."""
    if as_json:
        write_json(rows)
    else:
        write_table(title, tuple(rows[0]), [tuple(row.values()) for row in rows])
