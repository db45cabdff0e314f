# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool show``: a pool as it stands, and from a note through it to what its lots are owed for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import Branch, write_facts, write_json, write_line, write_table, write_tree
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.supply.looked_through import Delivery, InvoiceBehind, LotBehind
    from counterfoil.node.supply.pool_told import PoolTold, RankTold, TriggerTold

LOTS_SHOWN: Final = 40
"""For people; JSON has all."""
DAYS_SHOWN: Final = 12
"""The last of them."""
BAR: Final = 24
RANKS: Final = ("rank", "note", "rate", "issued", "outstanding", "interest unpaid", "charged", "accounts", "principal")
DAYS: Final = ("number", "day", "fee", "interest", "principal", "still to pay")


def show(
    pool: Annotated[str | None, typer.Argument(metavar="[POOL]", help="Otherwise of --note.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="INSTRUMENT", help="Look through this note.")] = None,
    lots: Annotated[
        bool, typer.Option("--lots", help="Look through: every lot, its voucher, invoices and what shows delivery.")
    ] = False,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a pool: its ranks, what came in, the next payment day, lots by standing, and how near its triggers are.

    Of a rank, ``█`` is principal that lots and money stand behind, ``▒`` what losses are charged to, ``░`` what is
    repaid. --lots goes on to every lot, and --note from a note: pool, lots, vouchers, fingerprints of invoices, and
    the records that show their delivery, with the batches of events among them.
    To read: what convinces a stranger are the claims record of the same paths (evidence export).
    """
    from counterfoil.node.network import clock_ms
    from counterfoil.node.supply.looked_through import looked_through
    from counterfoil.node.supply.pool_named import note_named, pool_named
    from counterfoil.node.supply.pool_told import pool_told

    if (pool is None) == (note is None):
        problem = "nothing is named" if pool is None else "a pool and a note are named"
        raise InputError(problem, where="POOL", remedy="POOL, or --note INSTRUMENT")
    with read_chain(network, chain) as node:
        view = node.ledger.view
        name = pool or ""
        if note is not None:
            name = note_named(view, note).pool
        told = pool_told(view, pool_named(view, name), clock_ms())
        behind = looked_through(view, told.pool) if lots or note is not None else None
    if as_json:
        write_json(_plain(told, note, behind))
        return
    if note is None:
        _show(told)
    if behind is not None:
        write_tree(_look_through(told, note, behind))


def _show(told: "PoolTold") -> None:
    pool, terms, money = told.pool, told.pool.terms, told.money
    write_facts(
        f"Pool {pool.pool}",
        {
            "status": _words(pool.status),
            "manager": terms.manager,
            "originator": terms.originator,
            "servicer": terms.servicer,
            "account": f"{terms.account}, kept by {pool.custodian}",
            "lots": f"{pool.lots:,}, {money(pool.cut_off_balance)} when admitted, {money(pool.discounted)} discounted",
            "unpaid": money(pool.unpaid),
            "collected": money(pool.collected) if pool.collected else None,
            "at hand": money(pool.at_hand),
            "of it in reserve": money(pool.reserve) if pool.reserve else None,
            "to pay to holders": money(told.to_pay) if told.to_pay else None,
            "set aside": money(pool.aside) if pool.aside else None,
            "fee unpaid": money(pool.fee_unpaid) if pool.fee_unpaid else None,
            "defaulted ever": money(pool.defaulted_ever) if pool.defaulted_ever else None,
            "lost to orders": money(pool.lost) if pool.lost else None,
            "losses charged": money(pool.charged) if pool.charged else None,
            "next payment day": _next_day(told),
        },
    )
    columns = RANKS if pool.standings else (*RANKS[:4], "subscribed")
    write_table("Ranks", columns, [_rank_row(told, one) for one in told.ranks])
    if told.triggers:
        rows = [_trigger_row(told, one) for one in told.triggers]
        write_table("Triggers", ("trigger", "stands at", "until it is hit", "is"), rows)
    lots = [
        (_words(name), one.lots, _amount(told, one.balance), _amount(told, one.unpaid))
        for name, one in told.lots.items()
    ]
    if lots:
        write_table("Lots", ("standing", "lots", "when admitted", "unpaid"), lots)
    if told.not_noted:
        write_line(f"{told.not_noted:,} stand otherwise by now, which is not noted: counterfoil due securitisation")
    if told.days:
        write_table("Payment days", DAYS, [_day_row(told, one) for one in told.days[-DAYS_SHOWN:]])


def _next_day(told: "PoolTold") -> str | None:
    from counterfoil.evidence.text import format_day

    if told.next_day is None:
        return None
    return f"{format_day(told.next_day)}{', which has come: counterfoil due securitisation' if told.due else ''}"


def _rank_row(told: "PoolTold", one: "RankTold") -> tuple[object, ...]:
    from counterfoil.node.supply.pool_told import per_cent

    terms, standing = one.note.tranche, one.standing
    rate = "residual" if terms.residual else per_cent(terms.rate_ppm)
    about = (terms.rank, one.note.instrument, rate, _amount(told, terms.notional))
    if standing is None:
        return *about, _amount(told, one.subscribed)
    sums = (standing.principal, standing.interest_unpaid, standing.deficiency)
    return *about, *(_amount(told, amount) for amount in sums), one.accounts, _bar(one)


def _bar(one: "RankTold") -> str:
    """Principal drawn: sound, charged, repaid."""
    if one.standing is None:
        return ""
    whole = one.note.tranche.notional
    sound = BAR * one.standing.sound // whole
    charged = BAR * one.standing.principal // whole - sound
    return "█" * sound + "▒" * charged + "░" * (BAR - sound - charged)


def _trigger_row(told: "PoolTold", one: "TriggerTold") -> tuple[object, ...]:
    from counterfoil.modules.securitisation.triggers import HIT_BELOW
    from counterfoil.node.supply.pool_told import shown_share

    least = one.terms.kind in HIT_BELOW
    room = f"{_amount(told, one.room)} {'less' if least else 'more'}"
    stands = "hit" if one.hit else "not hit"
    if one.hit != one.counted:
        stands += "; on the last payment day it was" + (" not" if one.hit else "")
    share = shown_share(one.part, one.whole, one.terms.limit_ppm, least=least)
    return _words(one.terms.kind), share, "" if one.hit else room, stands


def _day_row(told: "PoolTold", one: Any) -> tuple[object, ...]:
    from counterfoil.evidence.text import format_day

    interest, principal = (sum(getattr(rank, name) for rank in one.ranks) for name in ("interest", "principal"))
    sums = (one.fee, interest, principal, one.to_pay)
    return one.number, format_day(one.day), *(_amount(told, amount) for amount in sums)


def _look_through(told: "PoolTold", note: str | None, behind: "Sequence[LotBehind]") -> Branch:
    """Note, pool, lots, vouchers, invoices, deliveries."""
    pool = told.pool
    below = [_lot(told, one) for one in behind[:LOTS_SHOWN]]
    if len(behind) > LOTS_SHOWN:
        below.append(Branch(f"and {len(behind) - LOTS_SHOWN:,} more; --json has all"))
    unpaid = f"{len(behind):,} lot{'' if len(behind) == 1 else 's'}, unpaid {told.money(pool.unpaid)}"
    drawn = Branch(f"pool {pool.pool}  {_words(pool.status)}  {unpaid}", below)
    if note is None:
        return drawn
    rank = next(one for one in told.ranks if one.note.instrument == note)
    principal = rank.note.tranche.notional if rank.standing is None else rank.standing.principal
    return Branch(f"{note}  rank {rank.note.tranche.rank}  outstanding {told.money(principal)}", [drawn])


def _lot(told: "PoolTold", one: "LotBehind") -> Branch:
    from counterfoil.evidence.text import format_day

    lot = one.lot
    said = (lot.lot, told.money(lot.balance), _words(lot.standing), f"unpaid {told.money(lot.unpaid)}")
    owed = (f"voucher {one.voucher}", f"owed by {lot.debtor}", f"due {format_day(lot.due_on)}", f"sold by {lot.seller}")
    return Branch("  ".join(said), [Branch("  ".join(owed), [_invoice(told, found) for found in one.invoices])])


def _invoice(told: "PoolTold", one: "InvoiceBehind") -> Branch:
    shown = [Branch(_delivery(found)) for found in one.delivered]
    line = f"invoice {one.invoice.fingerprint}  {told.money(one.invoice.amount)}"
    return Branch(line if shown else f"{line}  no record shows its delivery", shown)


def _delivery(one: "Delivery") -> str:
    from counterfoil.evidence.text import format_time

    if one.batch is None:
        return f"{one.path}  {one.goods}".rstrip()
    return f"{one.path}  {one.batch.events:,} events, anchored {format_time(one.batch.anchored)}"


def _amount(told: "PoolTold", amount: int) -> str:
    from counterfoil.evidence.text import format_quantity

    return format_quantity(amount, told.unit.decimals)


def _words(value: object) -> str:
    return str(value).replace("_", " ")


def _plain(told: "PoolTold", note: str | None, behind: "Sequence[LotBehind] | None") -> dict[str, Any]:
    import msgspec

    from counterfoil.evidence.text import format_day

    record = dict(msgspec.to_builtins(told.pool))
    record.pop("trail", None)
    return {
        **({} if note is None else {"note": note}),
        "pool": told.pool.pool,
        "status": str(told.pool.status),
        "unit": told.unit.name,
        "decimals": told.unit.decimals,
        "unpaid": told.pool.unpaid,
        "collected": told.pool.collected,
        "at_hand": told.pool.at_hand,
        "to_pay": told.to_pay,
        "aside": told.pool.aside,
        "next_payment_day": None if told.next_day is None else format_day(told.next_day),
        "payment_day_has_come": told.due,
        "ranks": [_plain_rank(one) for one in told.ranks],
        "triggers": [_plain_trigger(one) for one in told.triggers],
        "lots": {str(name): one._asdict() for name, one in told.lots.items()},
        "not_noted": told.not_noted,
        "payment_days": [_plain_record(one) | {"day": format_day(one.day)} for one in told.days],
        "record": record,
        **({} if behind is None else {"behind": [_plain_lot(one) for one in behind]}),
    }


def _plain_rank(one: "RankTold") -> dict[str, Any]:
    terms, standing = one.note.tranche, one.standing
    return {
        "rank": terms.rank,
        "note": one.note.instrument,
        "rate_ppm": terms.rate_ppm,
        "residual": terms.residual,
        "issued_at": terms.notional,
        "outstanding": None if standing is None else standing.principal,
        "interest_unpaid": None if standing is None else standing.interest_unpaid,
        "charged": None if standing is None else standing.deficiency,
        "repaid": one.repaid,
        "units": one.units,
        "subscribed": one.subscribed,
        "accounts": one.accounts,
        "days_being_paid": list(one.open_days),
    }


def _plain_trigger(one: "TriggerTold") -> dict[str, Any]:
    terms = one.terms
    about = {"trigger": str(terms.kind), "limit_ppm": terms.limit_ppm, "curable": terms.curable}
    stands = {"part": one.part, "whole": one.whole, "room": one.room, "hit": one.hit}
    return about | stands | {"hit_on_last_day": one.counted}


def _plain_lot(one: "LotBehind") -> dict[str, Any]:
    from counterfoil.evidence.text import format_day

    invoices = [
        {
            "path": found.path,
            "fingerprint": found.invoice.fingerprint,
            "amount": found.invoice.amount,
            "delivered": [
                {
                    "path": way.path,
                    "goods": way.goods or None,
                    "batch": None if way.batch is None else _plain_record(way.batch),
                }
                for way in found.delivered
            ],
        }
        for found in one.invoices
    ]
    return _plain_record(one.lot) | {"due_on": format_day(one.lot.due_on), "voucher": one.voucher, "invoices": invoices}


def _plain_record(record: Any) -> dict[str, Any]:
    import msgspec

    plain = dict(msgspec.to_builtins(record))
    plain.pop("trail", None)
    return plain
