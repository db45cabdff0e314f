# SPDX-License-Identifier: Apache-2.0
"""However notes are passed on and holders paid: all of a day is paid, once, and each has its part within a fen."""

from collections import defaultdict
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS, SHARES
from counterfoil.modules.securitisation.records import PoolStatus
from support.pooled import FIRST_PAYMENT, LOTS, NOTIONAL, SPLIT, SPV, issued, pool_of
from support.securitisation_slowly import SlowPool
from support.vouchers import CASH, FACE, MATURES
from support.vouchers_stage import OnLedger, until_day

PEOPLE = ("fund-a", "fund-b", "fund-c", "buyer", "third")
MOVES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(1, NOTIONAL["senior"])), max_size=6
)
ORDER = st.permutations(PEOPLE)
DAY = st.tuples(st.integers(0, 3_000_000), MOVES, MOVES, ORDER)


def moved(stage: OnLedger, held: dict[str, int], moves: list[tuple[str, str, int]]) -> None:
    """Senior notes go from hand to hand, as far as whoever gives them has any."""
    for giver, taker, quantity in moves:
        units = min(quantity, held[giver])
        if units and giver != taker:
            move = h.Transfer(sender=f"of-{giver}", receiver=f"of-{taker}", instrument="senior", quantity=units)
            stage.do(move, signed_by=f"{giver} {taker}")
            held[giver] -= units
            held[taker] += units


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DAY, min_size=1, max_size=3))
def test_days_agree_with_a_twin_in_fractions(
    days: list[tuple[int, list[tuple[str, str, int]], list[tuple[str, str, int]], list[str]]],
) -> None:
    """What comes in goes out; whoever held when the day was counted has it, whatever they do before they are paid."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    stage.do(*(rc.Provide(root=root, quota=FACE) for root in LOTS), signed_by="rival")
    twin = SlowPool(NOTIONAL)
    held = defaultdict(int, {name: SPLIT[name] for name in ("fund-a", "fund-b")})
    for number, (collected, before, after, order) in enumerate(days, 1):
        if collected:
            support = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=collected)
            stage.do(support, signed_by=f"core {SPV}")
        moved(stage, held, before)
        until_day(stage, FIRST_PAYMENT + 100 * (number - 1))
        twin.at_hand += collected
        stage.do(c.CountDay(pool="P"), signed_by="rival")
        register, expected = dict(held), twin.day(int(pool_of(stage).last_day or 0))
        moved(stage, held, after)
        assert [one.principal for one in pool_of(stage).standings] == list(twin.principal.values())
        defaulted = pool_of(stage).status is PoolStatus.defaulted
        assert defaulted == twin.behind
        paid = stage.state.read(DAYS, "P", str(number))
        assert paid is not None
        assert {one.instrument: one.whole for one in paid.ranks} == {k: v for k, v in expected.items() if v}
        whole = next((one for one in paid.ranks if one.instrument == "senior"), None)
        if whole is None:
            continue
        for name in order:
            call = c.PayHolders(instrument="senior", number=number, accounts=(f"of-{name}",))
            stage.submit(c.AgreeToBePaid(instrument="senior", account=f"of-{name}"), signed_by=name)
            assert (stage.refused(call, signed_by="rival") == "ok") == bool(register.get(name))
        shares = [share for _, share in stage.state.rows(SHARES, "senior", str(number)) if share.paid]
        assert sum(share.amount for share in shares) == whole.whole
        for share in shares:
            units = register[share.account.removeprefix("of-")]
            assert share.units == units
            for part, all_of_it in ((share.interest, whole.interest), (share.principal, whole.principal)):
                assert abs(part - Fraction(all_of_it * units, NOTIONAL["senior"])) < 1
