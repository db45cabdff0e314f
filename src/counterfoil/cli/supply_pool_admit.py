# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool admit``: lots weighed for a pool, and admitted, however many."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.clearing_imports import order_file, tell_of_file
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import open_network, signing_keys
from counterfoil.cli.ordering import Given, sending
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.node.supply.pool_admitting import WeighedLot, Weighing

SHOWN: Final = 20
"""Lots that are listed for people; JSON has all."""
FIT: Final = ("lot", "debtor", "sold by", "due", "unpaid")
UNFIT: Final = ("lot", "reason", "what is wrong")


@sending
def admit(
    pool: Annotated[str, typer.Argument(metavar="POOL", help="Which takes them.")],
    given: Given,
    lots: Annotated[list[str] | None, typer.Argument(metavar="[LOT...]", help="Lots of vouchers, by name.")] = None,
    all_of: Annotated[
        str | None, typer.Option("--all-of", metavar="ACCOUNT", help="All lots of an account, such as the pool's own.")
    ] = None,
) -> None:
    """Say which lots a pool takes, and of each other every reason why not; with --key, admit them.

    Without a key nothing is sent: it is only said, also what the cut-off would then be refused for. Lots that are in
    the pool already are left out, so it is safe to run again. Of lots that are named all are admitted or none; of all
    in an account (--all-of) those that the pool takes, and the others are told. Thousands go in as many transactions
    as they need, and so are not one act: an interrupted run goes on when it is run again.
    Exit code 1: a lot that is named is not taken, or none of an account is; nothing was sent.
    """
    from counterfoil.node.layout import require_chain
    from counterfoil.node.supply.pool_admitting import lots_in, require_taking, weighed
    from counterfoil.node.supply.pool_named import pool_named

    if bool(lots) == (all_of is not None):
        problem = "lots are named, and all of an account" if lots else "nothing says which lots"
        raise InputError(problem, where="--all-of", remedy="LOT..., or --all-of ACCOUNT")
    checks = given._replace(dry_run=given.dry_run or not given.key)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not checks.dry_run)
        view = node.ledger.view
        found = pool_named(view, pool)
        require_taking(found)
        names = lots_in(view, all_of) if all_of is not None else lots or []
        with progress_bars(quiet=given.as_json) as progress:
            made = weighed(view, found, names, opened.now_ms(), progress=progress)
        if not given.as_json:
            _show(view, made)
        stops = bool(made.unfit) and (all_of is None or not (made.fitting or _before(made)))
        if stops:
            _stop(view, made, given)
        keys = [] if checks.dry_run else signing_keys(opened, given.key)
        told = _plain(view, made) if given.as_json else _facts(made)
        became = order_file(opened, node, made.calls, keys, checks, _place, apart=True)
    if given.as_json:
        tell_of_file("", told | became, checks)
    _tell(told, became, checks)


def _place(call: "Call", _detail: str) -> str:
    return str(getattr(call, "owed", "")).rpartition("/")[2]


def _before(made: "Weighing") -> int:
    return sum(one.before for one in made.lots)


def _stop(view: "View", made: "Weighing", given: Given) -> None:
    """Nothing is sent."""
    if given.as_json:
        write_json(_plain(view, made) | {"transactions": 0, "dry_run": given.dry_run})
    else:
        count = len(made.unfit)
        write_line(f"{count:,} {'lot is' if count == 1 else 'lots are'} not taken; nothing was sent.")
    raise typer.Exit(ExitCode.negative)


def _tell(facts: dict[str, Any], became: dict[str, Any], given: Given) -> None:
    """What was done, or would be."""
    title = "What would be done" if given.dry_run else "Admitted"
    write_facts(title, facts | became)
    if given.dry_run:
        write_line("Nothing was sent: --key signs and sends.")
    raise typer.Exit(ExitCode.negative if became["refused"] else ExitCode.ok)


def _show(view: "View", made: "Weighing") -> None:
    from counterfoil.evidence.text import format_day, format_quantity

    def money(amount: int) -> str:
        return format_quantity(amount, made.unit.decimals)

    if unfit := made.unfit:
        rows = [row for one in unfit[:SHOWN] for row in _reasons(view, one)]
        write_table("Not taken", UNFIT, rows)
        _more(len(unfit))
    if fitting := made.fitting:
        taken = [
            (
                one.lot,
                one.right.debt.debtor,
                one.seller,
                format_day(one.right.debt.due_on),
                money(one.right.owed.unpaid),
            )
            for one in fitting[:SHOWN]
            if one.right is not None
        ]
        write_table("Taken", FIT, taken)
        _more(len(fitting))
    _show_cut_off(view, made, money)


def _more(count: int) -> None:
    if count > SHOWN:
        write_line(f"and {count - SHOWN:,} more; --json has all")


def _show_cut_off(view: "View", made: "Weighing", money: Any) -> None:
    """What the pool would be cut off with, and why not yet."""
    from counterfoil.node.explaining import explained_here
    from counterfoil.node.supply.pool_told import shown_share

    after, terms = made.after, made.after.terms
    write_facts(
        "Its cut-off would look at",
        {
            "lots": after.lots,
            "balance": f"{money(after.cut_off_balance)} {made.unit.name}",
            "discounted": f"{money(after.discounted)} {made.unit.name}, for notes of {money(terms.nominal)}",
            "largest debtor": shown_share(after.largest_debtor, after.cut_off_balance, terms.debtor_max_ppm),
            "largest seller": shown_share(after.largest_seller, after.cut_off_balance, terms.seller_max_ppm),
            "refused as yet": [f"{one.name}: {explained_here(view, one, detail)}" for one, detail in made.lacking],
        },
    )


def _reasons(view: "View", one: "WeighedLot") -> list[tuple[str, str, str]]:
    from counterfoil.node.explaining import explained_here

    return [
        (one.lot if number == 0 else "", outcome.name, explained_here(view, outcome, detail))
        for number, (outcome, detail) in enumerate(one.reasons)
    ]


def _facts(made: "Weighing") -> dict[str, Any]:
    return {
        "pool": made.pool.pool,
        "lots": len(made.fitting),
        "in it before": _before(made) or None,
        "not taken": len(made.unfit) or None,
    }


def _plain(view: "View", made: "Weighing") -> dict[str, Any]:
    after = made.after
    return {
        "pool": made.pool.pool,
        "lots": [_plain_lot(view, one) for one in made.lots],
        "taken": len(made.fitting),
        "in_it_before": _before(made),
        "not_taken": len(made.unfit),
        "cut_off": {
            "lots": after.lots,
            "balance": after.cut_off_balance,
            "discounted": after.discounted,
            "nominal": after.terms.nominal,
            "largest_debtor": after.largest_debtor,
            "largest_seller": after.largest_seller,
            "refused": [{"outcome": outcome.name, "detail": detail} for outcome, detail in made.lacking],
        },
    }


def _plain_lot(view: "View", one: "WeighedLot") -> dict[str, Any]:
    from counterfoil.evidence.text import format_day
    from counterfoil.node.explaining import explained_here

    right = one.right
    return {
        "lot": one.lot,
        "taken": one.fits,
        "in_it_before": one.before,
        "debtor": None if right is None else right.debt.debtor,
        "sold_by": one.seller,
        "due": None if right is None else format_day(right.debt.due_on),
        "unpaid": None if right is None else right.owed.unpaid,
        "reasons": [
            {"outcome": outcome.name, "detail": detail, "said": explained_here(view, outcome, detail)}
            for outcome, detail in one.reasons
        ],
    }
