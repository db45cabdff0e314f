# SPDX-License-Identifier: Apache-2.0
"""What a pool watches: at its limit nothing is hit, a fen beyond it is; and how near that is told."""

import pytest
from msgspec.structs import replace

from counterfoil.modules.securitisation import triggers as t
from counterfoil.node.supply.pool_told import TriggerTold
from counterfoil.primitives.errors import InputError

FINE = t.Performance(
    cut_off_balance=1_000, defaulted=50, delinquent=40, pool=400, cash=80, senior=400, reserve=9, reserve_target=10
)
"""each trigger at its limit"""
WATCHED = {
    t.TriggerKind.cumulative_default: (50_000, {"defaulted": 51}),
    t.TriggerKind.delinquency: (100_000, {"delinquent": 41}),
    t.TriggerKind.coverage: (1_200_000, {"cash": 79}),
    t.TriggerKind.reserve_shortfall: (900_000, {"reserve": 8}),
}
CURABLE = [t.TriggerTerms(kind=kind, limit_ppm=limit, curable=True) for kind, (limit, _) in WATCHED.items()]


@pytest.mark.parametrize("kind", t.TriggerKind)
def test_a_trigger_is_hit_beyond_its_limit(kind: t.TriggerKind) -> None:
    """At the limit none is, a fen beyond it this one is; one that can be cured is over with that, another is not."""
    for_good = [replace(one, curable=False) for one in CURABLE]
    assert t.triggers(CURABLE, FINE) == t.triggers(for_good, FINE) == ()
    assert t.triggers(CURABLE, replace(FINE, **WATCHED[kind][1])) == (kind,)
    assert (t.triggers(CURABLE, FINE, [kind]), t.triggers(for_good, FINE, [kind])) == ((), (kind,))
    with pytest.raises(InputError, match="twice"):
        t.triggers([*CURABLE, for_good[0]], FINE)


def test_without_a_senior_or_a_pool_nothing_is_short() -> None:
    """Where nothing is outstanding, and nothing to be in the reserve, there is no share to be below or above."""
    none = replace(FINE, delinquent=0, defaulted=0, pool=0, cash=0, senior=0, reserve=0, reserve_target=0)
    assert t.triggers(CURABLE, none) == ()


@pytest.mark.parametrize(
    ("kind", "part", "by"),
    [
        ("cumulative_default", "defaulted", 1),
        ("delinquency", "delinquent", 1),
        ("coverage", "cash", -1),
        ("reserve_shortfall", "reserve", -1),
    ],
)
@pytest.mark.parametrize("limit", [1, 50_001, 333_333, 1_200_000])
def test_with_the_room_that_is_told_it_is_just_not_hit(kind: str, part: str, by: int, limit: int) -> None:
    """So much more, or less, and it is not hit; a fen beyond it is."""
    terms = t.TriggerTerms(kind=t.TriggerKind(kind), limit_ppm=limit, curable=True)
    seen = replace(FINE, defaulted=0, delinquent=0, cash=5_000, reserve=5_000)
    told = TriggerTold(terms, *t.measured(terms.kind, seen), hit=False, counted=False)
    moved = getattr(seen, part) + by * told.room
    assert not t.is_hit(terms, replace(seen, **{part: moved}))
    assert t.is_hit(terms, replace(seen, **{part: moved + by}))
