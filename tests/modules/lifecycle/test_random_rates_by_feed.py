# SPDX-License-Identifier: Apache-2.0
"""Whatever who observes when: a coupon by a feed is what plain Python makes of the observations as they were signed."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from statistics import median
from typing import NamedTuple

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionStatus
from counterfoil.modules.oracles import calls as o
from support.corporate_actions import HOUR_MS, action_of, paid, until
from support.ledger import Ledger
from support.rate_feeds import (
    AUGUST,
    BEGIN,
    BOTH,
    COUNTS_FOR,
    FEBRUARY,
    FLOATS,
    FRESH_FOR,
    MAY,
    NOVEMBER,
    REPORTERS,
    SPREAD_PPM,
    fen,
    market_with_feed,
    midnight,
    observe,
    recorded,
    void,
)

PAYMENTS = {
    "_due-1": (("0.03", BEGIN, FEBRUARY), (FEBRUARY, FEBRUARY, MAY)),
    "_due-2": ((MAY, MAY, AUGUST), (AUGUST, AUGUST, NOVEMBER)),
}
"""Each payment's periods: a rate, or the day that it is set for; from, until."""
LOOKED_AT = {"_due-1": (FEBRUARY, MAY), "_due-2": (AUGUST,)}
"""The days around which is observed before each: what is reset on the day of a payment counts for the next one."""


class Signed(NamedTuple):
    """What stands on the chain: a reporter's word, or, of nobody, that the feed was to be fixed."""

    at: int
    reporter: str = ""
    value: int = 0
    observed: int = 0


class Slow(NamedTuple):
    """A fixing as the twin has it."""

    value: Fraction
    observed: int


def fixings_of(chain: Sequence[Signed]) -> list[Slow]:
    """Every fixing, from all that was signed since the beginning."""
    found: list[Slow] = []
    said: dict[str, Signed] = {}
    for one in chain:
        if one.reporter:
            said[one.reporter] = one
            continue
        count = [said[name] for name in said if said[name].observed + COUNTS_FOR >= one.at]
        values = [Fraction(word.value) for word in count]
        middle = median(values) if values else Fraction(0)
        near = bool(values) and (max(values) - min(values)) * 1_000_000 <= SPREAD_PPM * abs(half_up(middle))
        if len(count) >= 2 and near:
            found.append(Slow(half_up(middle), min(word.observed for word in count)))
            said = {}
    return found


def half_up(value: Fraction) -> Fraction:
    """The next whole number, of two the greater."""
    return Fraction((value + Fraction(1, 2)).__floor__())


def rate_of(fixings: Sequence[Slow], voided: set[int], day: date) -> Fraction | None:
    """What the rate of a day is, by the bond; None: it waits."""
    at = midnight(day)
    then = [one for number, one in enumerate(fixings, 1) if number not in voided and one.observed <= at]
    return then[-1].value / 10_000 if then and at - then[-1].observed <= FRESH_FOR else None


def observed_around(ledger: Ledger, random: Random, day: date, chain: list[Signed], voided: set[int]) -> None:
    """Four days in which firms say, now and then, what they saw; somebody asks for fixings; one may be void."""
    until(ledger, midnight(day) - 60 * HOUR_MS)
    level = random.randint(100, 400)
    while ledger.time < midnight(day) + 30 * HOUR_MS:
        ledger.wait(random.randint(1, 7) * HOUR_MS)
        kind = random.choice(("observe",) * 12 + ("fix",) * 5 + ("void",))
        if kind == "observe":
            reporter, ago = random.choice(REPORTERS), random.choice((0, 0, 2, 7)) * HOUR_MS
            word = observe(reporter, level + random.randint(-12, 12), ledger.time - ago)
            if ledger.submit(word, signed_by=reporter).outcome.name == "ok":
                chain.append(Signed(ledger.time, reporter, word.value, word.observed))
        elif kind == "fix":
            made = len(fixings_of(chain))
            answer = ledger.submit(o.Fix(feed="shibor"), signed_by="ben").outcome.name
            chain.append(Signed(ledger.time))
            assert (answer == "ok") == (len(fixings_of(chain)) > made)
        elif (number := len(fixings_of(chain))) and number not in voided:
            ledger.do(void(number), signed_by=BOTH)
            voided.add(number)


def paid_in_walk(seed: int) -> int:
    """How many payments of the bond were made, each compared with the twin's."""
    ledger, random = market_with_feed(), Random(seed)
    chain: list[Signed] = []
    voided: set[int] = set()
    rates: dict[date, Fraction] = {}
    made = 0
    for name, periods in PAYMENTS.items():
        days = [one[0] for one in periods if isinstance(one[0], date)]
        for day in LOOKED_AT[name]:
            observed_around(ledger, random, day, chain, voided)
        found = {day: rate_of(fixings_of(chain), voided, day) for day in days}
        if None in found.values():
            recorded(ledger, name)
            assert action_of(ledger, FLOATS, name).status is ActionStatus.announced
            break
        rates |= {day: max(Fraction(0), rate) for day, rate in found.items() if rate is not None}
        paid(ledger, FLOATS, name)
        interest = fen(*((rates[rate] if isinstance(rate, date) else rate, *when) for rate, *when in periods))
        assert action_of(ledger, FLOATS, name).taxed == interest
        made += 1
        if made < len(PAYMENTS):
            ledger.do(c.Propose(instrument=FLOATS), signed_by="ann")
    assert list(broken_invariants(ledger.state)) == []
    return made


def test_coupons_are_what_plain_python_makes_of_the_observations() -> None:
    """To the fen; and where no rate can be had of them, the payment waits. Walks of both kinds are among these."""
    made = [paid_in_walk(seed) for seed in range(14)]
    assert set(made) == {0, 1, 2}
