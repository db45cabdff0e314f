# SPDX-License-Identifier: Apache-2.0
"""Lots of vouchers a second, each split off by a transaction; one voucher into a thousand; and a split among many.

``make bench-lots`` among a million: ``COUNTERFOIL_LOTS=1000000 python -m benches receivables``.
"""

import os
import random
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from benches.claim import Claim, timed
from benches.world import World, account, holder_id, world
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import GrantMandate
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables.lot_calls import PARTS_MAX, Part, Split
from counterfoil.modules.receivables.records import ROOTS, InvoiceShare, RootTerms
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    Duration,
    HexHash,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

HOLDERS: Final = 300
SPLITS: Final = 1_500
ROUNDS: Final = 3
"""Transfers and splits take turns, so that both meet the same load of the machine."""
THOUSAND: Final = 1_000
MANY: Final = int(os.environ.get("COUNTERFOIL_LOTS", "6000"))
"""Lots that are out when splits are measured once more."""
CASH: Final = InstrumentId("CNY")
CORE: Final = PartyId("core")
KEYS: Final = (PrivateKey(b"m" * 32), PrivateKey(b"c" * 32))
"""The maker's and the checker's."""
PLATFORM: Final = PrivateKey(b"p" * 32)
FACE: Final = Quantity(100_000_000)
DAY_MS: Final = 86_400_000


