# SPDX-License-Identifier: Apache-2.0
"""Orders given, and freezes and seizures under orders, beside plain transfers of the same run; a policy looked up."""

import random
import statistics
from collections.abc import Sequence
from typing import Final

from benches.claim import Claim, Stopwatch, timed
from benches.world import SHARE, World, account, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX, in_force
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.order import Scope
from counterfoil.modules.supervision.records import POLICIES, POLICY_KEY, OrderKind, Power
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import AccountId, Duration, HexHash, PartyId, Quantity, Timestamp

HOLDERS: Final = 2_000
EACH_KIND: Final = 6_000
ROUNDS: Final = 3
"""Each kind takes its turn in each, so that all meet the same load of the machine."""
LOOKUPS: Final = 5_000
COURT: Final = PartyId("court")
CLERK: Final = PartyId("clerk")
STATE: Final = AccountId("state")
KEY: Final = PrivateKey(b"j" * 32)
SECOND_KEY: Final = PrivateKey(b"k" * 32)
DOCUMENT: Final = HexHash("ab" * 32)
ALONE: Final = frozenset({OrderKind.freeze, OrderKind.thaw, OrderKind.suspend, OrderKind.resume})
NAMES: Final = ("plain transfers", "orders given", "freezes", "seizures")


def run() -> list[Claim]:
    """All are signed before the clock runs, and durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        _staff(built)
        _set_policy(built, None)
        looked_up = [*_lookups(built, "one policy is in force")]
        dice = random.Random(1)
        spent = dict(zip(NAMES, built.by_turns(_round(built, dice, one) for one in range(ROUNDS)), strict=True))
        for number in range(SCHEDULED_MAX):
            _set_policy(built, Timestamp(clock_ms() + DAY_MS + number))
        looked_up += _lookups(built, f"one policy is in force, {SCHEDULED_MAX} are to come")
    return [*_rates(spent), *looked_up]


def _rates(spent: dict[str, Stopwatch]) -> list[Claim]:
    rates, plain = {name: EACH_KIND / one.seconds for name, one in spent.items()}, NAMES[0]
    conditions = (
        f"{EACH_KIND:,} of one signature each about {HOLDERS:,} accounts, under a policy of {len(OrderKind)} kinds; "
        f"plain transfers in the same run, by turns: {rates[plain]:,.0f} a second"
    )
    claims = []
    for name in NAMES[1:]:
        more = (spent[name].processor_seconds - spent[plain].processor_seconds) / EACH_KIND * 1_000_000
        unit = f"{name.split()[0]}/s"
        rate = Claim(
            name=name,
            value=rates[name],
            unit=unit,
            conditions=conditions,
            limit=rates[plain],
            limit_name="plain transfers/s",
        )
        claims.append(rate)
        told = "processor time of one less that of a plain transfer of the same run"
        claims.append(Claim(name=f"{name}, beside a transfer", value=more, unit="µs each", conditions=told))
    return claims


def _round(built: World, dice: random.Random, number: int) -> tuple[list[bytes], ...]:
    """Signed ones, kinds in the order of ``NAMES``; the orders of the seizures stand already, with four eyes."""
    count = EACH_KIND // ROUNDS
    pairs = [dice.sample(range(HOLDERS), 2) for _ in range(count)]
    whose = [dice.randrange(HOLDERS) for _ in range(count)]
    freezes = [_give(f"f{number}-{one}", OrderKind.freeze, holder) for one, holder in enumerate(whose)]
    seizing = [_give(f"s{number}-{one}", OrderKind.seize, holder) for one, holder in enumerate(whose)]
    built.do(seizing, KEY, SECOND_KEY)
    return (
        [built.transfer(*pair) for pair in pairs],
        [_signed(built, call) for call in freezes],
        [_signed(built, c.Freeze(order=call.order, by=COURT)) for call in freezes],
        [_signed(built, c.Seize(order=call.order, by=COURT, free=Quantity(1))) for call in seizing],
    )


def _signed(built: World, call: c.Give | c.Freeze | c.Seize) -> bytes:
    return sign_calls(built.node, [call], KEY, by=[COURT], valid_for=1_000)


def _give(order: str, kind: OrderKind, holder: int) -> c.Give:
    """A unit is frozen, or seized, which a second party agrees to."""
    seizes = kind is OrderKind.seize
    scope = Scope(account=account(holder), instrument=SHARE, quantity=Quantity(1), receiver=STATE if seizes else None)
    return c.Give(
        order=order,
        kind=kind,
        authority=COURT,
        checker=CLERK if seizes else None,
        reference="ruling",
        document=DOCUMENT,
        scope=scope,
        expires=Timestamp(clock_ms() + DAY_MS),
    )


def _lookups(built: World, which: str) -> list[Claim]:
    """Who may order a freeze now, as whoever judges an order asks the committed state, which keeps what it decoded."""
    spent, view, now = [], built.node.ledger.view, Timestamp(clock_ms())
    for _ in range(LOOKUPS):
        with timed() as watch:
            policy = view.read(POLICIES, POLICY_KEY)
            entry = None if policy is None else in_force(policy.entries, now)
            power = None if entry is None else entry.power(OrderKind.freeze)
        if power is None:
            raise ValueError("the policy of the benchmark is not in force")
        spent.append(watch.seconds * 1_000_000)
    conditions = f"{LOOKUPS:,} times on an open chain; {which}, of {len(OrderKind)} kinds each"
    return [
        Claim(name="policy looked up, best", value=min(spent), unit="µs", conditions=conditions),
        Claim(name="policy looked up, median", value=statistics.median(spent), unit="µs", conditions=conditions),
    ]


def _set_policy(built: World, since: Timestamp | None) -> None:
    """The court orders everything; what takes units needs the clerk's agreement."""
    powers = tuple(
        Power(
            kind=kind,
            authorities=(COURT,),
            officers=(CLERK,),
            four_eyes=kind not in ALONE,
            orders_only=True,
            duration_max_ms=Duration(30 * DAY_MS),
        )
        for kind in OrderKind
    )
    call = c.SetPolicy(by=SUPERVISOR, changers=(SUPERVISOR,), powers=powers, since=since, state_accounts=(STATE,))
    built.do([call], built.network.keyring.get(SUPERVISOR))


def _staff(built: World) -> None:
    """A court, a clerk, and the court's account for what is seized."""
    named: Sequence[tuple[PartyId, PrivateKey, tuple[Role, ...]]] = (
        (COURT, KEY, (Role.supervisor,)),
        (CLERK, SECOND_KEY, ()),
    )
    registered = [
        RegisterParty(
            party=party,
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=f"{party} of the benchmark",
            roles=roles,
            keys=single_key_policy(key),
        )
        for party, key, roles in named
    ]
    built.do(registered, built.network.keyring.get(DEPOSITORY))
    built.do([OpenAccount(account=STATE, holder=COURT, outgoing=Control.holder, incoming=Control.nobody)], KEY)
