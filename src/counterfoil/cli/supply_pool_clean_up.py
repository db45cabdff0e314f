# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool clean-up``: the originator pays for what is left of a pool, and has the lots."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.supply.pool_cleaning_up import CleaningUp

SHOWN: Final = 20
"""Lots that are listed for people; JSON has all."""


@ordering
def clean_up(
    pool: Annotated[str, typer.Argument(metavar="POOL", help="Of which a tenth or less is left.")],
    given: Given,
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="The originator's: it pays, and has the lots.")],
) -> None:
    """Buy what is left of a pool for all that is unpaid (清仓回购): price and lots change places in one transaction.

    By the originator, the manager and the custodian together, who sign one after another with --out where their keys
    are apart. Lots that are late are paid for too, and stay in the pool's account: nobody passes them on.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.supply.pool_cleaning_up import cleaned_up
    from counterfoil.node.supply.pool_named import pool_named

    found: list[CleaningUp] = []

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        view = node.ledger.view
        found.append(cleaned_up(view, pool_named(view, pool), account, network.now_ms()))
        if not given.as_json:
            _show(found[0], account)
        return list(found[0].calls)

    def became(_node: "ChainNode") -> dict[str, Any]:
        told = found[0]
        return {
            "price": told.pool.unpaid,
            "passed_on": [one.lot for one in told.passed_on],
            "staying": [one.lot for one in told.staying],
        }

    carry_out(made, given, intent=lambda: f"clean up {pool}", result=became)


def _show(told: "CleaningUp", account: str) -> None:
    from counterfoil.evidence.text import format_quantity

    def listed(lots: Any) -> list[str]:
        more = [f"and {len(lots) - SHOWN:,} more"] if len(lots) > SHOWN else []
        return [*(one.lot for one in lots[:SHOWN]), *more]

    price = f"{format_quantity(told.pool.unpaid, told.unit.decimals)} {told.unit.name}"
    facts = {"price": price, "by": account, "lots": listed(told.passed_on), "stay, being late": listed(told.staying)}
    write_facts(f"What is left of {told.pool.pool}", facts)
