# SPDX-License-Identifier: Apache-2.0
"""What ``counterfoil clearing`` shows of a day and of a matching, before and after."""

from typing import TYPE_CHECKING, Any, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.output import write_json, write_line, write_table

if TYPE_CHECKING:
    from counterfoil.node.futures.settling_day import Called, Left

SHOWN: Final = 20
"""Of what is listed for people"""


def show_matching(contract: str, parcels: list[Any], *, as_json: bool) -> None:
    """What the rule brings together so far."""
    from counterfoil.node.futures.statement_json import yuan

    made = [one._asdict() | {"amount": yuan(one.amount)} for one in parcels]
    if as_json:
        write_json({"contract": contract, "parcels": made})
    else:
        columns = ("number", "seller", "buyer", "lots", "goods", "failing", "amount")
        write_table(f"What {contract} would be matched to", columns, [tuple(one.values()) for one in made])


def foretell(house: str, day: str, told: list[Any], as_json: bool) -> None:
    """What settling would do; ends the command."""
    from counterfoil.node.futures.settling_day import Left
    from counterfoil.node.futures.statement_json import yuan

    left = [one for one in told if isinstance(one, Left)]
    names = (
        "before",
        "deposited",
        "withdrawn",
        "variation",
        "fees",
        "balance",
        "mortgage",
        "margin",
        "called",
        "owed",
        "due",
    )
    made = [
        {"account": one["account"]} | {name: yuan(one[name]) for name in names}
        for one in told
        if not isinstance(one, Left)
    ]
    if as_json:
        write_json({"house": house, "day": day, "accounts": made, "left": [one._asdict() for one in left]})
    else:
        rows = [tuple(one.values()) for one in made]
        write_table(f"What settling {day} would come to", ("account", *names), rows)
        write_left(left)
    raise typer.Exit(ExitCode.negative if left else ExitCode.ok)


def called_rows(called: "list[Called]") -> list[dict[str, str]]:
    """Who is called for margin, in yuan."""
    from counterfoil.node.futures.statement_json import yuan

    return [one._asdict() | {"called": yuan(one.called)} for one in called]


def write_called(called: "list[Called]") -> None:
    """The largest calls, and how many more there are."""
    if called:
        rows = [tuple(one.values()) for one in called_rows(called[:SHOWN])]
        write_table("Called for margin", ("account", "holder", "member", "called"), rows)
    if len(called) > SHOWN:
        write_line(f"and {len(called) - SHOWN} more")


def write_left(left: "list[Left] | tuple[Left, ...] | Any") -> None:
    """The first of what was refused, and how many more there are."""
    if left:
        write_table("Refused", ("call", "account", "outcome", "detail"), [tuple(one) for one in left[:SHOWN]])
    if len(left) > SHOWN:
        write_line(f"and {len(left) - SHOWN} more")
