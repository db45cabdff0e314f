# SPDX-License-Identifier: Apache-2.0
"""Digital yuan: a citizen pays until the wallet's limit says no; what was prepaid goes back when the merchant fails."""

from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.payments import PREPAID
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import SuspendParty
from counterfoil.modules.parties.records import Role
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, OffsetMinutes, PartyId, Quantity, Timestamp

CENTRAL_BANK: Final = PartyId("central-bank")
BANK: Final = PartyId("bank")
CITIZEN: Final = PartyId("citizen")
GYM: Final = PartyId("gym")
VAULT: Final = AccountId("vault")
CITIZENS: Final = AccountId("citizen-wallet")
GYMS: Final = AccountId("gym-wallet")
CONTRACT: Final = "gym-2026"
YEAR: Final = "gym-2026-money"
RULING: Final = "(2026) Example Court ruling 7"
DOCUMENT: Final = to_hex(digest(b"the document that the reference names"))
CHINA_MIN: Final = OffsetMinutes(480)
MONTH_MS: Final = 30 * 24 * 3_600_000


def yuan(amount: int) -> Quantity:
    """The ledger counts fen."""
    return Quantity(amount * 100)


def play(stage: Stage) -> None:
    """Backing, limits, payments, a prepaid year, an insolvency, and the evidence of it."""
    _found(stage)
    _pay(stage)
    _prepay(stage)
    stage.prove(
        prepaid_contract=lambda collector: collector.record(PREPAID.path(CONTRACT)),
        citizens_wallet=lambda collector: collector.control(CITIZENS, CASH),
    )


def _found(stage: Stage) -> None:
    """The central bank's currency, a bank with a vault, limits of a class as dated policy, two wallets."""
    stage.enter(
        Firm(CENTRAL_BANK, "Central bank", (Role.operating_bank,)),
        Firm(BANK, "Operating bank", (Role.operating_bank, Role.custodian)),
        Firm(CITIZEN, "A citizen"),
        Firm(GYM, "Example Gym"),
    )
    unit = Unit(name="CNY", decimals=2)
    stage.define(CASH, InstrumentKind.cash, unit, issuer=CENTRAL_BANK, name="数字人民币 Digital yuan")
    limits = c.SetLimits(
        instrument=CASH,
        grade=Grade.second,
        kind=WalletKind.personal,
        balance=yuan(10_000),
        single=yuan(5_000),
        daily=yuan(10_000),
        annual=yuan(300_000),
    )
    corporate = c.SetLimits(instrument=CASH, grade=Grade.first, kind=WalletKind.corporate)
    adopted = c.Adopt(instrument=CASH, offset_min=CHINA_MIN)
    stage.set(adopted, limits, corporate, by=[CENTRAL_BANK])
    for account, holder in ((VAULT, BANK), (CITIZENS, CITIZEN), (GYMS, GYM)):
        stage.open(account, holder, bank=BANK)
    stage.do(
        "the central bank takes 1,000,000 yuan from the bank, and the bank issues as many",
        c.OpenVault(account=VAULT, instrument=CASH),
        c.Back(account=VAULT, instrument=CASH, quantity=yuan(1_000_000), document=DOCUMENT),
        Issue(instrument=CASH, account=VAULT, quantity=yuan(1_000_000)),
        by=[CENTRAL_BANK, BANK],
    )
    kinds = ((CITIZENS, Grade.second, WalletKind.personal), (GYMS, Grade.first, WalletKind.corporate))
    wallets = [
        c.OpenWallet(account=account, instrument=CASH, vault=VAULT, grade=grade, kind=kind, commitment=DOCUMENT)
        for account, grade, kind in kinds
    ]
    stage.do("the bank opens a wallet of class II for a citizen, and one for a gym", *wallets, by=[BANK])


def _pay(stage: Stage) -> None:
    more = Issue(instrument=CASH, account=VAULT, quantity=yuan(1))
    both = [CENTRAL_BANK, BANK]
    stage.refuse("one yuan more than the backing", more, by=both, outcome="beyond_backing")
    stage.do("the citizen draws 10,000 yuan", _moved(VAULT, CITIZENS, 10_000), by=[BANK])
    beyond = _moved(CITIZENS, GYMS, 5_001)
    stage.refuse("the citizen pays 5,001 yuan at once", beyond, by=[CITIZEN], outcome="beyond_single")
    stage.do("the citizen pays 5,000 yuan", _moved(CITIZENS, GYMS, 5_000), by=[CITIZEN])


def _prepay(stage: Stage) -> None:
    held = Hold(
        hold=YEAR,
        account=CITIZENS,
        instrument=CASH,
        quantity=yuan(2_400),
        executor=PREPAID.path(CONTRACT),
        expires=Timestamp(stage.now + 12 * MONTH_MS),
    )
    months = c.Prepay(contract=CONTRACT, hold=YEAR, merchant=GYMS, instalments=(yuan(200),) * 12)
    stage.do("the citizen prepays twelve months at the gym: 2,400 yuan", held, months, by=[CITIZEN, GYM])
    stage.do("a month is over, and confirmed", c.Confirm(contract=CONTRACT, instalment=1), by=[CITIZEN])
    stage.show("the citizen's wallet", _told(stage))
    stop = SuspendParty(party=GYM, by=SUPERVISOR, reference=RULING, document=DOCUMENT)
    order = c.OrderRefund(contract=CONTRACT, supervisor=SUPERVISOR, reference=RULING, document=DOCUMENT)
    stage.do("the gym is insolvent: what no month took goes back", stop, order, by=[SUPERVISOR])
    stage.show("the citizen's wallet", _told(stage))


def _moved(sender: AccountId, receiver: AccountId, amount: int) -> Transfer:
    return Transfer(sender=sender, receiver=receiver, instrument=CASH, quantity=yuan(amount))


def _told(stage: Stage) -> str:
    wallet = stage.holding(CITIZENS, CASH)
    return f"{wallet.free // 100:,} yuan free, {wallet.held // 100:,} yuan held for the gym"


SCENE: Final = Scene(
    number=10, name="digital-yuan", title="Digital yuan 数字人民币: limits, and what was prepaid", play=play
)
