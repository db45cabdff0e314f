# SPDX-License-Identifier: Apache-2.0
"""A fund that is paid in digital yuan: out of wallets, into them, within the limits of their class."""

from counterfoil.modules.cash import calls as w
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import DealingStatus
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from support.fund_market import (
    CASH,
    DAYS,
    WEDNESDAY,
    book,
    buys,
    deal_day,
    dealing,
    define,
    established,
    money,
    sells,
    settle_due,
    units,
    wait_until,
)
from support.ledger import DOCUMENT, Ledger

THURSDAY = WEDNESDAY + 1
MONDAY = WEDNESDAY + 5
PERSONAL = {"instrument": CASH, "grade": Grade.second, "kind": WalletKind.personal}
WALLETS = ("ann", "ben")


def circulating() -> Ledger:
    """A bank with a vault, a fund, and two people with 10,000.00 yuan each in wallets that hold 15,000.00 at most."""
    ledger = Ledger()
    ledger.party("exchange", Role.venue)
    ledger.party("manager", Role.issuer)
    ledger.party("trustee", Role.custodian, Role.operating_bank)
    ledger.party("seller")
    define(ledger, CASH, "trustee", InstrumentKind.cash)
    define(ledger, "FUND", "manager", InstrumentKind.fund_unit)
    ledger.do(
        w.Adopt(instrument=CASH, offset_min=480),
        w.SetLimits(balance=1_500_000, single=500_000, daily=500_000, **PERSONAL),
        w.SetLimits(instrument=CASH, grade=Grade.first, kind=WalletKind.corporate),
        signed_by="trustee",
    )
    holders = {"vault": "trustee", "fund-cash": "manager", "seller-cash": "seller"}
    holders |= {f"{name}-cash": ledger.party(name) for name in WALLETS}
    for account, holder in holders.items():
        ledger.account(account, holder, custodian="trustee", outgoing=Control.holder)
    for name in WALLETS:
        ledger.account(f"{name}-units", name)
    ledger.do(
        w.OpenVault(account="vault", instrument=CASH),
        w.Back(account="vault", instrument=CASH, quantity=10_000_000, document=DOCUMENT),
        Issue(instrument=CASH, account="vault", quantity=10_000_000),
        *(_wallet(f"{name}-cash", Grade.second, WalletKind.personal) for name in WALLETS),
        *(_wallet(name, Grade.first, WalletKind.corporate) for name in ("fund-cash", "seller-cash")),
        *(_given(f"{name}-cash", 1_000_000) for name in WALLETS),
        signed_by="trustee",
    )
    ledger.do(c.OpenCalendar(calendar="sse", by="exchange", days=DAYS), signed_by="exchange")
    ledger.do(established(), signed_by="manager trustee")
    return ledger


def _wallet(account: str, grade: Grade, kind: WalletKind) -> w.OpenWallet:
    return w.OpenWallet(account=account, instrument=CASH, vault="vault", grade=grade, kind=kind, commitment=DOCUMENT)


def _given(account: str, quantity: int) -> Transfer:
    return Transfer(sender="vault", receiver=account, instrument=CASH, quantity=quantity)


def test_a_wallet_pays_within_its_limits_or_later() -> None:
    """Beyond what a wallet may pay at once nothing of the order moves, and others have their units that day."""
    ledger = circulating()
    ledger.do(*buys(ledger, "large", "ann", 600_000), signed_by="ann")
    ledger.do(*buys(ledger, "small", "ben", 400_000), signed_by="ben")
    deal_day(ledger, WEDNESDAY, 0)
    wait_until(ledger, THURSDAY, 600)
    assert settle_due(ledger) == ["large: beyond_single"]
    assert (units(ledger, "ann"), units(ledger, "ben"), money(ledger, "fund-cash")) == (0, 400_000, 400_000)
    raised = w.SetLimits(balance=1_500_000, single=700_000, daily=700_000, **PERSONAL)
    ledger.do(raised, signed_by="trustee")
    assert settle_due(ledger) == []
    assert (units(ledger, "ann"), money(ledger, "ann-cash")) == (600_000, 400_000)


def test_a_full_wallet_is_paid_once_it_has_room() -> None:
    """What units bring does not go beyond a wallet's limit; the units stay held until it can be paid."""
    ledger = circulating()
    ledger.do(*buys(ledger, "first", "ann", 500_000), signed_by="ann")
    deal_day(ledger, WEDNESDAY, 0)
    wait_until(ledger, THURSDAY, 600)
    assert settle_due(ledger) == []
    ledger.do(_given("ann-cash", 990_000), signed_by="trustee")
    ledger.do(*sells(ledger, "back", "ann", 50_000), signed_by="ann")
    deal_day(ledger, THURSDAY, 500_000)
    wait_until(ledger, MONDAY + 1, 600)
    assert settle_due(ledger) == ["back: beyond_balance"]
    assert dealing(ledger, "back", THURSDAY).status is DealingStatus.due
    assert ledger.holding("ann-units", "FUND").held == 50_000
    spent = Transfer(sender="ann-cash", receiver="ben-cash", instrument=CASH, quantity=100_000)
    ledger.do(spent, signed_by="ann")
    assert settle_due(ledger) == []
    assert money(ledger, "ann-cash") == 1_490_000 - 100_000 + 50_000


def test_who_keeps_a_wallet_full_until_the_hold_ends_has_the_units_back() -> None:
    """What the module does not do: tell who will not be paid from who cannot; the fund counts the units again."""
    ledger = circulating()
    ledger.do(*buys(ledger, "first", "ann", 500_000), signed_by="ann")
    deal_day(ledger, WEDNESDAY, 0)
    wait_until(ledger, THURSDAY, 600)
    assert settle_due(ledger) == []
    ledger.do(_given("ann-cash", 990_000), signed_by="trustee")
    ledger.do(*sells(ledger, "back", "ann", 50_000, days=6), signed_by="ann")
    deal_day(ledger, THURSDAY, 500_000)
    wait_until(ledger, MONDAY + 1, 600)
    assert settle_due(ledger) == ["back: beyond_balance"]
    assert (book(ledger).units, ledger.holding("ann-units", "FUND").free) == (450_000, 450_000)
    wait_until(ledger, MONDAY + 2, 660)
    ledger.do(c.GiveUp(order="back", day=THURSDAY))
    assert (book(ledger).units, ledger.holding("ann-units", "FUND").free) == (500_000, 500_000)
