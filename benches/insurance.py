# SPDX-License-Identifier: Apache-2.0
"""Insurance policies bought per second, each in one transaction, beside plain transfers of the same run."""

import random
from collections.abc import Iterator
from typing import Final

from benches.claim import Claim
from benches.world import World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import GrantMandate, Hold, Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance.records import POLICIES, PRODUCTS
from counterfoil.modules.insurance.schedule import Rounding, Terms
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    AccountId,
    HexHash,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

HOLDERS: Final = 500
SOLD: Final = 3_000
ROUNDS: Final = 3
"""Transfers and purchases take turns, so that both meet the same load of the machine."""
CASH: Final = InstrumentId("CNY")
INSURER: Final = PartyId("insurer")
RECEIVES: Final = AccountId("insurer-cash")
LIFE: Final = "life"
KEY: Final = PrivateKey(b"i" * 32)
WORDING: Final = HexHash("ab" * 32)
DAY_MS: Final = 86_400_000
TERMS: Final = Terms(
    document=WORDING,
    premium=Quantity(100),
    premiums=12,
    interval_months=1,
    grace_days=30,
    term_months=12,
    cover=Quantity(100_000),
    claim_days=365,
    cooling_off_days=15,
    surrender_ppm=(Millionths(300_000),),
    rounding=Rounding.down,
    offset_min=OffsetMinutes(480),
)


def run() -> list[Claim]:
    """Both are signed before the clock runs, and are durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        _offer(built)
        plain, sold = built.by_turns(_rounds(built))
    transfers_rate, policies_rate = (SOLD / one.seconds for one in (plain, sold))
    plain_us, each_us = (one.processor_seconds / SOLD * 1_000_000 for one in (plain, sold))
    return [
        Claim(
            name="insurance",
            value=policies_rate,
            unit="policies/s",
            conditions=f"{SOLD:,} bought by {HOLDERS:,} holders: application, hold, premium, policy in a transaction "
            f"of one signature; plain transfers in the same run, by turns: {transfers_rate:,.0f} a second",
            limit=transfers_rate,
            limit_name="plain transfers/s",
        ),
        Claim(
            name="insurance, a purchase",
            value=each_us,
            unit="µs each",
            conditions=f"processor time; of a plain transfer of the same run {plain_us:,.0f}",
        ),
    ]


def _rounds(built: World) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Transfers between holders at random, and as many purchases."""
    dice = random.Random(1)
    for number in range(ROUNDS):
        part = range(number * SOLD // ROUNDS, (number + 1) * SOLD // ROUNDS)
        transfers = [built.transfer(*dice.sample(range(HOLDERS), 2)) for _ in part]
        yield transfers, [_purchase(built, policy) for policy in part]


def _purchase(built: World, number: int) -> bytes:
    holder, policy, hold = number % HOLDERS, _policy(number), f"first-{number}"
    calls: list[Call] = [
        c.Apply(policy=policy, product=LIFE, version=1, account=account(holder), wallet=account(holder)),
        Hold(
            hold=hold,
            account=account(holder),
            instrument=CASH,
            quantity=TERMS.premium,
            executor=POLICIES.path(policy),
            expires=Timestamp(clock_ms() + DAY_MS),
        ),
        c.Buy(policy=policy, hold=hold),
    ]
    return sign_calls(built.node, calls, built.keys[holder], by=[holder_id(holder)], valid_for=1_000)


def _policy(number: int) -> InstrumentId:
    return InstrumentId(f"policy-{number}")


def _offer(built: World) -> None:
    """An insurer that issues money too, a product, blank policies, and money in every account."""
    insurer = RegisterParty(
        party=INSURER,
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Insurer of the benchmark",
        roles=(Role.operating_bank, Role.issuer),
        keys=single_key_policy(KEY),
    )
    built.do([insurer], built.network.keyring.get(DEPOSITORY))
    unit = Unit(name="CNY", decimals=2)
    opened = OpenAccount(account=RECEIVES, holder=INSURER, outgoing=Control.holder, incoming=Control.nobody)
    executor = PRODUCTS.path(LIFE)
    reserve = GrantMandate(mandate="reserve", account=RECEIVES, executor=executor, instrument=CASH, revocable=False)
    offered = c.Offer(product=LIFE, insurer=INSURER, instrument=CASH, account=RECEIVES, mandate="reserve", terms=TERMS)
    money = DefineInstrument(instrument=CASH, kind=InstrumentKind.cash, issuer=INSURER, name="Money", unit=unit)
    active = ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by=INSURER)
    built.do([money, active, opened, reserve, offered], KEY)
    blanks = [call for number in range(SOLD) for call in _blank(_policy(number))]
    built.do(blanks, KEY)
    given = Quantity(1_000_000)
    built.do([Issue(instrument=CASH, account=account(each), quantity=given) for each in range(HOLDERS)], KEY)


def _blank(policy: InstrumentId) -> tuple[Call, Call]:
    defined = DefineInstrument(
        instrument=policy,
        kind=InstrumentKind.insurance_policy,
        issuer=INSURER,
        name=f"Policy {policy}",
        unit=Unit(name="policy", decimals=0),
        terms=TermsDocument(uri="https://insurer.example/life", hash=WORDING),
        supply_limit=Quantity(1),
        unique=True,
    )
    return defined, ChangeStatus(instrument=policy, status=InstrumentStatus.active, by=INSURER)
