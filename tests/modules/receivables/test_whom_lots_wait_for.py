# SPDX-License-Identifier: Apache-2.0
"""Lots that could be paid and are not: who has one agrees to be paid first, and is told so."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.outstanding import outstanding
from support.vouchers import FACE, MATURES, founded, part, promised, split
from support.vouchers_stage import OnLedger, until_day

WAITS = "agreement to be paid"


@pytest.fixture
def stage() -> OnLedger:
    return founded(OnLedger())


def waits(stage: OnLedger) -> list[tuple[str, str, str]]:
    found = outstanding(stage.state, stage.time)
    return [(one.party, one.of, one.told.split(":")[0]) for one in found if one.what == WAITS]


def test_lots_that_were_split_off_wait_for_who_has_them(stage: OnLedger) -> None:
    """Nobody who was given a part has agreed to be paid: each is named with what is owed, and none once he has."""
    promised(stage)
    stage.do(split("R-0", part("a", 300_000), part("b", 700_000, "third")), signed_by="first")
    assert waits(stage) == []
    until_day(stage, MATURES)
    assert [type(one).__name__ for one in stage.ledger.drive("rival", "receivables")] == ["Provide", "RedeemLot"]
    assert stage.ledger.drive("rival", "receivables") == []
    assert waits(stage) == [("third", "b", "7,000.00 CNY")]
    stage.do(lc.NamePayee(lot="b"), signed_by="third")
    assert waits(stage) == []
    assert [type(one).__name__ for one in stage.ledger.drive("rival", "receivables")] == ["RedeemLot"]
    assert waits(stage) == []


def test_a_lot_that_a_pledgee_took_waits_for_it(stage: OnLedger) -> None:
    """Who had agreed has it no more; who has it now has not agreed."""
    promised(stage)
    pledge = h.Pledge(pledge="p", account="of-first", instrument="R-0", quantity=1, pledgee="bank", enforceable_from=1)
    stage.do(pledge, signed_by="first")
    until_day(stage, MATURES)
    stage.do(c.Provide(root="R", quota=FACE), signed_by="rival")
    assert waits(stage) == []
    stage.do(h.EnforcePledge(pledge="p", receiver="of-bank"), signed_by="bank")
    assert waits(stage) == [("bank", "R-0", "10,000.00 CNY")]
