# SPDX-License-Identifier: Apache-2.0
"""Lots admitted to a pool, a payment day counted over all of them, and its holders paid, per second."""

from collections.abc import Sequence
from typing import Final

from benches.claim import Claim, timed
from benches.funds import Clock
from benches.receivables import CASH, KEYS, platform, promise
from benches.world import BATCH, World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.receivables.lot_calls import PARTS_MAX, OfferLot, Part, Split, Take
from counterfoil.modules.receivables.lots import LOTS as LOT_TABLE
from counterfoil.modules.receivables.lots import Financing
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import INVESTORS
from counterfoil.modules.securitisation.pool_terms import NoteTerms, PoolTerms
from counterfoil.modules.securitisation.waterfall import FeeTerms, TrancheTerms
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

HOLDERS: Final = 1_000
LOTS: Final = 1_000
VALUE: Final = Quantity(1_000)
PRICE: Final = Quantity(999)
NOMINAL: Final = Quantity(900_000)
DAY_MS: Final = 86_400_000
SPV, TRUSTEE = PrivateKey(b"s" * 32), PrivateKey(b"t" * 32)
BOTH: Final = (SPV, TRUSTEE)
POOL: Final = AccountId("pool")
NOTE: Final = InstrumentId("note")


def run() -> list[Claim]:
    """All is signed before the clock runs, and durable when it stops."""
    clock = Clock()
    with world(HOLDERS, state_auditors=(), clock=clock) as built:
        platform(built)
        promise(built, 0)
        _sold(built, clock() // DAY_MS)
        admissions: list[Call] = [c.Admit(pool="p", owed=LOT_TABLE.path(lot)) for lot in _lots()]
        signed = [sign_calls(built.node, some, SPV) for some in _some(admissions, BATCH)]
        with timed() as admitted:
            built.settle(signed)
        _issued(built)
        clock.forward(2 * 1_440)
        counted = sign_calls(built.node, [c.CountDay(pool="p")], built.keys[5])
        with timed() as day:
            built.settle([counted])
        names = [account(holder) for holder in range(HOLDERS)]
        payments = [
            sign_calls(built.node, [c.PayHolders(instrument=NOTE, number=1, accounts=tuple(some))], built.keys[5])
            for some in _some(names, c.ACCOUNTS_MAX)
        ]
        with timed() as paid:
            built.settle(payments)
    return [
        Claim(
            name="securitisation, lots admitted",
            value=LOTS / admitted.seconds,
            unit="lots/s",
            conditions=f"{LOTS:,} lots of one voucher, {BATCH} to a transaction of one signature; "
            f"{admitted.processor_seconds / LOTS * 1_000_000:,.0f} µs of processor each",
        ),
        Claim(
            name="securitisation, a day counted",
            value=day.seconds * 1_000,
            unit="ms",
            conditions=f"a pool of {LOTS:,} lots, each of whose debt is looked up; durable",
        ),
        Claim(
            name="securitisation, holders paid",
            value=HOLDERS / paid.seconds,
            unit="holders/s",
            conditions=f"{HOLDERS:,} holders of one note, {c.ACCOUNTS_MAX} to a transaction of one signature; "
            f"{paid.processor_seconds / HOLDERS * 1_000_000:,.0f} µs of processor each",
        ),
    ]


def _some(all_of_them: Sequence[object], most: int) -> list[list]:  # type: ignore[type-arg]
    return [list(all_of_them[first : first + most]) for first in range(0, len(all_of_them), most)]


def _lots() -> list[InstrumentId]:
    return [InstrumentId(f"lot-{number}") for number in range(LOTS)]


def _sold(built: World, today: int) -> None:
    """A pool is open, and has bought all lots of one voucher from whoever had it."""
    firms = [
        RegisterParty(
            party=PartyId(name),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=name,
            roles=(role,),
            keys=single_key_policy(key),
        )
        for name, role, key in (("spv", Role.issuer, SPV), ("trustee", Role.custodian, TRUSTEE))
    ]
    built.do(firms, built.network.keyring.get(DEPOSITORY))
    built.do(
        [
            OpenAccount(
                account=POOL,
                holder=PartyId("spv"),
                custodian=PartyId("trustee"),
                outgoing=Control.both,
                incoming=Control.both,
            )
        ],
        *BOTH,
    )
    money = [Issue(instrument=CASH, account=account(holder), quantity=Quantity(10_000_000)) for holder in (0, 1)]
    built.do(money, KEYS[0])
    built.do([c.OpenPool(pool="p", terms=_terms(today))], *BOTH, built.keys[2], built.keys[0])
    ahead = Transfer(sender=account(0), receiver=POOL, instrument=CASH, quantity=Quantity(LOTS * PRICE))
    built.do([ahead], built.keys[0], *BOTH)
    built.settle([sign_calls(built.node, _cut(), built.keys[0])])
    until = Timestamp(clock_ms() + DAY_MS)
    offers: list[Call] = []
    takes: list[Call] = []
    for lot in _lots():
        path = LOT_TABLE.path(lot)
        held = Hold(
            hold=f"sale-{lot}", account=account(0), instrument=lot, quantity=Quantity(1), executor=path, expires=until
        )
        sale = Financing(discount=Quantity(VALUE - PRICE), fees=Quantity(0), registration="zdw")
        offers += [held, OfferLot(lot=lot, to=POOL, hold=held.hold, financing=sale)]
        price = Hold(hold=f"price-{lot}", account=POOL, instrument=CASH, quantity=PRICE, executor=path, expires=until)
        takes += [price, Take(lot=lot, hold=price.hold)]
    built.do(offers, built.keys[0])
    built.do(takes, *BOTH)


def _cut() -> list[Call]:
    """The voucher into its lots, each split of the rest of the one before."""
    lot, left, calls = InstrumentId("v-0.0"), 100_000_000, list[Call]()
    for number, some in enumerate(_some(_lots(), PARTS_MAX - 1)):
        left -= VALUE * len(some)
        rest = Part(lot=InstrumentId(f"rest-{number}"), value=Quantity(left))
        calls.append(Split(lot=lot, parts=(*(Part(lot=one, value=VALUE) for one in some), rest)))
        lot = rest.lot
    return calls


def _terms(today: int) -> PoolTerms:
    return PoolTerms(
        manager=PartyId("spv"),
        originator=holder_id(0),
        servicer=holder_id(2),
        account=POOL,
        cash=CASH,
        offset_min=OffsetMinutes(0),
        cut_off=DayNumber(today),
        tenor_max_days=200,
        debtor_max_ppm=Millionths(1_000_000),
        seller_max_ppm=Millionths(1_000_000),
        discount_ppm=Millionths(60_000),
        notes=(NoteTerms(instrument=NOTE, tranche=TrancheTerms(rank=1, notional=NOMINAL)),),
        fees=FeeTerms(),
        fee_account=account(2),
        bridge=account(0),
        first_payment=DayNumber(today + 1),
        every_days=30,
        final=DayNumber(today + 400),
    )


def _issued(built: World) -> None:
    """The notes are out, spread over all holders, and money was collected."""
    built.do([c.ClosePool(pool="p")], SPV)
    held = Hold(
        hold="order",
        account=account(1),
        instrument=CASH,
        quantity=NOMINAL,
        executor=INVESTORS.path(NOTE, account(1)),
        expires=Timestamp(clock_ms() + DAY_MS),
    )
    ordered = c.Subscribe(instrument=NOTE, account=account(1), quantity=NOMINAL, hold=held.hold)
    built.do([held, ordered], built.keys[1])
    built.do([c.IssueNotes(pool="p")], SPV)
    spread = [
        Transfer(sender=account(1), receiver=account(holder), instrument=NOTE, quantity=Quantity(900))
        for holder in range(HOLDERS)
        if holder != 1
    ]
    built.do(spread, built.keys[1])
    collected = Transfer(sender=account(1), receiver=POOL, instrument=CASH, quantity=Quantity(123_457))
    built.do([collected], built.keys[1], *BOTH)
