# SPDX-License-Identifier: Apache-2.0
"""A matching of more parcels than a call has is written in calls that follow each other, and stands in the end."""

from typing import Any

import pytest

from counterfoil.modules.futures import delivering
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import DELIVERIES, ParcelStatus
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from support.futures_ending import AFTER, AT, close, founded, intend, offer, open_day, receipt, traded_out
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """Ann wants fifteen lots of Bob, who offers three receipts, on the day of matching."""
    ledger = founded(Ledger())
    traded_out(ledger, "CU", ("ann", "bob", AT, 15))
    goods = [receipt(ledger, f"R{number}", "bob") for number in range(3)]
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", *goods), signed_by="bob")
    ledger.do(intend("ann"), signed_by="ann")
    close(ledger)
    open_day(ledger, AFTER[1])
    return ledger


def written(ledger: Ledger) -> list[s.Allot]:
    ending = ledger.state.read(ENDINGS, "CU")
    assert ending is not None
    return list(delivering.allotments(ledger.state, ending))


def test_what_is_not_written_yet_is_written_and_nothing_twice(ledger: Ledger, monkeypatch: Any) -> None:
    """Two parcels a call: two calls for each account; whoever is asked again writes what lacks, from its beginning."""
    monkeypatch.setattr(delivering, "WRITTEN", 2)
    calls = written(ledger)
    assert [(one.account, len(one.parcels), one.more) for one in calls] == [
        ("m-ann", 2, False),
        ("m-ann", 1, True),
        ("m-bob", 2, False),
        ("m-bob", 1, True),
    ]
    ledger.do(*calls[:3], signed_by="ccp")
    assert written(ledger) == calls[2:]
    ledger.do(*calls[2:], s.ConcludeMatching(contract="CU"), signed_by="ccp")
    assert written(ledger) == []
    close(ledger)
    open_day(ledger, AFTER[2])
    ledger.drive("pat", "futures")
    bob, ending = ledger.state.read(DELIVERIES, "CU", "m-bob"), ledger.state.read(ENDINGS, "CU")
    assert bob is not None and ending is not None
    assert [one.status for one in bob.parcels] == [ParcelStatus.delivered] * 3
    assert ending.status is EndingStatus.ended
