# SPDX-License-Identifier: Apache-2.0
"""What laws refuse though no call of today gets there: asked for directly, as a module to come might."""

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Changes
from counterfoil.law.moment import known
from counterfoil.law.outcome import Outcome
from counterfoil.law.table import Table
from counterfoil.modules.holdings import records as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import VERSIONS
from counterfoil.modules.parties.authority import signed_for
from counterfoil.modules.parties.events import AccountControlChanged
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, KEYS, Control
from counterfoil.modules.protocol.events import RulesSet
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.protocol.records import RULES
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import INSTRUCTIONS
from counterfoil.primitives.types import QUANTITY_MAX, AccountId
from support.ledger import key_of, policy_of


class Act(NamedTuple):
    """Something that a law is asked for, in words, and the outcome."""

    because: str
    act: Callable[[Context], Any]
    outcome: Outcome


def _known(table: Table[Any], *key: str) -> Callable[[Context], Any]:
    return lambda ctx: known(ctx, table, *key)


def _created(table: Table[Any], *key: str) -> Callable[[Context], Any]:
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


MATCHED, PENDING = INSTRUCTIONS.path("matched"), INSTRUCTIONS.path("pending")
LOAN = "lending/loan/one"

ACTS = [
    Act("a key nobody has", _known(KEYS, "0" * 64), PartiesOutcome.unknown_key_entry),
    Act("a version nobody wrote", _known(VERSIONS, "SHARE", "9"), InstrumentsOutcome.unknown_version),
    Act("a holding nobody has", _known(h.HOLDINGS, "of-kay", "CNY"), HoldingsOutcome.unknown_holding),
    Act("a supply of nothing", _known(h.SUPPLIES, "NONE"), HoldingsOutcome.unknown_supply),
    Act("a title of what is not unique", _known(h.TITLES, "SHARE"), HoldingsOutcome.unknown_title),
    Act("a book of nobody", _known(h.BOOKS, "none"), HoldingsOutcome.unknown_book),
    Act("rules of another name", _known(RULES, "other"), ProtocolOutcome.no_rules),
    Act("a key twice", _created(KEYS, key_of("alice").keyid), PartiesOutcome.key_exists),
    Act("a version twice", _created(VERSIONS, "is-active", "1"), InstrumentsOutcome.version_exists),
    Act("a holding twice", _created(h.HOLDINGS, "of-alice", "SHARE"), HoldingsOutcome.holding_exists),
    Act("a supply twice", _created(h.SUPPLIES, "SHARE"), HoldingsOutcome.supply_exists),
    Act("a book twice", _created(h.BOOKS, "of-alice"), HoldingsOutcome.book_exists),
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
    Act("using a hold up twice", _used(h.ENCUMBRANCES, "live", 11), HoldingsOutcome.exceeds_hold),
    Act("moving beyond all numbers", _used(h.MANDATES, "used", QUANTITY_MAX), HoldingsOutcome.quantity_overflow),
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
