# SPDX-License-Identifier: Apache-2.0
"""What laws refuse though no call of today gets there: asked for directly, as a module to come might."""

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Act as Doing
from counterfoil.law.event import Changes, EventData
from counterfoil.law.moment import known
from counterfoil.law.outcome import Outcome
from counterfoil.law.table import Table
from counterfoil.modules.holdings import records as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.limits import arrives_somewhere
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.reservations import Frozen, Released, Unfrozen
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import VERSIONS
from counterfoil.modules.parties.authority import signed_for
from counterfoil.modules.parties.events import AccountControlChanged
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, HOLDER_ACCOUNTS, KEYS, Control
from counterfoil.modules.protocol.events import RulesSet
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.protocol.records import RULES
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import INSTRUCTIONS
from counterfoil.primitives.types import QUANTITY_MAX, AccountId, Quantity, RecordPath
from support.ledger import Ledger, key_of, policy_of
from support.order_noun.module import MODULE as ORDERS_MODULE
from support.order_noun.records import Order


class Act(NamedTuple):
    """Something that a law is asked for, in words, and the outcome."""

    because: str
    act: Callable[[Context], Any]
    outcome: Outcome


def on_record(table: Table[Any], *key: str) -> Callable[[Context], Any]:
    return lambda ctx: known(ctx, table, *key)


def creating(table: Table[Any], *key: str) -> Callable[[Context], Any]:
    """Make once more a record that is there."""

    def act(ctx: Context) -> Any:
        record = known(ctx, table, *key)
        return Changes(table).create(record, *key).fold(record)

    return act


def _moved(call: str = "lending.collect", **changes: Any) -> Callable[[Context], Any]:
    """A movement out of Alice's account, and she signs, that a module to come causes."""

    def act(ctx: Context) -> Any:
        ctx.begin("0" * 64, {"alice": policy_of("alice")}, frozenset({key_of("alice").keyid}))
        ctx.call = call
        described = {"sender": "of-alice", "receiver": "of-bob", "instrument": "SHARE", "quantity": 1}
        return ctx.cause(Transferred(**(described | changes)))

    return act


BY_RECORD = h.MANDATES.path("by-record")
LOAN = "lending/loan/one"


def _used(table: Table[Any], name: str, quantity: int) -> Callable[[Context], Any]:
    """Take more under a grant than it can bear, past its own judgement."""
    return lambda ctx: known(ctx, table, name).used(quantity)


def _forged(account: str, **changes: Any) -> Callable[[Context], Any]:
    """Its holder's account in a state that no call can bring about."""

    def act(ctx: Context) -> Any:
        record = known(ctx, ACCOUNTS, account)
        ctx.state.write(ACCOUNTS.path(account), replace(record, **changes))
        ctx.begin("0" * 64, {"alice": policy_of("alice")}, frozenset({key_of("alice").keyid}))
        ctx.call = "holdings.transfer"
        signed_for(ctx, AccountId(account), Side.gives)
        rules = {"custodian": None, "incoming": Control.nobody, "outgoing": Control.either}
        return ctx.cause(AccountControlChanged(account=account, **rules))

    return act


ALICES = ("of-alice", "SHARE")
ORDER = RecordPath("orders/order/it")


def _asked(event: EventData) -> Callable[[Context], Any]:
    """An event of another module's cause."""
    return lambda ctx: ctx.cause(event)


def _forced(*taken: tuple[str, int], receiver: str = "of-bob", free: int = 0) -> Callable[[Context], Any]:
    """Alice's shares, of which so many come out of these encumbrances."""
    named = tuple(h.Taken(encumbrance=name, quantity=quantity) for name, quantity in taken)
    units = {"instrument": "SHARE", "free": free, "taken": named, "order": ORDER, "cause": ORDER}
    return _asked(Forced(sender="of-alice", receiver=receiver, **units))


def _recovered(receiver: str, *named: str, account: str = "of-alice", **parts: Any) -> Callable[[Context], Any]:
    """A recovery of shares that states these parts."""
    who = {"sender": account, "receiver": receiver, "instrument": "SHARE", "encumbrances": named}
    return _asked(Recovered(**who, order=ORDER, cause=ORDER, **parts))


def _arriving(**parts: Any) -> Callable[[Context], Any]:
    """Units of a recovery come to where Kay's 64 freezes stand."""
    moved = h.Holding(account="of-alice", instrument="SHARE", **parts)
    return lambda ctx: known(ctx, h.HOLDINGS, "of-kay", "SHARE").joined(moved)


def _passing(_ctx: Context) -> Any:
    """Frozen units come to where a freeze waits for units."""
    waiting = h.FreezeOrder(freeze="w", ordered=1, taken=0)
    there = h.Holding(account="a", instrument="i", line=(waiting,))
    taken = h.FreezeOrder(freeze="t", ordered=1, taken=1)
    return there.joined(h.Holding(account="a", instrument="i", frozen=1, line=(taken,)))


