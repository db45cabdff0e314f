# SPDX-License-Identifier: Apache-2.0
"""Digital yuan: a citizen pays until the wallet's limit says no; what was prepaid goes back when the merchant fails."""

from counterfoil.evidence.package import encode_package
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import OpenAccount, SuspendParty
from counterfoil.modules.parties.records import Control, Role
from counterfoil.node.collect import Collector
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import describe
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath, Timestamp
from counterfoil.verify.trust import parse_trust
from counterfoil.verify.verifier import verify_package
from market import Market, key_of, new_market

YUAN = InstrumentId("e-CNY")
VAULT, CITIZEN, GYM = AccountId("vault"), AccountId("citizen-wallet"), AccountId("gym-wallet")
DOCUMENT = to_hex(digest(b"what the central bank and the bank keep of it"))
RULING = "insolvency ruling 1"
CHINA_MIN = 480
MONTH_MS = 30 * 24 * 3_600_000


def yuan(amount: int) -> Quantity:
    """The ledger counts fen."""
    return Quantity(amount * 100)


def found(market: Market) -> None:
    """A central bank, a bank with a vault and backing, limits of 2020's trial, and two wallets."""
    central, bank = market.party("central-bank", Role.operating_bank), market.party("bank", Role.operating_bank)
    market.party("citizen")
    market.party("gym")
    market.instrument(YUAN, central, kind=InstrumentKind.cash, unit=Unit(name="CNY", decimals=2))
    holders = {VAULT: bank, CITIZEN: PartyId("citizen"), GYM: PartyId("gym")}
    for account, holder in holders.items():
        opened = OpenAccount(
            account=account, holder=holder, custodian=bank, outgoing=Control.holder, incoming=Control.nobody
        )
        market.do(opened, signed_by=(key_of(bank),))
    market.do(c.Adopt(instrument=YUAN, offset_min=CHINA_MIN), signed_by=(key_of(central),))
    second = c.SetLimits(
        instrument=YUAN,
        grade=Grade.second,
        kind=WalletKind.personal,
        balance=yuan(10_000),
        single=yuan(5_000),
        daily=yuan(10_000),
        annual=yuan(300_000),
    )
    corporate = c.SetLimits(instrument=YUAN, grade=Grade.first, kind=WalletKind.corporate)
    market.do(second, corporate, signed_by=(key_of(central),))
    vault = c.OpenVault(account=VAULT, instrument=YUAN)
    backing = c.Back(account=VAULT, instrument=YUAN, quantity=yuan(1_000_000), document=DOCUMENT)
    issue = Issue(instrument=YUAN, account=VAULT, quantity=yuan(1_000_000))
    market.do(vault, backing, issue, signed_by=(key_of(central), key_of(bank)))
    wallets = [
        c.OpenWallet(account=account, instrument=YUAN, vault=VAULT, grade=grade, kind=kind, commitment=DOCUMENT)
        for account, grade, kind in (
            (CITIZEN, Grade.second, WalletKind.personal),
            (GYM, Grade.first, WalletKind.corporate),
        )
    ]
    market.do(*wallets, signed_by=(key_of(bank),))


def moved(sender: AccountId, receiver: AccountId, amount: int) -> Transfer:
    """So many yuan from one account to another."""
    return Transfer(sender=sender, receiver=receiver, instrument=YUAN, quantity=yuan(amount))


def pay(market: Market) -> None:
    """The bank refuses nothing and need not be asked: the ledger keeps the limits."""
    more = Issue(instrument=YUAN, account=VAULT, quantity=yuan(1))
    both = (key_of("central-bank"), key_of("bank"))
    print("one yuan beyond the backing:", describe(market.attempt(more, signed_by=both)))
    market.do(moved(VAULT, CITIZEN, 10_000), signed_by=(key_of("bank"),))
    citizen = (key_of("citizen"),)
    print("5,001 yuan at once:         ", describe(market.attempt(moved(CITIZEN, GYM, 5_001), signed_by=citizen)))
    print("5,000 yuan:                 ", describe(market.attempt(moved(CITIZEN, GYM, 5_000), signed_by=citizen)))


def prepay(market: Market) -> None:
    """Twelve months at the gym: the money stays in the citizen's wallet, and a month is paid when it is over."""
    contract = "gym-2026"
    held = Hold(
        hold="year",
        account=CITIZEN,
        instrument=YUAN,
        quantity=yuan(2_400),
        executor=f"cash/prepaid/{contract}",
        expires=Timestamp(clock_ms() + 12 * MONTH_MS),
    )
    months = c.Prepay(contract=contract, hold="year", merchant=GYM, instalments=(yuan(200),) * 12)
    market.do(held, months, signed_by=(key_of("citizen"), key_of("gym")))
    market.do(c.Confirm(contract=contract, instalment=1), signed_by=(key_of("citizen"),))
    print("prepaid, a month is over:   ", told(market))
    supervisor = market.network.keyring.get(SUPERVISOR)
    stop = SuspendParty(party=PartyId("gym"), by=SUPERVISOR, reference=RULING, document=DOCUMENT)
    order = c.OrderRefund(contract=contract, supervisor=SUPERVISOR, reference=RULING, document=DOCUMENT)
    market.do(stop, order, signed_by=(supervisor,))
    print("the gym failed:             ", told(market))


def told(market: Market) -> str:
    """The citizen's wallet."""
    wallet = market.holding(CITIZEN, YUAN)
    return f"free {wallet.free / 100:,.2f}, held {wallet.held / 100:,.2f}"


def prove(market: Market) -> None:
    """The contract's record, with its trail, convinces a stranger offline."""
    market.network.publish()
    collector = Collector(market.node.reader, market.network.published())
    package = encode_package(collector.record(RecordPath("cash/prepaid/gym-2026")))
    report = verify_package(package, parse_trust(market.network.layout.trust.read_bytes()))
    assert report.proved
    print("the contract, proved:       ", report.sentence.en)


def main() -> None:
    """Back, issue, pay, prepay, fail, refund, prove."""
    with new_market() as market:
        found(market)
        pay(market)
        prepay(market)
        prove(market)


if __name__ == "__main__":
    main()
