# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool rehearse``: what the next payment day would pay to whom; nothing is done."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.cli.reading import read_chain

if TYPE_CHECKING:
    from counterfoil.node.supply.pool_rehearsing import Rehearsal

SHOWN: Final = 20
"""Holders that are listed for people; JSON has all."""
RANKS: Final = ("rank", "note", "interest", "principal", "outstanding after", "interest unpaid", "charged")
HOLDERS: Final = ("note", "account", "holder", "units", "interest", "principal", "in all")


def rehearse(
    pool: Annotated[str, typer.Argument(metavar="POOL", help="Whose payment day it would be.")],
    collected: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="What would come in by then, beside what is at hand: 400000.00."),
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the next payment day would pay to whom by the order of payments. Nothing is done, and no key is needed.

    What is collected pays lots that are not in default. All else is as it stands: lots as they are noted, notes as
    they are held. A holder's share is that of the order in which counterfoil due pays; another order moves at most a
    fen between two of them.
    """
    from counterfoil.law.moment import known
    from counterfoil.modules.instruments.records import INSTRUMENTS
    from counterfoil.node.network import clock_ms
    from counterfoil.node.supply.lot_splitting import money_typed
    from counterfoil.node.supply.pool_named import pool_named
    from counterfoil.node.supply.pool_rehearsing import rehearsed

    with read_chain(network, chain) as node:
        view = node.ledger.view
        found = pool_named(view, pool)
        unit = known(view, INSTRUMENTS, found.cash).unit
        amount = 0 if collected is None else money_typed(collected, unit, "--collected")
        told = rehearsed(view, found, amount, clock_ms())
    if as_json:
        write_json(_plain(told))
    else:
        _show(told)


def _show(told: "Rehearsal") -> None:
    from counterfoil.evidence.text import format_day, format_quantity

    def money(amount: int) -> str:
        return format_quantity(amount, told.unit.decimals)

    day, terms = told.day, told.before.terms
    write_facts(
        f"Payment day {day.number} of {told.before.pool}, {format_day(day.day)}, rehearsed ({told.unit.name})",
        {
            "there would be": money(day.collected),
            "of it to come": money(told.collected) if told.collected else None,
            "fee": f"{money(day.fee)} to {terms.servicer}",
            "fee unpaid": money(day.fee_unpaid) if day.fee_unpaid else None,
            "interest": money(day.interest),
            "principal": money(day.principal),
            "reserve": money(day.reserve) if day.reserve or terms.reserve_target else None,
            "surplus": f"{money(day.surplus)} to {terms.bridge}" if day.surplus else None,
            "triggers hit": [str(one).replace("_", " ") for one in day.hit],
            "pool then": str(day.status).replace("_", " "),
        },
    )
    paid = {one.instrument: (one.interest, one.principal) for one in day.ranks}
    rows = [
        (
            note.tranche.rank,
            note.instrument,
            *map(money, paid.get(note.instrument, (0, 0))),
            *map(money, (after.principal, after.interest_unpaid, after.deficiency)),
        )
        for note, after in zip(terms.notes, day.standings, strict=True)
    ]
    write_table("Ranks", RANKS, rows)
    holders = [
        (
            one.instrument,
            one.account,
            one.holder,
            money(one.units),
            *map(money, (one.interest, one.principal, one.amount)),
        )
        for one in told.shares[:SHOWN]
    ]
    if holders:
        write_table("Holders", HOLDERS, holders)
    if len(told.shares) > SHOWN:
        write_line(f"and {len(told.shares) - SHOWN:,} more; --json has all")
    if told.not_noted:
        write_line(f"{told.not_noted:,} lots stand otherwise by now: counterfoil due securitisation notes that first")
    write_line("Nothing was done.")


def _plain(told: "Rehearsal") -> dict[str, Any]:
    import msgspec

    from counterfoil.evidence.text import format_day

    day = told.day
    return {
        "pool": told.before.pool,
        "number": day.number,
        "day": format_day(day.day),
        "to_come": told.collected,
        "collected": day.collected,
        "fee": day.fee,
        "fee_unpaid": day.fee_unpaid,
        "interest": day.interest,
        "principal": day.principal,
        "reserve": day.reserve,
        "surplus": day.surplus,
        "charged": day.charged,
        "triggers_hit": [str(one) for one in day.hit],
        "status": str(day.status),
        "ranks": msgspec.to_builtins(day.ranks),
        "standings": msgspec.to_builtins(day.standings),
        "holders": [one._asdict() | {"amount": one.amount} for one in told.shares],
        "not_noted": told.not_noted,
        "done": False,
    }
