# SPDX-License-Identifier: Apache-2.0
"""Transfers under every kind of restriction beside plain ones of the same run, and a dry run that says every reason."""

import random
import statistics
from collections.abc import Iterator
from typing import Final

from benches.claim import Claim, timed
from benches.world import EACH, World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import Attest, RegisterParty, TrustAttesters
from counterfoil.modules.parties.records import PartyKind
from counterfoil.modules.restrictions.calls import Declare, ListParty, Restrict, SetRules
from counterfoil.modules.restrictions.records import Rule, RuleKind
from counterfoil.node.checking import check
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    BasisPoints,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

HOLDERS: Final = 2_000
EACH_KIND: Final = 15_000
ROUNDS: Final = 3
"""Plain transfers and restricted ones take turns, so that both meet the same load of the machine."""
DRY_RUNS: Final = 2_000
BOND: Final = InstrumentId("BOND")
ATTESTER: Final = PartyId("attester")
KEY: Final = PrivateKey(b"c" * 32)
PLENTY: Final = Quantity(10**12)
MINUTES_OF_A_DAY: Final = 1_440
RULES: Final = (
    Rule(kind=RuleKind.attested, topic="identity"),
    Rule(kind=RuleKind.attested, topic="investor_class", values=("professional",)),
    Rule(kind=RuleKind.country_allowed, values=("CN", "SG")),
    Rule(kind=RuleKind.country_denied, values=("DE",)),
    Rule(kind=RuleKind.listed),
    Rule(kind=RuleKind.max_holders, holders=HOLDERS),
    Rule(kind=RuleKind.max_balance, quantity=PLENTY),
    Rule(kind=RuleKind.supply_cap, quantity=PLENTY),
    Rule(kind=RuleKind.locked, until=Timestamp(1)),
    Rule(kind=RuleKind.locked, event="founded"),
    Rule(kind=RuleKind.window, opens_min=MinuteOfDay(0), closes_min=MinuteOfDay(MINUTES_OF_A_DAY)),
    Rule(kind=RuleKind.foreign_share, share_bp=BasisPoints(10_000), values=("CN",)),
    Rule(kind=RuleKind.daily_limit, quantity=PLENTY),
)
"""Every kind but the approval, which is a proposal and not a transfer."""


def run() -> list[Claim]:
    """All are signed before the clock runs, and durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        _offer(built)
        plain, restricted = built.by_turns(_rounds(built))
        dry_runs = [
            *_dry_runs(built, 1, "that would pass"),
            *_dry_runs(built, PLENTY + 1, "with three reasons against it"),
        ]
    transfers_rate, restricted_rate = (EACH_KIND / one.seconds for one in (plain, restricted))
    cost = (restricted.processor_seconds - plain.processor_seconds) / EACH_KIND * 1_000_000
    rules = f"under {len(RULES)} rules of {len({rule.kind for rule in RULES})} kinds"
    return [
        Claim(
            name="restricted transfers",
            value=restricted_rate,
            unit="transfers/s",
            conditions=f"{EACH_KIND:,} of one signature each between {HOLDERS:,} accounts {rules}, holders counted; "
            f"plain transfers in the same run, by turns: {transfers_rate:,.0f} a second",
            limit=transfers_rate,
            limit_name="plain transfers/s",
        ),
        Claim(
            name="restricted transfers, rules",
            value=cost,
            unit="µs each",
            conditions="processor time of a restricted transfer less that of a plain one of the same run",
        ),
        *dry_runs,
    ]


def _rounds(built: World) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Transfers between holders at random, and restricted ones between the same."""
    dice = random.Random(1)
    for _ in range(ROUNDS):
        pairs = [dice.sample(range(HOLDERS), 2) for _ in range(EACH_KIND // ROUNDS)]
        yield [built.transfer(*pair) for pair in pairs], [_restricted(built, *pair) for pair in pairs]


def _dry_runs(built: World, quantity: int, which: str) -> list[Claim]:
    """Checks one by one, on a chain that is open, of transfers between accounts at random."""
    dice, spent = random.Random(2), []
    for _ in range(DRY_RUNS):
        sender, receiver = dice.sample(range(HOLDERS), 2)
        call = _transfer(sender, receiver, quantity)
        with timed() as watch:
            found = check(built.node, [call], by=None, time=clock_ms())
        if found.passes != (quantity == 1):
            raise ValueError("a check of the benchmark says something else")
        spent.append(watch.seconds * 1_000_000)
    conditions = f"a transfer under {len(RULES)} rules {which}, {DRY_RUNS:,} times on an open chain; goal: 1,000"
    return [
        Claim(name="dry run, best", value=min(spent), unit="µs", conditions=conditions),
        Claim(name="dry run, median", value=statistics.median(spent), unit="µs", conditions=conditions),
    ]


def _transfer(sender: int, receiver: int, quantity: int) -> Transfer:
    return Transfer(sender=account(sender), receiver=account(receiver), instrument=BOND, quantity=Quantity(quantity))


def _restricted(built: World, sender: int, receiver: int) -> bytes:
    call = _transfer(sender, receiver, 1)
    return sign_calls(built.node, [call], built.keys[sender], by=[holder_id(sender)], valid_for=1_000)


def _offer(built: World) -> None:
    """A bond under all rules, of which every holder has something."""
    depository, supervisor = built.network.keyring.get(DEPOSITORY), built.network.keyring.get(SUPERVISOR)
    attester = RegisterParty(
        party=ATTESTER,
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Attester of the benchmark",
        keys=single_key_policy(KEY),
    )
    built.do([attester], depository)
    facts = {"identity": "verified", "investor_class": "professional", "country": "CN"}
    trusted = [TrustAttesters(topic=topic, attesters=(ATTESTER,), by=SUPERVISOR, reference="notice") for topic in facts]
    built.do(trusted, supervisor)
    said = [
        Attest(party=holder_id(holder), topic=topic, value=value, attester=ATTESTER)
        for holder in range(HOLDERS)
        for topic, value in facts.items()
    ]
    built.do(said, KEY)
    unit = Unit(name="bond", decimals=0)
    by = DEPOSITORY
    built.do(
        [
            DefineInstrument(instrument=BOND, kind=InstrumentKind.bond, issuer=by, name="Bond", unit=unit),
            ChangeStatus(instrument=BOND, status=InstrumentStatus.active, by=by),
            Restrict(instrument=BOND, by=by),
            Declare(instrument=BOND, event="founded", by=by, reference="terms"),
        ],
        depository,
    )
    built.do([ListParty(instrument=BOND, party=holder_id(each), by=by) for each in range(HOLDERS)], depository)
    built.do(
        [SetRules(instrument=BOND, by=by, offset_min=OffsetMinutes(480), rules=RULES, reference="terms")], depository
    )
    built.do([Issue(instrument=BOND, account=account(each), quantity=EACH) for each in range(HOLDERS)], depository)
