# SPDX-License-Identifier: Apache-2.0
"""The rules of crossings in a small model: no interleaving breaks them, and no rule of them can be dropped."""

import pytest

from support.crossing_model import SOUND, Bounds, Found, dropped, searched, walked

THERE_AND_BACK = Bounds(time=4, legs=2)
DEAL = Bounds(time=4, legs=0, deal=True)
LONG = Bounds(time=14, legs=4)
LONG_DEAL = Bounds(time=14, legs=0, deal=True)

WRONG = {
    "cancels_by_proof": ("live in two places", THERE_AND_BACK),
    "proof_is_late": ("live in two places", THERE_AND_BACK),
    "accepts_in_time": ("live in two places", THERE_AND_BACK),
    "accepts_once": ("live in two places", THERE_AND_BACK),
    "cancels_once": ("live in two places", LONG),
    "anchored_only": ("live in two places", THERE_AND_BACK),
    "named_by_crossing": ("live in two places", LONG),
    "every_leg_ends": ("lost for ever", LONG),
    "accepts_by_proof": ("live in two places", THERE_AND_BACK),
}
WRONG_DEALS = {
    "pays_by_proof": "paid for nothing",
    "delivers_on_payment": "delivered and not paid",
    "withdraws_by_proof": "paid and withdrawn",
    "proof_is_late": "paid and withdrawn",
    "accepts_in_time": "paid and withdrawn",
    "anchored_only": "delivered and not paid",
}


@pytest.mark.parametrize("bounds", [THERE_AND_BACK, DEAL], ids=["there and back", "delivery against payment"])
def test_no_interleaving_breaks_it(bounds: Bounds) -> None:
    """Every order of blocks, anchors, headers shown late or never and blocks lost, up to the bound."""
    found = searched(SOUND, bounds)
    assert found.broken is None, found
    assert found.worlds > 50_000


@pytest.mark.parametrize("seed", range(40))
def test_no_long_way_breaks_it(seed: int) -> None:
    """Four legs, and many headers: random ways beyond what can be searched."""
    for bounds in (LONG, LONG_DEAL):
        found = walked(SOUND, bounds, seed, 60)
        assert found.broken is None, found.path


@pytest.mark.parametrize("rule", WRONG)
def test_a_rule_less_is_noticed(rule: str) -> None:
    """Each known wrong design is found out, by the shortest way that there is or by a random one."""
    broken, bounds = WRONG[rule]
    assert _found(rule, bounds).broken == broken


@pytest.mark.parametrize("rule", WRONG_DEALS)
def test_a_rule_less_is_noticed_of_a_deal(rule: str) -> None:
    """And of delivery against payment: never one without the other."""
    assert _found(rule, DEAL).broken is not None


def _found(rule: str, bounds: Bounds) -> Found:
    if bounds is not LONG:
        return searched(dropped(rule), bounds)
    ways = (walked(dropped(rule), bounds, seed, 60) for seed in range(4_000))
    return next((found for found in ways if found.broken), Found(0, None, ()))
