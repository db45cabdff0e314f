# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher show``: who has what of a voucher, drawn as the tree that its splits made."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import Branch, write_facts, write_json, write_table, write_tree
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.module import View
    from counterfoil.modules.receivables.records import Root
    from counterfoil.node.supply.title_chain import TitleStep
    from counterfoil.node.supply.voucher_tree import LotTold, VoucherTold

PARTS_SHOWN: Final = 40
"""Of one lot, for people; JSON has all."""
LEVELS_SHOWN: Final = 12
"""Of rests of rests, which have no tier of their own."""
TITLE_COLUMNS: Final = ("since", "lot", "account", "holder", "by")


def show(
    name: Annotated[str, typer.Argument(metavar="VOUCHER|LOT", help="A voucher, or one of its lots.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a voucher: terms, status, invoices' fingerprints, and who has which lot, and what is owed on it today.

    Of a lot: the lots that it was split from, its own parts, and in whose hands it was, one after another. What is owed
    counts penalties by the day; before maturity it is what will be. To read: what convinces a stranger are the claims
    record and provenance (evidence export).
    """
    from counterfoil.node.network import clock_ms
    from counterfoil.node.supply.title_chain import title_chain
    from counterfoil.node.supply.voucher_tree import voucher_told

    with read_chain(network, chain) as node:
        view = node.ledger.view
        root, lot = _named(view, name)
        told = voucher_told(view, root, clock_ms())
        titles = [] if lot is None else title_chain(node.reader, view, lot)
    if as_json:
        write_json(_plain(told, lot, titles))
        return
    _show(told, lot, titles)


def _named(view: "View", name: str) -> "tuple[Root, Any]":
    """The voucher, and which lot of it was meant, if one was."""
    from counterfoil.law.moment import known
    from counterfoil.modules.receivables.lots import LOTS
    from counterfoil.modules.receivables.records import ROOTS

    if (root := view.read(ROOTS, name)) is not None:
        return root, None
    if (lot := view.read(LOTS, name)) is not None:
        return known(view, ROOTS, lot.root), lot.instrument
    remedy = "counterfoil show records receivables/voucher lists vouchers; identifiers are case-sensitive"
    raise InputError("neither a voucher nor a lot", where=name, remedy=remedy)


def _show(told: "VoucherTold", lot: Any, titles: "Sequence[TitleStep]") -> None:
    from counterfoil.evidence.text import format_day

    root, money = told.root, _money(told)
    terms = root.terms
    facts = {
        "status": told.stands,
        "programme": terms.programme,
        "issuer": terms.issuer,
        "face": money(terms.face),
        "matures": format_day(terms.matures),
        "owed": money(told.owed) if told.owed else None,
        "paid": money(root.redeemed + root.paid_in_part) if root.redeemed + root.paid_in_part else None,
        "cancelled": money(root.cancelled) if root.cancelled else None,
        "provided for": money(root.quota) if root.quota else None,
        "recourse": terms.recourse,
        "guarantor": terms.guarantor,
    }
    write_facts(f"Voucher {root.root}", facts)
    rows = [(one.fingerprint, money(one.taken), money(one.amount), _alert(one)) for one in told.invoices]
    write_table("Invoices", ("fingerprint", "taken", "of", "alike"), rows)
    if told.lots:
        write_tree(_Drawing(told, money, lot).whole)
    if lot is not None:
        write_table(f"In whose hands {lot} was", TITLE_COLUMNS, [_title_row(one) for one in titles])


class _Drawing:
    """Lots and what they were split into; where one lot is meant, the way to it and what became of it."""

    def __init__(self, told: "VoucherTold", money: Callable[[int], str], lot: Any) -> None:
        self._money, self._parts = money, told.parts
        way = [] if lot is None else told.line_of(lot)
        self._first = way[max(0, len(way) - LEVELS_SHOWN)] if way else self._parts[None][0]
        line = [one.lot.instrument for one in way]
        self._line, self._above = frozenset(line), frozenset(line[:-1])

    @property
    def whole(self) -> Branch:
        """From the whole voucher on, or from the last lots that one came of."""
        return self.branch(self._first)

    def branch(self, one: "LotTold", level: int = 0) -> Branch:
        name = one.lot.instrument
        parts = self._parts.get(name, ())
        if name in self._above:
            shown = [part for part in parts if part.lot.instrument in self._line]
            left = f"and {len(parts) - 1:,} beside it" if len(parts) > 1 else ""
        else:
            shown = list(parts[:PARTS_SHOWN]) if level < LEVELS_SHOWN else []
            more = len(parts) - len(shown)
            left = f"and {more:,} more; --json has all" if more else ""
        below = [self.branch(part, level + 1) for part in shown]
        return Branch(_line(one, self._money), [*below, *([Branch(left)] if left else [])])


def _line(one: "LotTold", money: Callable[[int], str]) -> str:
    lot = one.lot
    who = f"{one.holder} ({one.account})" if one.account is not None else ""
    owed = f"owed {money(one.owed)}" if one.owed and one.owed != lot.value else ""
    offer = f"offered to {lot.offer.to}" if lot.offer is not None else ""
    claims = f"financed, {one.claims} claim{'' if one.claims == 1 else 's'}" if one.claims else ""
    # Units are held that are reserved; a lot is held that is in somebody's hands, so each has a word of its own.
    bound = ["reserved" if word == "held" else word for word in one.bound if not (word == "held" and offer)]
    tier = f"tier {lot.depth}"
    said = [
        str(lot.instrument),
        money(lot.value),
        who,
        "in hand" if lot.at_rest else str(lot.status).replace("_", " "),
        tier,
        owed,
        offer,
        claims,
        *bound,
        "not agreed to be paid" if who and not lot.payee.by else "",
    ]
    return "  ".join(word for word in said if word)


def _money(told: "VoucherTold") -> Callable[[int], str]:
    from counterfoil.evidence.text import format_quantity

    return lambda amount: f"{format_quantity(amount, told.unit.decimals)} {told.unit.name}"


def _alert(one: Any) -> str:
    if one.alike is None:
        return ""
    return f"{one.alike}{', cleared' if one.cleared else ', not cleared'}"


def _title_row(one: "TitleStep") -> tuple[object, ...]:
    from counterfoil.evidence.text import format_time

    return format_time(one.time), one.instrument, one.account or "", one.holder or "", one.event


def _plain(told: "VoucherTold", lot: Any, titles: "Sequence[TitleStep]") -> dict[str, Any]:
    import msgspec

    from counterfoil.evidence.text import format_day

    root = told.root
    return {
        "voucher": root.root,
        "status": told.stands,
        "terms": msgspec.to_builtins(root.terms),
        "matures": format_day(root.terms.matures),
        "live": root.live,
        "redeemed": root.redeemed,
        "cancelled": root.cancelled,
        "provided": root.quota,
        "owed": told.owed,
        "invoices": [one._asdict() for one in told.invoices],
        "lots": [_plain_lot(one) for one in told.lots],
        **({} if lot is None else {"lot": lot, "titles": [one._asdict() for one in titles]}),
    }


def _plain_lot(one: "LotTold") -> dict[str, Any]:
    import msgspec

    lot = one.lot
    return {
        "lot": lot.instrument,
        "parent": lot.parent,
        "start": lot.start,
        "value": lot.value,
        "depth": lot.depth,
        "status": str(lot.status),
        "account": one.account,
        "holder": one.holder,
        "owed": one.owed,
        "penalty": one.penalty,
        "paid": lot.paid,
        "bound": list(one.bound),
        "claims": one.claims,
        "passed_on": list(lot.passed_on),
        "payee_agreed": bool(lot.payee.by),
        "offer": None if lot.offer is None else msgspec.to_builtins(lot.offer),
    }
