# SPDX-License-Identifier: Apache-2.0
"""A coupon from a bond's terms to many holders: counted, divided and paid to the fen; how many holders a second.

``COUNTERFOIL_BENCH_HOLDERS`` says how many; 20,000 unless told, a million in an hour or two.
"""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from benches.claim import Claim, timed
from benches.world import BATCH, CHAIN, World
from counterfoil.demo.scenes.coupon import bond_terms
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import Hold, Issue
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ACTIONS, Action
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.parties.calls import AssignRoles, OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    Duration,
    HexHash,
    InstrumentId,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)
from counterfoil.terms.kernel.arithmetic import Rounding

HOLDERS: Final = int(os.environ.get("COUNTERFOIL_BENCH_HOLDERS", "20000"))
BOND: Final = InstrumentId("BOND")
YUAN: Final = InstrumentId("CNY")
TILL: Final = AccountId("till")
COUPON: Final = "_due-1"
AT_ONCE: Final = 100_000
"""Steps that are read before any is done: each reading asks anew who gets the last unit."""
IN_A_BLOCK: Final = 10_000
"""Calls in a block, which is kept in memory until it is durable."""
COMMITMENT: Final = HexHash("ab" * 32)


class Clock:
    """Four days behind the machine's, and put forward as the coupon needs."""

    def __init__(self) -> None:
        self.behind_ms = 4 * DAY_MS

    def __call__(self) -> Timestamp:
        return Timestamp(clock_ms() - self.behind_ms)


def run() -> list[Claim]:
    """Everything is signed by one party, whom it does not concern: nothing that is computed is typed in."""
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        root = Path(folder) / "network"
        plan = NetworkPlan(
            origin="bench.example/custody", chains=[CHAIN], witnesses=["w1", "w2", "w3"], quorum=2, state_auditors=()
        )
        create_network(root, plan, Keyring(Layout(root).keys, lambda: None), time=clock())
        with Network(root, lambda: None, clock=clock) as network:
            built = World(network, network.chain(CHAIN), [])
            return _measured(built, clock, network.keyring.get(DEPOSITORY))


def _measured(built: World, clock: Clock, key: PrivateKey) -> list[Claim]:
    _populate(built, clock, key)
    seconds = {}
    clock.behind_ms -= DAY_MS + DAY_MS // 2
    with timed() as watch:
        while _action(built).whole is None:
            _step(built, clock, key)
    seconds["counted"] = watch.seconds
    with timed() as watch:
        while _action(built).division is None:
            _step(built, clock, key)
    seconds["entitled"] = watch.seconds
    action = _action(built)
    fund = Hold(
        hold="fund",
        account=TILL,
        instrument=YUAN,
        quantity=Quantity(action.whole or 0),
        executor=action.path,
        expires=Timestamp(clock() + 9 * DAY_MS),
    )
    built.do([fund, c.Fund(instrument=BOND, action=COUPON, hold="fund")], key)
    clock.behind_ms -= DAY_MS
    with timed() as watch:
        while _step(built, clock, key):
            pass
    seconds["paid"] = watch.seconds
    return _claims(built, action, seconds)


def _claims(built: World, action: Action, seconds: dict[str, float]) -> list[Claim]:
    view = built.node.ledger.view
    paid = sum(balance_of(view, _account(each), YUAN) for each in range(HOLDERS))
    if paid != action.whole:
        raise ValueError(f"{paid} were paid of {action.whole}")
    told = f"{HOLDERS:,} holders of odd lots, {BATCH} calls to a transaction of one signature, durable; "
    told += f"{paid:,} fen, which is the whole exactly"
    rates = [
        Claim(name=f"holders {name}", value=HOLDERS / spent, unit="holders/s", conditions=told)
        for name, spent in seconds.items()
    ]
    whole = Claim(name="a coupon, all of it", value=sum(seconds.values()), unit="s", conditions=told)
    return [*rates, whole]


def _step(built: World, clock: Clock, key: PrivateKey) -> bool:
    """What anybody may do next, so many at a time as memory has room for; whether there was anything."""
    calls = list(islice(next_steps(built.node.ledger.view, BOND, COUPON, clock()), AT_ONCE))
    for start in range(0, len(calls), IN_A_BLOCK):
        built.do(calls[start : start + IN_A_BLOCK], key)
    return bool(calls)


def _action(built: World) -> Action:
    found = built.node.ledger.view.read(ACTIONS, BOND, COUPON)
    if found is None:
        raise ValueError("the coupon was proposed, and is not there")
    return found


def _populate(built: World, clock: Clock, key: PrivateKey) -> None:
    """The depository issues bond and cash, and keeps an account for each holder."""
    roles = (Role.registrar, Role.issuer, Role.custodian, Role.operating_bank)
    supervisor = built.network.keyring.get(PartyId("supervisor"))
    both = (Role.supervisor, Role.registrar)  # nobody changes its own roles
    built.do([AssignRoles(party=PartyId("supervisor"), registrar=DEPOSITORY, roles=both)], key)
    built.do([AssignRoles(party=DEPOSITORY, registrar=PartyId("supervisor"), roles=roles)], supervisor)
    text = _terms(clock())
    document = TermsDocument(uri="https://example.org/bond.json", hash=to_hex(digest(text.encode())))
    for name, kind, unit, terms in (
        (BOND, InstrumentKind.bond, Unit(name="bond", decimals=0), document),
        (YUAN, InstrumentKind.cash, Unit(name="CNY", decimals=2), None),
    ):
        define = DefineInstrument(instrument=name, kind=kind, issuer=DEPOSITORY, name=name, unit=unit, terms=terms)
        active = ChangeStatus(instrument=name, status=InstrumentStatus.active, by=DEPOSITORY)
        built.do([define, active], key)
    registered = c.RegisterTerms(
        instrument=BOND,
        text=text,
        per=Quantity(7),
        cash=YUAN,
        rounding=Rounding.HALF_UP,
        offset_min=OffsetMinutes(0),
        record_before=Duration(DAY_MS),
    )
    till = OpenAccount(account=TILL, holder=DEPOSITORY, outgoing=Control.holder, incoming=Control.nobody)
    built.do([registered, c.Propose(instrument=BOND), till], key)
    built.do([Issue(instrument=YUAN, account=TILL, quantity=Quantity(10**15))], key)
    for start in range(0, HOLDERS, IN_A_BLOCK):
        built.do([call for each in range(start, min(start + IN_A_BLOCK, HOLDERS)) for call in _entered(each)], key)


def _entered(each: int) -> list[msgspec.Struct]:
    """A holder with bonds in an account at the depository."""
    party = PartyId(f"holder-{each}")
    return [
        RegisterParty(party=party, registrar=DEPOSITORY, kind=PartyKind.person, commitment=COMMITMENT),
        OpenAccount(
            account=_account(each),
            holder=party,
            custodian=DEPOSITORY,
            outgoing=Control.custodian,
            incoming=Control.nobody,
        ),
        Issue(instrument=BOND, account=_account(each), quantity=Quantity(11 + 37 * each % 1_009)),
    ]


def _terms(now: Timestamp) -> str:
    """3.33 % a year; the first coupon at midnight after two days."""
    today = datetime.fromtimestamp(now / 1_000, UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    return bond_terms(today + timedelta(days=2), "0.0333")


def _account(holder: int) -> AccountId:
    return AccountId(f"account-{holder}")
