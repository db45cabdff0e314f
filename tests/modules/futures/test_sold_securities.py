# SPDX-License-Identifier: Apache-2.0
"""What was lodged by who owes is sold to a third party: units against money, which comes into the account itself."""

from typing import Any

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.selling import SALE_CYCLE, SALES, SaleStatus
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.futures_ending_breaches import Ends
from support.futures_lodged import give_back
from support.futures_sold import agree, sales, sell
from support.ledger import Ledger


def account(ledger: Any, firm: str = "moe") -> MarginAccount:
    found = ledger.state.read(MARGIN_ACCOUNTS, f"m-{firm}")
    assert isinstance(found, MarginAccount)
    return found


def test_units_go_against_money_and_pay_what_is_owed_by_hand() -> None:
    """Moe owes 990,400 after one bond went for 9,600: a hundred at 9,700 pay 970,000, and three more the rest."""
    ledger = sales(Ledger())
    assert account(ledger).owed == 990_400
    bonds, money = ledger.holding("of-lia", "BOND").balance, ledger.holding("of-lia", "CNY").balance
    ledger.do(sell("good"), signed_by="ann")
    assert ledger.holding("of-lia", "BOND").balance == bonds + 100
    assert ledger.holding("of-lia", "CNY").balance == money - 970_000
    assert ledger.holding("m-moe", "CNY").balance == 970_000
    ledger.do(c.Collect(account="m-moe"), signed_by="ann")
    assert account(ledger).owed == 20_400
    ledger.issue("CNY", "of-lia", 29_100, issuer="bank")
    ledger.do(agree("rest", quantity=3, amount=29_100), sell("rest"), signed_by="ccp lia")
    ledger.do(c.Collect(account="m-moe"), signed_by="ann")
    # 29,100 came for 20,400: what is over is Moe's, as is what is left of the pledge.
    assert (account(ledger).owed, ledger.holding("m-moe", "CNY").balance) == (0, 8_700)
    assert ledger.holding("of-moe", "BOND").pledged == 500 - 1 - 100 - 3
    assert [one.pledge for one in account(ledger).lodged] == ["m-1", "m-rare", "m-dust"]


def test_a_sale_takes_the_steps_of_its_table() -> None:
    """Agreed on, then carried out, once."""
    ledger = sales(Ledger())
    assert _status(ledger, "good") is SaleStatus.agreed_on
    ledger.do(sell("good"), signed_by="ann")
    assert SALE_CYCLE[SaleStatus.agreed_on] == {_status(ledger, "good")}
    assert ledger.submit(sell("good"), signed_by="ann").outcome.name == "sale_over"
    assert not SALE_CYCLE[SaleStatus.delivered_and_paid]


def _status(ledger: Ledger, name: str) -> SaleStatus:
    found = ledger.state.read(SALES, name)
    assert found is not None
    return found.status


def test_what_is_pledged_still_goes_back_as_far_as_nothing_is_owed() -> None:
    """While he owes nothing of it does."""
    ledger = sales(Ledger())
    answer = ledger.submit(give_back("moe", "m-1", 1), signed_by="moe")
    assert answer.outcome.name == "not_available"


@pytest.mark.parametrize("path", ["futures/sale/good", "futures/account/m-moe"])
def test_a_sale_is_proved_offline(path: str) -> None:
    """Quantity, price and whose consent it was; nothing of the buyer but the accounts that it named."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, WIDENED_HOLDINGS)))
    sales(floor)
    floor.do(sell("good"), signed_by="ann")
    world = floor.world
    world.block()
    package = Collector(world, world.publish()).record(RecordPath(path))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    assert b'"futures.security_sold"' in b"".join(one.event for one in package.events)
