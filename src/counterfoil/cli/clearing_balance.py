# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing trades balance``: what is booked of contracts, shown to their venue before it says so."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.module import View
    from counterfoil.modules.futures.calls import Balance

_REMEDY: Final = (
    "compare each figure with your own books first; then say --compared, or --dry-run to see what would happen"
)


@ordering
def balance(
    given: Given,
    contract: Annotated[
        str | None, typer.Argument(metavar="[CONTRACT]", help="Which; otherwise all that are not balanced.")
    ] = None,
    compared: Annotated[
        bool, typer.Option("--compared", help="Say that your own books have the same figures.")
    ] = False,
) -> None:
    """Balance contracts after a cancel, a block trade or a give-up: by their venue, whose word the figures are.

    They are reckoned from what is booked on the ledger, and shown first, on stderr. That a sum of what is booked equals
    itself says nothing: compare them with your own books before you sign, and say --compared. Turnover is in yuan:
    price by multiplier by lots. Late is of them what was traded in the last hour, agreed what two agreed on besides.
    """
    from counterfoil.cli.acts import carry_out

    def made(view: "View") -> "list[Balance]":
        calls = _calls(view, contract)
        if not calls:
            write_facts("Every contract is balanced", {}, to_stderr=True)
            raise typer.Exit(ExitCode.ok)
        _show(calls)
        if not (compared or given.dry_run):
            raise InputError("these are the ledger's figures, not yours", where="--compared", remedy=_REMEDY)
        return calls

    carry_out(lambda _network, node: made(node.ledger.view), given)


def _calls(view: "View", contract: str | None) -> "list[Balance]":
    """Of one contract, or of all that are not balanced."""
    from counterfoil.node.futures.balancing import balance_of, unbalanced

    names = list(unbalanced(view)) if contract is None else [contract]
    return [balance_of(view, name) for name in names]


def _show(calls: "list[Balance]") -> None:
    columns = ("contract", "lots", "turnover", "open interest", "late lots", "late turnover", "agreed lots")
    rows = [
        (
            *(one.contract, one.lots, _yuan(one.turnover), one.open_interest, one.late_lots, _yuan(one.late_turnover)),
            *(one.agreed_lots, _yuan(one.agreed_turnover)),
        )
        for one in calls
    ]
    title = "Booked on the ledger, turnover in yuan; compare with your own books"
    write_table(title, (*columns, "agreed turnover"), rows, to_stderr=True)


def _yuan(fen: int) -> str:
    from counterfoil.evidence.text import format_quantity

    return format_quantity(fen, 2)
