# SPDX-License-Identifier: Apache-2.0
"""The algebra of lots: however a voucher is divided, passed on, paid in part and whole, no fen is made or lost."""

import itertools
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import Lot, Payee
from counterfoil.modules.receivables.queries import leaves
from support.vouchers import (
    CASH,
    FACE,
    MATURES,
    backing,
    founded,
    part,
    promised,
    root_of,
    split,
)
from support.vouchers_stage import OnLedger, until_day

CUTS = st.lists(st.integers(1, 10**12 - 1), unique=True, max_size=40)


def lots(cuts: list[int], face: int) -> list[Lot]:
    """The face cut at these places."""
    edges = [0, *sorted(cut for cut in cuts if cut < face), face]
    return [
        Lot(
            instrument=f"{start}",
            root="R",
            cash=CASH,
            start=start,
            value=end - start,
            depth=0,
            parent=None,
            payee=Payee(account="a", by=("a",)),
        )
        for start, end in itertools.pairwise(edges)
    ]


def rounds_of(quotas: list[int], face: int) -> list[int]:
    """What is new in each of several growing quotas."""
    grown = sorted({min(one, face) for one in quotas} - {0})
    return [after - before for before, after in zip([0, *grown], grown, strict=False)]


@given(CUTS, st.integers(1, 10**12), st.lists(st.integers(0, 10**12), max_size=8))
def test_what_is_provided_is_shared_out_exactly(cuts: list[int], face: int, quotas: list[int]) -> None:
    """Every round adds up, is within a fen of its fraction of what was left, and takes nothing back."""
    divided, rounds = lots(cuts, face), rounds_of(quotas, face)
    before, left = [0] * len(divided), face
    for number, amount in enumerate(rounds, 1):
        given_ = [lot.entitled(rounds[:number], face) for lot in divided]
        assert sum(given_) == sum(rounds[:number])
        for lot, share, earlier in zip(divided, given_, before, strict=True):
            assert abs(share - earlier - Fraction(amount * (lot.value - earlier), left)) < 1
            assert earlier <= share <= lot.value
        before, left = given_, left - amount


def test_a_growing_quota_of_the_whole_face_would_take_a_fen_back() -> None:
    """What a twin in fractions showed: of two fen in five the third lot had one, and of three none."""
    naive = [quota * 3 // 5 - quota * 2 // 5 for quota in (2, 3)]
    assert naive == [1, 0]
    (lot,) = [lot for lot in lots([1, 2, 3, 4], 5) if lot.start == 2]
    assert [lot.entitled(rounds, 5) for rounds in ((2,), (2, 1), (2, 1, 2))] == [1, 1, 1]


@given(CUTS, st.integers(2, 10**12), st.lists(st.integers(0, 10**12), max_size=5), st.data())
def test_a_split_changes_nobodys_due(cuts: list[int], face: int, quotas: list[int], data: st.DataObject) -> None:
    """The parts of a lot are entitled to what it was, whatever is provided."""
    rounds = rounds_of(quotas, face)
    lot = data.draw(st.sampled_from(lots(cuts, face)))
    inner = data.draw(st.lists(st.integers(1, max(1, lot.value - 1)), unique=True, max_size=8))
    edges = [lot.start, *sorted(lot.start + cut for cut in inner if cut < lot.value), lot.start + lot.value]
    parts = [replace(lot, start=start, value=end - start) for start, end in itertools.pairwise(edges)]
    assert sum(part.entitled(rounds, face) for part in parts) == lot.entitled(rounds, face)


HOLDERS = ("first", "second", "third", "fourth")
CUT = st.tuples(st.integers(1, FACE), st.sampled_from(HOLDERS[2:]))
STEP = st.tuples(st.integers(0, 30), st.lists(CUT, max_size=4))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=6), st.lists(st.integers(1, FACE - 1), max_size=3, unique=True), st.integers(0, 9))
def test_a_life_agrees_with_a_twin_in_fractions(
    steps: list[tuple[int, list[tuple[int, str]]]], quotas: list[int], late: int
) -> None:
    """Who has how much, what each is paid in part, and the penalty, against a plain dictionary of exact numbers."""
    stage = founded(OnLedger())
    promised(stage)
    twin: dict[str, tuple[str, Fraction]] = {"R-0": ("first", Fraction(FACE))}
    for number, (which, cuts) in enumerate(steps):
        name = sorted(twin)[which % len(twin)]
        holder, value = twin.pop(name)
        pieces, rest = [], int(value)
        for cut, to in cuts:
            if cut < rest:
                pieces.append((cut, to))
                rest -= cut
        named = [(f"s{number}-{n}", amount, to) for n, (amount, to) in enumerate([*pieces, (rest, holder)])]
        call = split(name, *(part(lot, amount, None if to == holder else to) for lot, amount, to in named))
        stage.do(call, signed_by=holder)
        twin |= {lot: (to, Fraction(amount)) for lot, amount, to in named}
    assert {lot.instrument: lot.value for lot in leaves(stage.state, "R")} == {name: v for name, (_, v) in twin.items()}
    for name, (holder, _) in twin.items():
        stage.do(lc.NamePayee(lot=name), signed_by=holder)
    until_day(stage, MATURES)
    paid = dict.fromkeys(twin, Fraction(0))
    for number, quota in enumerate(sorted(quotas)):
        hold = backing(quota, name=f"backing-{number}")
        stage.do(hold, c.Provide(root="R", quota=quota, hold=hold.hold), signed_by="core")
        for name in sorted(twin, reverse=bool(number % 2)):
            stage.submit(lc.RedeemLot(lot=name), signed_by="rival")
        for lot in leaves(stage.state, "R"):
            paid[lot.instrument] = Fraction(lot.paid)
            assert abs(paid[lot.instrument] - Fraction(quota, FACE) * twin[lot.instrument][1]) < number + 1
        assert sum(paid.values()) == quota
    until_day(stage, MATURES + late)
    before = {holder: stage.ledger.holding(f"of-{holder}", CASH).free for holder in HOLDERS}
    stage.ledger.drive("rival", "receivables")
    due = dict.fromkeys(HOLDERS, 0)
    for name, (holder, value) in twin.items():
        unpaid = value - paid[name]
        penalty = Fraction(500, 1_000_000) * unpaid * late
        due[holder] += int(unpaid) + penalty.__floor__()
    assert {holder: stage.ledger.holding(f"of-{holder}", CASH).free - before[holder] for holder in HOLDERS} == due
    root = root_of(stage)
    assert (root.live, root.redeemed, root.outstanding) == (0, FACE, 0)
