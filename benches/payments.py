# SPDX-License-Identifier: Apache-2.0
"""Payments of digital yuan per second, under the limits of their wallets, beside plain transfers of the same run."""

import random
from collections.abc import Iterator
from typing import Final

from benches.claim import Claim
from benches.world import World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, OffsetMinutes, PartyId, Quantity

HOLDERS: Final = 2_000
EACH_KIND: Final = 15_000
ROUNDS: Final = 3
"""Transfers and payments take turns, so that both meet the same load of the machine."""
YUAN: Final = InstrumentId("e-CNY")
BANK: Final = PartyId("bank")
VAULT: Final = AccountId("vault")
EACH: Final = Quantity(1_000_000)
KEY: Final = PrivateKey(b"b" * 32)
COMMITMENT: Final = HexHash("ab" * 32)


def run() -> list[Claim]:
    """Both are signed before the clock runs, and are durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        _open_wallets(built)
        plain, paid = built.by_turns(_rounds(built))
    transfers_rate, paid_rate = (EACH_KIND / one.seconds for one in (plain, paid))
    cost = (paid.processor_seconds - plain.processor_seconds) / EACH_KIND * 1_000_000
    return [
        Claim(
            name="payments",
            value=paid_rate,
            unit="payments/s",
            conditions=f"{EACH_KIND:,} of one signature each between {HOLDERS:,} wallets with four limits; "
            f"plain transfers in the same run, by turns: {transfers_rate:,.0f} a second",
            limit=transfers_rate,
            limit_name="plain transfers/s",
        ),
        Claim(
            name="payments, limits",
            value=cost,
            unit="µs each",
            conditions="processor time of a payment less that of a plain transfer of the same run",
        ),
    ]


def _rounds(built: World) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Transfers between holders at random, and payments between the same."""
    dice = random.Random(1)
    for _ in range(ROUNDS):
        pairs = [dice.sample(range(HOLDERS), 2) for _ in range(EACH_KIND // ROUNDS)]
        yield [built.transfer(*pair) for pair in pairs], [_payment(built, *pair) for pair in pairs]


def _payment(built: World, sender: int, receiver: int) -> bytes:
    call = Transfer(sender=_wallet(sender), receiver=_wallet(receiver), instrument=YUAN, quantity=Quantity(1))
    return sign_calls(built.node, [call], built.keys[sender], by=[holder_id(sender)], valid_for=1_000)


def _wallet(holder: int) -> AccountId:
    return AccountId(f"wallet-of-{account(holder)}")


def _open_wallets(built: World) -> None:
    """One bank, which is central bank too, and a wallet for each holder with something in it."""
    depository = built.network.keyring.get(DEPOSITORY)
    bank = RegisterParty(
        party=BANK,
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Bank of the benchmark",
        roles=(Role.operating_bank,),
        keys=single_key_policy(KEY),
    )
    built.do([bank], depository)
    unit = Unit(name="CNY", decimals=2)
    accounts = {VAULT: BANK} | {_wallet(holder): holder_id(holder) for holder in range(HOLDERS)}
    total = Quantity(EACH * HOLDERS)
    most = Quantity(10**12)
    built.do(
        [
            DefineInstrument(instrument=YUAN, kind=InstrumentKind.cash, issuer=BANK, name="Digital yuan", unit=unit),
            ChangeStatus(instrument=YUAN, status=InstrumentStatus.active, by=BANK),
            c.Adopt(instrument=YUAN, offset_min=OffsetMinutes(480)),
            c.SetLimits(
                instrument=YUAN,
                grade=Grade.second,
                kind=WalletKind.personal,
                balance=most,
                single=most,
                daily=most,
                annual=most,
            ),
        ],
        KEY,
    )
    built.do([_opened(name, holder) for name, holder in accounts.items()], KEY)
    vault = c.OpenVault(account=VAULT, instrument=YUAN)
    backing = c.Back(account=VAULT, instrument=YUAN, quantity=total, document=COMMITMENT)
    built.do([vault, backing, Issue(instrument=YUAN, account=VAULT, quantity=total)], KEY)
    names = [_wallet(holder) for holder in range(HOLDERS)]
    built.do([_classed(name) for name in names], KEY)
    built.do([Transfer(sender=VAULT, receiver=name, instrument=YUAN, quantity=EACH) for name in names], KEY)


def _opened(name: AccountId, holder: PartyId) -> OpenAccount:
    return OpenAccount(account=name, holder=holder, custodian=BANK, outgoing=Control.holder, incoming=Control.nobody)


def _classed(name: AccountId) -> c.OpenWallet:
    return c.OpenWallet(
        account=name,
        instrument=YUAN,
        vault=VAULT,
        grade=Grade.second,
        kind=WalletKind.personal,
        commitment=COMMITMENT,
    )
