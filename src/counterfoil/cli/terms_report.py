# SPDX-License-Identifier: Apache-2.0
"""What ``counterfoil terms`` writes: events, findings, comparisons and totals, for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counterfoil.cli.output import console, warn, write_facts, write_json, write_line, write_table

if TYPE_CHECKING:
    from counterfoil.terms.cases import Case
    from counterfoil.terms.comparison import Difference
    from counterfoil.terms.events import Event
    from counterfoil.terms.portfolio import Totals

SHOWN_MAX: Final = 20


def _facts(case: "Case") -> dict[str, Any]:
    from counterfoil.terms.dates import format_time

    contract = case.contract
    return {
        "contract": contract.terms.contract_id or case.name,
        "type": contract.contract_type,
        "name": contract.name,
        "until": None if case.until is None else format_time(case.until),
    }


def write_explained(case: "Case", events: "Sequence[Event]") -> None:
    """The events of a contract as JSON, exact."""
    from counterfoil.terms.cases import render

    write_json(_facts(case) | {"events": render(case.contract, events)})


def show_explained(case: "Case", events: "Sequence[Event]") -> None:
    """The events of a contract as a table, and its cash flows as charts."""
    from counterfoil.cli.cashflow_chart import charts, draw_chart
    from counterfoil.cli.cashflow_rows import aligned, event_table

    facts = _facts(case)
    write_facts(f"Contract {facts.pop('contract')}", facts | {"events": len(events)})
    headings, rows = event_table(case.contract.contract_type, events)
    write_table("Events", headings, aligned(rows))
    out = console()
    for chart in charts(events):
        write_line(f"Cash flows in {chart.currency}, {chart.period}: paid | received")
        out.print(draw_chart(chart, width=min(out.width, 110)), soft_wrap=True)


def draw_explained(case: "Case", events: "Sequence[Event]", *, svg: Path | None, html: Path | None) -> None:
    """The events of a contract as a drawing and as a page, into the files that are named."""
    if svg is None and html is None:
        return
    from counterfoil.cli.cashflow_drawing import draw_html, draw_svg

    contract = case.contract
    title = f"{contract.terms.contract_id or case.name}: {contract.name} ({contract.contract_type})"
    if svg is not None:
        svg.write_text(draw_svg(title, events, currency=contract.currency), encoding="utf-8")
    if html is not None:
        page = draw_html(title, contract.contract_type, events, currency=contract.currency)
        html.write_text(page, encoding="utf-8")


def show_checked(found: Sequence[Mapping[str, Any]]) -> None:
    """What is wrong with each contract, and how many are right."""
    rows = [
        (Path(item["file"]).name, problem.get("where", ""), problem["problem"], problem.get("remedy", ""))
        for item in found
        for problem in item["problems"]
    ]
    for item in found:
        if item["unused"]:
            warn(f"{item['place']}: its contract type does not use {', '.join(item['unused'])}")
    if rows:
        write_table("What is wrong", ("file", "term", "problem", "remedy"), rows)
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
        write_table("Not reproduced", ("case", "first difference", "differences"), rows)
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
    write_table("Cases", ("case", "events", "last event, or the error"), rows)


def write_totals(totals: "Totals") -> None:
    """What a portfolio amounts to, as JSON, exact."""
    from counterfoil.terms.arithmetic import text
    from counterfoil.terms.portfolio import by_month

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
    from counterfoil.cli.cashflow_rows import aligned, amount
    from counterfoil.terms.portfolio import by_month

    rows = [[month, currency, amount(net)] for (month, currency), net in by_month(totals.flows).items()]
    write_table("Cash flows, netted", ("month", "currency", "received less paid"), aligned(rows))
    if totals.failed:
        failed = [(item.contract_id, item.error) for item in totals.failed[:SHOWN_MAX]]
        write_table("Not evaluated", ("contract", "error"), failed)
    if len(totals.failed) > SHOWN_MAX:
        write_line(f"and {len(totals.failed) - SHOWN_MAX:,} more")
    done = totals.contracts - len(totals.failed)
    write_line(f"{done:,} of {totals.contracts:,} contracts evaluated, {totals.events:,} events.")


def terms_listed(contract: Any) -> list[dict[str, Any]]:
    """The terms that a contract type uses, in the order of its record."""
    from counterfoil.terms.applicability import terms_used
    from counterfoil.terms.reading import terms_of

    used = terms_used(contract)
    return [
        {
            "term": term.name,
            "acronym": term.acronym,
            "allowed": term.kind.allowed,
            "required": term.field in contract.required or term.field == "contract_type",
        }
        for name, term in terms_of(contract.record).items()
        if name == term.name and term.field in used
    ]


def write_listed(title: str, rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Rows of equal fields, as a table or as JSON."""
    if as_json:
        write_json(rows)
    else:
        write_table(title, tuple(rows[0]), [tuple(row.values()) for row in rows])
