# SPDX-License-Identifier: Apache-2.0
"""Whatever who observes when: the swap pays what plain Python makes of the observations as they were signed."""

from fractions import Fraction
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from counterfoil.node.contracts.local_feed import LocalFeed

SOURCE = Path(__file__).with_name("contract.star").read_text()
FEED = "oracles/feed/gold"
ROLES = ("payer", "receiver")
HOUR = 3_600_000
DAY = 24 * HOUR
YEAR = 365 * DAY
UNITS, RATE, MARGIN, APART = 1_000, Fraction(3, 100), 40_000, Fraction(1, 10)


class Word(NamedTuple):
    """What one firm said, and when that was so."""

    value: int
    observed: int


class Twin:
    """What the swap is worth, told by the words alone, since they were last fixed."""

    def __init__(self) -> None:
        self.words: dict[str, Word] = {}
        """since the last fixing"""
        self.last: dict[str, int] = {}
        """when what each firm said last was so"""
        self.fixed: Word | None = None
        self.base: Word | None = None
        self.gained = 0
        """by the receiver, of all resets"""

    def fix(self, now: int) -> bool:
        """The middle of what is no older than a day, if two said it and all lie within a tenth of it."""
        count = [one for one in self.words.values() if now - one.observed <= DAY]
        values = sorted(one.value for one in count)
        if len(count) < 2:
            return False
        middle = int((Fraction(median(map(Fraction, values))) + Fraction(1, 2)).__floor__())
        if values[-1] - values[0] > APART * middle:
            return False
        self.fixed = Word(middle, min(one.observed for one in count))
        self.words = {}
        return True

    def reset(self, time: int) -> None:
        """The receiver gains what the position does, less interest on what it was; each position a whole number."""
        assert self.fixed is not None and self.base is not None
        before, after = (Fraction(UNITS * one.value, 100).__floor__() for one in (self.base, self.fixed))
        interest = (before * RATE * (time - self.base.observed) / YEAR).__floor__()
        self.gained += after - before - interest
        self.base = Word(self.fixed.value, time)


def begun(chain: LocalChain) -> tuple[LocalFeed, list[int], Twin]:
    """A swap on a thousand units that began at 100.00; its feed, its resets and the twin."""
    chain.instrument("CNY", "bank", cash=True)
    gold = LocalFeed(chain, "gold", counts_for=DAY)
    for name in ROLES:
        chain.account(f"of-{name}", name)
        chain.issue("CNY", f"of-{name}", MARGIN)
    resets = [chain.now + number * 30 * DAY for number in (1, 2, 3)]
    terms: dict[str, Any] = {"payer": "payer", "receiver": "receiver", "money": "CNY", "feed": FEED, "decimals": 2}
    terms |= {"units": UNITS, "per": 1, "rate_ppm": int(RATE * 1_000_000), "haircut_ppm": 0, "initial": MARGIN}
    terms |= {"threshold": 0, "minimum": 0, "age": DAY, "grace": DAY, "resets": resets, "stop": resets[-1] + 90 * DAY}
    chain.deploy("swap", SOURCE, "venue", terms=terms)
    for role in ROLES:
        chain.hold(f"hold-{role}", f"of-{role}", "CNY", MARGIN, "swap")
        given: dict[str, Any] = {"role": role, "quantity": MARGIN, "hold": f"hold-{role}"}
        chain.call("swap", "post", role, shows=(f"holdings/encumbrance/hold-{role}",), **given)
    gold.say(100_00)
    chain.call("swap", "start", "payer receiver", shows=(FEED,))
    twin = Twin()
    twin.fixed, twin.base = Word(100_00, chain.time - 1_000), Word(100_00, chain.time)
    return gold, resets, twin


def observed(chain: LocalChain, gold: LocalFeed, random: Random, twin: Twin, level: int) -> None:
    """One firm says what it saw, or somebody asks for the fixing; the ledger takes and refuses what the twin does."""
    if random.random() < 0.6:
        reporter, value = random.choice(gold.reporters), level + random.randint(-700, 700)
        word = Word(value, chain.now - random.choice((0, 0, HOUR, 7 * HOUR)))
        assert twin.fixed is not None
        later = word.observed > max(twin.last.get(reporter, 0), twin.fixed.observed)
        assert later == taken(lambda: gold.observe({reporter: value}, ago=chain.now - word.observed))
        twin.words |= {reporter: word} if later else {}
        twin.last |= {reporter: word.observed} if later else {}
    else:
        assert twin.fix(chain.now) == taken(gold.fix)


def taken(what: Any) -> bool:
    """Whether the ledger does it."""
    try:
        what()
    except CallRefused:
        return False
    return True


def test_the_swap_pays_what_the_observations_say(chain: LocalChain) -> None:
    """Reset by reset, to the last unit; and no reset is paid while no fixing stands since its time."""
    waited = 0
    for seed in range(3):
        here, random = chain.another(), Random(seed)
        gold, resets, twin = begun(here)
        for time in resets:
            here.wait(max(0, time - here.time - 20 * HOUR))
            level = random.randint(95_00, 112_00)
            while not ready(here, twin, time):
                here.wait(random.randint(1, 5) * HOUR)
                observed(here, gold, random, twin, level)
                if not ready(here, twin, time):
                    waited += 1
                    assert not taken(partial(reset, here))
            reset(here)
            twin.reset(time)
        for role in ROLES:
            if here.state("swap")[f"due-{role}"]:
                here.call("swap", "collect", role, role=role, to=f"of-{role}")
        gains = [here.balance(f"of-{role}", "CNY") - MARGIN for role in ROLES]
        assert gains == [-twin.gained, twin.gained]
        assert here.balance("of-swap", "CNY") == 0
    assert waited > 10


def reset(chain: LocalChain) -> None:
    chain.call("swap", "reset", "anybody", shows=(FEED,))


def ready(chain: LocalChain, twin: Twin, time: int) -> bool:
    """Whether the reset can be paid in the next block."""
    return twin.fixed is not None and twin.fixed.observed >= time and chain.now - twin.fixed.observed <= DAY
