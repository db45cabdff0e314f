# SPDX-License-Identifier: Apache-2.0
"""What is told of pools beforehand is what the ledger does: lots weighed, a payment day rehearsed, a clean-up made."""

import pytest

from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS, SHARES
from counterfoil.modules.securitisation.pooling import cut_off_objections
from counterfoil.modules.securitisation.records import POOLS, PoolStatus
from counterfoil.node.supply.pool_admitting import weighed
from counterfoil.node.supply.pool_cleaning_up import cleaned_up
from counterfoil.node.supply.pool_rehearsing import rehearsed
from counterfoil.node.supply.pool_told import pool_told
from counterfoil.primitives.errors import InputError
from support.pooled import BRIDGES, SPV, admit, bridge, pay, pool_of
from support.pools_in_every_state import in_every_state
from support.vouchers import where
from support.vouchers_stage import OnLedger, until_day


@pytest.fixture(scope="module")
def told() -> OnLedger:
    """Pools and lots in every state."""
    return in_every_state(OnLedger())


@pytest.fixture
def stage(told: OnLedger) -> OnLedger:
    """The same for a test of its own."""
    own = OnLedger()
    own.ledger = told.ledger.twin()
    return own


def test_every_lot_is_weighed_as_the_ledger_judges_it(told: OnLedger) -> None:
    """Of whatever lot, by each pool that takes lots: the first reason is the ledger's, and without one it is taken."""
    lots = [one.instrument for _, one in told.state.rows(LOTS)]
    met: set[str] = set()
    for _, pool in told.state.rows(POOLS):
        if pool.status is not PoolStatus.pooling:
            continue
        for one in weighed(told.state, pool, lots, told.time).lots:
            tried = OnLedger()
            tried.ledger = told.ledger.twin()
            answer = tried.submit(admit(one.lot, pool.pool), signed_by="spv").outcome.name
            expected = one.reasons[0][0].name if one.reasons else "lot_in_a_pool" if one.before else "ok"
            assert answer == expected, (pool.pool, one.lot)
            met.add(answer)
    assert {"ok", "not_sold_truly", "claimed_by_another", "tenor_beyond_pool", "debtor_takes_part"} <= met


def test_the_cut_off_is_foretold(stage: OnLedger) -> None:
    """With all that fits admitted the pool is what was said, and is refused for the first reason that was said."""
    for name in ("taking", "thin", "one-debtor", "kin"):
        pool = pool_of(stage, name)
        made = weighed(stage.state, pool, [one.instrument for _, one in stage.state.rows(LOTS)], stage.time)
        for call in made.calls:
            stage.do(call, signed_by="spv")
        after = pool_of(stage, name)
        looked_at = ("lots", "cut_off_balance", "discounted", "largest_debtor", "largest_seller")
        assert [getattr(after, one) for one in looked_at] == [getattr(made.after, one) for one in looked_at]
        assert made.lacking == list(cut_off_objections(after))
        if made.lacking:
            assert stage.refused(c.ClosePool(pool=name), signed_by="spv") == made.lacking[0][0].name


@pytest.mark.parametrize("collected", [0, 1, 500_001])
def test_a_payment_day_is_what_was_rehearsed(stage: OnLedger, collected: int) -> None:
    """Fee, ranks, standings, status and each holder's share, where just so much came in until the day."""
    foretold = rehearsed(stage.state, pool_of(stage), collected, stage.time)
    assert foretold.not_noted == 0
    if collected:
        stage.do(bridge(collected), signed_by=BRIDGES)
    until_day(stage, foretold.day.day)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    pool = pool_of(stage)
    day = stage.state.read(DAYS, "P", str(foretold.day.number))
    assert (day.fee, day.ranks) == (foretold.day.fee, foretold.day.ranks)
    assert (pool.standings, pool.status, pool.charged) == (
        foretold.day.standings,
        foretold.day.status,
        foretold.day.charged,
    )
    for one in foretold.shares:
        stage.do(pay(one.instrument, foretold.day.number, one.account.removeprefix("of-")), signed_by="rival")
        share = stage.state.read(SHARES, one.instrument, str(foretold.day.number), one.account)
        assert (share.units, share.interest, share.principal) == (one.units, one.interest, one.principal)
    assert bool(foretold.shares) == (collected > 1), "a fen is the servicer's"


def test_what_is_not_noted_is_told(stage: OnLedger) -> None:
    """A lot whose debt is late, of which the pool does not know yet, is counted apart."""
    pool = pool_of(stage, "unnoted")
    assert rehearsed(stage.state, pool, 0, stage.time).not_noted == 1
    assert pool_told(stage.state, pool, stage.time).not_noted == 1
    stage.do(c.NoteDebt(lot="unnoted-1-0"), signed_by="rival")
    assert pool_told(stage.state, pool_of(stage, "unnoted"), stage.time).not_noted == 0


def test_what_is_left_changes_places_in_one_transaction(stage: OnLedger) -> None:
    """Price and lot; another's account pays nothing, and one that is not there is told."""
    pool = pool_of(stage, "little")
    made = cleaned_up(stage.state, pool, "of-first", stage.time)
    assert ([one.lot for one in made.passed_on], made.staying) == (["little-2-0"], [])
    other = cleaned_up(stage.state, pool, "of-second", stage.time)
    assert stage.refused(*other.calls, signed_by=f"{SPV} second") == "price_not_held"
    stage.do(*made.calls, signed_by=f"{SPV} first")
    assert where(stage, "little-2-0") == "of-first"
    assert pool_of(stage, "little").called_for == pool.unpaid
    with pytest.raises(InputError, match="no account"):
        cleaned_up(stage.state, pool, "nowhere", stage.time)


def test_every_pool_can_be_told(stage: OnLedger) -> None:
    """In whatever state: lots by standing come to what the pool says, and no rank has repaid more than it is."""
    seen = set()
    for _, pool in stage.state.rows(POOLS):
        told = pool_told(stage.state, pool, stage.time)
        seen.add(pool.status)
        assert sum(one.lots for one in told.lots.values()) == pool.lots
        assert sum(one.unpaid for one in told.lots.values()) == pool.unpaid
        assert all(0 <= one.repaid <= one.note.tranche.notional for one in told.ranks)
        assert bool(told.triggers) == bool(pool.standings and pool.terms.triggers)
    assert len(seen) >= 6