def _emptied(ctx: Context) -> Any:
    """A recovery leaves other parts than it states."""
    stated = Recovered(
        sender="of-alice", receiver="stopped", instrument="SHARE", encumbrances=(), order=ORDER, cause=ORDER, free=1
    )
    return ctx.happen(stated)


def _frozen_under(order: Order | None, supervisor: str) -> Callable[[Context], Any]:
    """A freeze of Alice's shares that names an order, on a chain that knows orders."""

    def act(_ctx: Context) -> Any:
        ctx = Ledger(besides=[ORDERS_MODULE]).context()
        ctx.state.write(ORDER, order)
        more = {"legal_reference": "order 1", "document": "d" * 64, "order": ORDER}
        return ctx.cause(
            Frozen(encumbrance="f", account="a", instrument="s", quantity=1, supervisor=supervisor, **more)
        )

    return act


def _thawed(ctx: Context) -> Any:
    """A supervisor alone lifts what an order froze."""
    record = known(ctx, h.ENCUMBRANCES, "frozen")
    ctx.state.write(h.ENCUMBRANCES.path("frozen"), replace(record, executor=ORDER))
    more = {"supervisor": "supervisor", "legal_reference": "order 1", "document": "d" * 64}
    return ctx.cause(Unfrozen(encumbrance="frozen", account="of-alice", instrument="SHARE", quantity=10, **more))


FREEZING = Order(order="it", authority="court", act=Doing.freezes, account="a", receiver=None, expires=None)
MATCHED, PENDING = INSTRUCTIONS.path("matched"), INSTRUCTIONS.path("pending")

