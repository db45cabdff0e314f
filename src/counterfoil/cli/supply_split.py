# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher split``: a lot divided among accounts, however many."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.supply.lot_splitting import Division

SHOWN: Final = 20
"""Parts that are listed for people."""


@ordering
def split(
    lot: Annotated[str, typer.Argument(metavar="LOT", help="As counterfoil supply voucher show names it.")],
    given: Given,
    part: Annotated[
        list[str],
        typer.Option(metavar="ACCOUNT=AMOUNT", help="A part and whose it will be; may be repeated."),
    ] = [],  # noqa: B006
    parts: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="The same of a file: columns account, amount; if need be lot, mandate."),
    ] = None,
) -> None:
    """Split a lot: each account has its part, and what is left stays where it is; by whoever has the lot.

    Amounts are in the voucher's money with all its decimals: 400000.00, or 400,000.00. Parts are called LOT-1, LOT-2
    and so on, the rest LOT-rest, unless the file names them. Up to 1,000 parts at once, of which all happen or none.
    An account that does not take from anybody takes a part under a mandate of its holder's to bring lots in, which is
    looked for. A part for the account that has the lot stays there.
    """
    from counterfoil.cli.acts import carry_out

    divisions: list[Division] = []

    def made(_network: "Network", node: "ChainNode") -> "list[Call]":
        divisions.append(_divided(node, lot, part, parts))
        if not given.as_json:
            _show(divisions[0])
        return list(divisions[0].calls)

    def became(_node: "ChainNode") -> dict[str, Any]:
        return {"parts": [_plain(one) for one in divisions[0].parts]}

    carry_out(made, given, intent=lambda: f"split {lot}", result=became)


def _divided(node: "ChainNode", lot: str, part: list[str], parts: Path | None) -> "Division":
    from counterfoil.node.supply.lot_splitting import divided, lot_named, parts_of_file, parts_typed
    from counterfoil.primitives.gathered_errors import GatheredErrors

    if (parts is None) == (not part):
        problem = "nothing says into what" if parts is None else "parts are typed and in a file"
        raise InputError(problem, where="--part", remedy="--part ACCOUNT=AMOUNT, or --parts FILE.csv")
    wrong = GatheredErrors()
    found = lot_named(node.ledger.view, lot)
    wanted = parts_typed(part) if parts is None else parts_of_file(parts, wrong)
    return divided(node.ledger.view, found, wanted, wrong, where="--part" if parts is None else str(parts))


def _show(division: "Division") -> None:
    from counterfoil.evidence.text import format_quantity

    unit = division.unit
    listed = division.parts if len(division.parts) <= SHOWN else [*division.parts[: SHOWN - 1], division.parts[-1]]
    rows = [
        (one.lot, one.account or f"stays in {division.lot.payee.account}", format_quantity(one.value, unit.decimals))
        for one in listed
    ]
    write_table(f"{division.lot.instrument} becomes", ("lot", "account", unit.name), rows)
    if len(listed) < len(division.parts):
        write_line(f"{len(division.parts) - len(listed):,} more lie before the last.")


def _plain(one: Any) -> dict[str, Any]:
    return {"lot": one.lot, "account": one.account, "amount": one.value, "mandate": one.mandate}