def run() -> list[Claim]:
    """All is signed before the clock runs, and durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        platform(built)
        for holder in range(HOLDERS):
            promise(built, holder)
        plain, split = built.by_turns(_rounds(built, 0))
        thousand = _thousand(built, "v-0", SPLITS // HOLDERS, FACE - 10 * (SPLITS // HOLDERS))
        with timed() as watch:
            built.settle([thousand])
        out = _many(built)
        plain_later, later = built.by_turns(_rounds(built, SPLITS))
    transfers_rate, splits_rate = (SPLITS / one.seconds for one in (plain, split))
    plain_us, each_us = (one.processor_seconds / SPLITS * 1_000_000 for one in (plain, split))
    return [
        Claim(
            name="receivables",
            value=2 * splits_rate,
            unit="lots/s",
            conditions=f"{SPLITS:,} splits of one signature, each into a part for another holder and the rest, by "
            f"{HOLDERS} holders: {splits_rate:,.0f} splits a second; plain transfers in the same run, by turns: "
            f"{transfers_rate:,.0f} a second",
            limit=transfers_rate,
            limit_name="plain transfers/s",
        ),
        Claim(
            name="receivables, a split",
            value=each_us,
            unit="µs each",
            conditions=f"processor time; of a plain transfer of the same run {plain_us:,.0f}",
        ),
        Claim(
            name="receivables, into a thousand",
            value=watch.seconds * 1_000,
            unit="ms",
            conditions=f"one voucher into {THOUSAND:,} lots for {HOLDERS} holders: one transaction of one signature, "
            f"{len(_cuts())} splits, durable",
        ),
        Claim(
            name=f"receivables, a split among {out:,} lots",
            value=later.processor_seconds / SPLITS * 1_000_000,
            unit="µs each",
            conditions=f"processor time, with {out:,} lots out; with few {each_us:,.0f}; of a plain transfer then "
            f"{plain_later.processor_seconds / SPLITS * 1_000_000:,.0f}",
        ),
    ]


def _many(built: World) -> int:
    """A thousand more lots out of each of as many vouchers as that takes; how many are out."""
    vouchers = max(0, MANY // THOUSAND - 1)
    for number in range(vouchers):
        promise(built, HOLDERS + number)
        built.settle([_thousand(built, f"v-{HOLDERS + number}", 0, FACE)])
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{(number + 2) * THOUSAND:,} lots ")
    return (vouchers + 1) * (THOUSAND + 1) + SPLITS + HOLDERS - 1


def _rounds(built: World, first: int) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Transfers between holders at random, and as many splits."""
    dice = random.Random(first)
    for number in range(ROUNDS):
        part = range(first + number * SPLITS // ROUNDS, first + (number + 1) * SPLITS // ROUNDS)
        transfers = [built.transfer(*dice.sample(range(HOLDERS), 2)) for _ in part]
        yield transfers, [_split(built, one) for one in part]


def platform(built: World) -> None:
    """A core enterprise with two keys, money, and a platform with a line for it."""
    core = RegisterParty(
        party=CORE,
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Core enterprise of the benchmark",
        roles=(Role.operating_bank, Role.issuer),
        keys=KeyPolicy(keys=tuple(key.public for key in KEYS), threshold=1),
    )
    its_platform = RegisterParty(
        party=PartyId("platform"),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Platform of the benchmark",
        roles=(Role.venue,),
        keys=single_key_policy(PLATFORM),
    )
    built.do([core, its_platform], built.network.keyring.get(DEPOSITORY))
    money = DefineInstrument(
        instrument=CASH, kind=InstrumentKind.cash, issuer=CORE, name="Money", unit=Unit(name="CNY", decimals=2)
    )
    active = ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by=CORE)
    opened = OpenAccount(account=AccountId("core-cash"), holder=CORE, outgoing=Control.holder, incoming=Control.nobody)
    programme = c.SetProgramme(
        programme="p",
        keeper=PartyId("platform"),
        registry=CORE,
        cash=CASH,
        offset_min=OffsetMinutes(480),
        tenor_max_days=365,
        examined_beyond_days=182,
        depth_max=16,
        accept_within=Duration(7 * DAY_MS),
        grace_days=5,
        penalty_ppm=Millionths(500),
    )
    line = c.SetLine(programme="p", issuer=CORE, ceiling=Quantity((HOLDERS + MANY // THOUSAND) * FACE))
    built.do([money, active, opened], KEYS[0])
    built.do([programme, line], PLATFORM, KEYS[0])


def promise(built: World, number: int) -> None:
    """A voucher for one of the holders in turn, prepared with one key and confirmed with the other."""
    root, invoice, holder = f"v-{number}", HexHash(sha256(b"%d" % number).hexdigest()), number % HOLDERS
    terms = RootTerms(
        programme="p",
        issuer=CORE,
        account=account(holder),
        cash=CASH,
        face=FACE,
        matures=DayNumber(clock_ms() // DAY_MS + 90),
        contract_hash=HexHash("c" * 64),
        invoices=(InvoiceShare(fingerprint=invoice, amount=FACE),),
        requires_acceptance=False,
        recourse=False,
        min_split=Quantity(1),
        max_depth=16,
    )
    until = Timestamp(clock_ms() + DAY_MS)
    proposed: list[Call] = [
        c.RegisterInvoice(programme="p", fingerprint=invoice, buyer=CORE, seller=holder_id(holder), amount=FACE),
        c.Propose(root=root, by=holder_id(holder), terms=terms, until=until),
        GrantMandate(
            mandate=root, account=AccountId("core-cash"), executor=ROOTS.path(root), instrument=CASH, revocable=False
        ),
        c.Prepare(root=root),
    ]
    built.do(proposed, KEYS[0], built.keys[holder])
    built.do([c.Confirm(root=root, mandate=root, lot=f"{root}.0")], KEYS[1])


def _split(built: World, number: int) -> bytes:
    """Ten fen of what a holder has left go to another; the first holder's is split no more after the thousand."""
    holder, turn = number % HOLDERS, number // HOLDERS
    if holder == 0 and number >= SPLITS:
        return built.transfer(1, 2)
    rest = FACE - 10 * turn
    parts = (
        Part(lot=InstrumentId(f"v-{holder}.p{turn}"), value=Quantity(10), account=account((holder + 1) % HOLDERS)),
        Part(lot=InstrumentId(f"v-{holder}.{turn + 1}"), value=Quantity(rest - 10)),
    )
    return _signed(built, holder, [Split(lot=InstrumentId(f"v-{holder}.{turn}"), parts=parts)])


def _cuts() -> list[range]:
    """Which of the thousand each split makes, besides the rest."""
    step = PARTS_MAX - 1
    return [range(start, min(start + step, THOUSAND)) for start in range(0, THOUSAND, step)]


def _thousand(built: World, root: str, turn: int, left: int) -> bytes:
    """What is left of a voucher goes into a thousand lots of other holders, and the rest."""
    holder = int(root.removeprefix("v-")) % HOLDERS
    lot, calls = f"{root}.{turn}", list[Call]()
    for number, cut in enumerate(_cuts()):
        parts = [
            Part(
                lot=InstrumentId(f"{root}.t{n}"),
                value=Quantity(7),
                account=account((holder + 1 + n % (HOLDERS - 1)) % HOLDERS),
            )
            for n in cut
        ]
        left -= 7 * len(cut)
        rest = Part(lot=InstrumentId(f"{root}.rest-{number}"), value=Quantity(left))
        calls.append(Split(lot=InstrumentId(lot), parts=(*parts, rest)))
        lot = rest.lot
    return _signed(built, holder, calls)


def _signed(built: World, holder: int, calls: list[Call]) -> bytes:
    return sign_calls(built.node, calls, built.keys[holder], by=[holder_id(holder)], valid_for=1_000)