ACTS = [
    Act("an account of another", on_record(HOLDER_ACCOUNTS, "bob", "of-alice"), PartiesOutcome.unknown_holder_account),
    Act("an account noted twice", creating(HOLDER_ACCOUNTS, "bob", "of-bob"), PartiesOutcome.holder_account_exists),
    Act("a key nobody has", on_record(KEYS, "0" * 64), PartiesOutcome.unknown_key_entry),
    Act("a version nobody wrote", on_record(VERSIONS, "SHARE", "9"), InstrumentsOutcome.unknown_version),
    Act("a holding nobody has", on_record(h.HOLDINGS, "of-kay", "CNY"), HoldingsOutcome.unknown_holding),
    Act("a supply of nothing", on_record(h.SUPPLIES, "NONE"), HoldingsOutcome.unknown_supply),
    Act("a title of what is not unique", on_record(h.TITLES, "SHARE"), HoldingsOutcome.unknown_title),
    Act("a book of nobody", on_record(h.BOOKS, "none"), HoldingsOutcome.unknown_book),
    Act("rules of another name", on_record(RULES, "other"), ProtocolOutcome.no_rules),
    Act("a key twice", creating(KEYS, key_of("alice").keyid), PartiesOutcome.key_exists),
    Act("a version twice", creating(VERSIONS, "is-active", "1"), InstrumentsOutcome.version_exists),
    Act("a holding twice", creating(h.HOLDINGS, "of-alice", "SHARE"), HoldingsOutcome.holding_exists),
    Act("a supply twice", creating(h.SUPPLIES, "SHARE"), HoldingsOutcome.supply_exists),
    Act("a book twice", creating(h.BOOKS, "of-alice"), HoldingsOutcome.book_exists),
    Act(
        "the chain's rules twice",
        lambda ctx: ctx.cause(RulesSet(features={}, log="another", protocols=(), window=1)),
        ProtocolOutcome.rules_exist,
    ),
    Act("a new module under a signature", _moved(), HoldingsOutcome.signature_not_enough),
    Act("under a record that grants nothing", _moved(giving="parties/party/alice"), HoldingsOutcome.consent_missing),
    Act("under a record that is not there", _moved(giving=h.MANDATES.path("none")), HoldingsOutcome.consent_missing),
    Act("under a key, which has no trail", _moved(giving="protocol/rules/current"), HoldingsOutcome.consent_missing),
    Act(
        "another's units under a mandate",
        _moved(giving=BY_RECORD, sender="of-bob", receiver="of-kay", cause=LOAN),
        HoldingsOutcome.consent_missing,
    ),
    Act("held units under a mandate", _moved(giving=BY_RECORD, part=h.Part.held), HoldingsOutcome.consent_missing),
    Act(
        "free units under a hold",
        _moved(giving=h.ENCUMBRANCES.path("for-record"), cause=LOAN),
        HoldingsOutcome.consent_missing,
    ),
    Act(
        "held units under a hold that is over",
        _moved(giving=h.ENCUMBRANCES.path("over"), part=h.Part.held),
        HoldingsOutcome.unknown_encumbrance,
    ),
    Act(
        "held units under a pledge",
        _moved(giving=h.ENCUMBRANCES.path("pledged"), part=h.Part.held),
        HoldingsOutcome.wrong_encumbrance_kind,
    ),
    Act(
        "another instrument under a hold",
        _moved(giving=h.ENCUMBRANCES.path("for-record"), part=h.Part.held, instrument="BIG", cause=LOAN),
        HoldingsOutcome.consent_missing,
    ),
    Act(
        "releasing another account's units under a hold",
        _asked(
            Released(encumbrance="for-record", account="of-bob", instrument="SHARE", quantity=Quantity(1), cause=LOAN),
        ),
        HoldingsOutcome.encumbrance_elsewhere,
    ),
    Act("using a hold up twice", _used(h.ENCUMBRANCES, "live", 11), HoldingsOutcome.exceeds_hold),
    Act(
        "an account of two that are one",
        _forged("of-alice", custodian="alice", outgoing=Control.both),
        PartiesOutcome.two_parties_needed,
    ),
    Act(
        "an account that nobody can speak for",
        _forged("of-kay", custodian=None, outgoing=Control.nobody),
        PartiesOutcome.not_authorised,
    ),
    Act("forced to where they are", _forced(receiver="of-alice", free=1), HoldingsOutcome.same_account),
    Act("forcing nothing", _forced(), HoldingsOutcome.nothing_moved),
    Act("forcing out of one twice", _forced(("live", 1), ("live", 1)), HoldingsOutcome.named_twice),
    Act("forcing out of what is over", _forced(("over", 1)), HoldingsOutcome.unknown_encumbrance),
    Act("forcing out of another's", _forced(("line-0", 1)), HoldingsOutcome.encumbrance_elsewhere),
    Act("forcing out of settlement", _forced(("settlement/pending/0", 1)), HoldingsOutcome.hold_reserved),
    Act("forcing more than is held", _forced(("live", 11)), HoldingsOutcome.exceeds_hold),
    Act("forced without an order", _forced(free=1), HoldingsOutcome.consent_missing),
    Act(
        "forced under a mandate",
        _asked(
            Forced(
                sender="of-alice",
                receiver="of-bob",
                instrument="SHARE",
                free=1,
                taken=(),
                order=BY_RECORD,
                cause=RecordPath(LOAN),
            )
        ),
        HoldingsOutcome.consent_missing,
    ),
    Act(
        "forced to no account",
        lambda ctx: arrives_somewhere(
            Forced(sender="of-alice", receiver="none", instrument="SHARE", free=1, taken=(), order=ORDER, cause=ORDER),
            ctx,
        ),
        PartiesOutcome.unknown_account,
    ),
    Act(
        "burning nothing",
        _asked(Burned(account="of-alice", instrument="SHARE", free=0, taken=(), order=ORDER, cause=ORDER)),
        HoldingsOutcome.nothing_moved,
    ),
    Act("recovering to where it is", _recovered("of-alice", free=1), HoldingsOutcome.same_account),
    Act("recovering to another", _recovered("of-bob", free=1), HoldingsOutcome.recovery_to_another),
    Act("recovering nothing", _recovered("stopped"), HoldingsOutcome.nothing_moved),
    Act("recovering without what is held", _recovered("stopped", held=1), HoldingsOutcome.recovery_not_whole),
    Act("recovering other parts", _emptied, HoldingsOutcome.recovery_not_whole),
    Act("frozen units past a line that waits", _passing, HoldingsOutcome.freezes_wait),
    Act(
        "a line that grows too long",
        _arriving(line=(h.FreezeOrder(freeze="f", ordered=1, taken=0),)),
        HoldingsOutcome.too_many_freezes,
    ),
    Act("recovering beyond all numbers", _arriving(free=QUANTITY_MAX), HoldingsOutcome.quantity_overflow),
    Act(
        "taking from a freeze what it waits for",
        lambda ctx: known(ctx, h.HOLDINGS, *ALICES).deprived("frozen", h.EncumbranceKind.freeze, 11),
        HoldingsOutcome.exceeds_hold,
    ),
    Act("in another's name than the order's", _frozen_under(FREEZING, "bank"), PartiesOutcome.not_authorised),
    Act("lifting alone what an order froze", _thawed, HoldingsOutcome.frozen_by_order),
    Act("pledged units", _moved("settlement.settle", part=h.Part.pledged), HoldingsOutcome.consent_missing),
    Act("a record's mandate without its doing", _moved(giving=BY_RECORD), HoldingsOutcome.hold_reserved),
    Act(
        "taking under the mandate to give",
        _moved(giving=BY_RECORD, cause=LOAN, receiver="either", taking=BY_RECORD),
        HoldingsOutcome.consent_missing,
    ),
    Act("another record's mandate", _moved(giving=BY_RECORD, cause="lending/loan/two"), HoldingsOutcome.hold_reserved),
    Act(
        "bringing in for an instruction that is not the cause",
        _moved("settlement.settle", sender="of-alice", receiver="of-bob", taking=PENDING, quantity=5),
        SettlementOutcome.not_affirmed,
    ),
    Act(
        "bringing in for an instruction that is not ready",
        _moved("settlement.settle", taking=MATCHED, cause=MATCHED, quantity=5),
        SettlementOutcome.not_allocated,
    ),
    Act(
        "bringing in what no leg says",
        _moved("settlement.settle", taking=PENDING, cause=PENDING, quantity=6),
        SettlementOutcome.not_affirmed,
    ),
]
