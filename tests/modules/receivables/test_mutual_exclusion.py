# SPDX-License-Identifier: Apache-2.0
"""The protocol between chains as a model: every interleaving of a few blocks, and the rules that it cannot do without.

A chain is a list of headers, each with its time and what the invoice's record says after it. Each step is a block of
one chain: nothing, a reservation, a withdrawal, or a confirmation that rests on any header of each peer, however old.
It is written apart from the law, which is compared with it claim by claim.
"""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import NamedTuple

import pytest

from counterfoil.modules.receivables.elsewhere import counted
from counterfoil.modules.receivables.invoices import Invoice, Reservation

NAMES = ("east", "north", "west")


class Claim(NamedTuple):
    since: int
    until: int
    amount: int
    confirmed: bool = False
    gone: bool = False


class Header(NamedTuple):
    time: int
    claims: tuple[Claim, ...]


Chain = tuple[Header, ...]
World = tuple[Chain, ...]
Counts = Callable[[Claim, Header, str, int, str], bool]
"""(the peer's claim, the peer's header that shows it, the peer's name, the time of one's own claim, one's own name)"""


def counts(other: Claim, shown: Header, peer: str, since: int, name: str) -> bool:
    """Whether a peer's claim counts against one's own: it is promised, or stands and is the earlier of the two."""
    if other.gone:
        return False
    return other.confirmed or (other.until > shown.time and (other.since, peer) < (since, name))


class Rules(NamedTuple):
    """What the model plays by; a mutant differs in one of them."""

    counts: Counts = counts
    fresh: Callable[[int, int], bool] = lambda shown, since: shown > since
    """whether a header of a peer's time answers for a reservation of a time"""


class Size(NamedTuple):
    chains: int
    blocks: int
    """after the first, of each chain"""
    whole: int
    amounts: tuple[int, ...]
    lasts: tuple[int, ...]
    steps: tuple[int, ...]
    """by which a header may be later than the one before"""


def allowed(world: World, at: int, number: int, time: int, shown: tuple[Header, ...], whole: int, rules: Rules) -> bool:
    """Whether a chain may confirm a claim of its own at a time, by one header of each of the others."""
    name, claims = NAMES[at], world[at][-1].claims
    mine = claims[number]
    ahead = sum(one.amount for one in claims if one.confirmed and not one.gone)
    ahead += sum(one.amount for one in claims[:number] if not one.confirmed and not one.gone and one.until > time)
    others = [index for index in range(len(world)) if index != at]
    for index, header in zip(others, shown, strict=True):
        if not rules.fresh(header.time, mine.since):
            return False
        ahead += sum(one.amount for one in header.claims if rules.counts(one, header, NAMES[index], mine.since, name))
    return ahead + mine.amount <= whole


def following(world: World, at: int, size: Size, rules: Rules) -> Iterator[Header]:
    """Each header that a chain may make next."""
    chain = world[at]
    others = [world[index] for index in range(len(world)) if index != at]
    for step in size.steps:
        time, claims = chain[-1].time + step, chain[-1].claims
        yield Header(time, claims)
        taken = sum(one.amount for one in claims if not one.gone and (one.confirmed or one.until > time))
        for amount, lasts in product(size.amounts, size.lasts):
            if taken + amount <= size.whole:
                yield Header(time, (*claims, Claim(time, time + lasts, amount)))
        for number, one in enumerate(claims):
            if one.gone or one.confirmed:
                continue
            yield Header(time, (*claims[:number], one._replace(gone=True), *claims[number + 1 :]))
            if time < one.until and any(
                allowed(world, at, number, time, shown, size.whole, rules) for shown in product(*others)
            ):
                yield Header(time, (*claims[:number], one._replace(confirmed=True), *claims[number + 1 :]))


def problem(world: World, whole: int) -> str | None:
    """What is wrong in a world: more is promised than there is, or a later claim has made an earlier one hopeless."""
    claims = [(NAMES[at], chain[-1].time, one) for at, chain in enumerate(world) for one in chain[-1].claims]
    standing = [(name, now, one) for name, now, one in claims if not one.gone and (one.confirmed or one.until > now)]
    if sum(one.amount for _, _, one in standing if one.confirmed) > whole:
        return "promised twice"
    for name, _, mine in standing:
        if mine.confirmed:
            continue
        earlier = [one.amount for other, _, one in standing if (one.since, other) < (mine.since, name)]
        later = [one.amount for other, _, one in standing if (one.since, other) > (mine.since, name) and one.confirmed]
        if sum(earlier) + mine.amount <= whole < sum(earlier) + mine.amount + sum(later):
            return "the earlier is starved"
    return None


def stuck(world: World, whole: int, rules: Rules) -> bool:
    """Whether the earliest claim of all is refused though it fits, asked with headers of now."""
    claims = [(one.since, NAMES[at], at, n) for at, chain in enumerate(world) for n, one in enumerate(chain[-1].claims)]
    alive = [
        found
        for found in claims
        if not (one := world[found[2]][-1].claims[found[3]]).gone
        and not one.confirmed
        and one.until > world[found[2]][-1].time + 1
    ]
    if not alive:
        return False
    since, _, at, number = min(alive)
    fresh = tuple(
        Header(max(chain[-1].time, since) + 1, chain[-1].claims) for index, chain in enumerate(world) if index != at
    )
    promised = sum(one.amount for chain in world for one in chain[-1].claims if one.confirmed and not one.gone)
    # What stands by its own chain's time, and not by that of a header to come, may be confirmed no more.
    fits = promised + world[at][-1].claims[number].amount <= whole
    return fits and not allowed(world, at, number, world[at][-1].time + 1, fresh, whole, rules)


def searched(size: Size, rules: Rules | None = None) -> tuple[int, set[str]]:
    """How many worlds there are, and what was found wrong in any of them."""
    rules = rules or Rules()
    first = tuple((Header(0, ()),) for _ in range(size.chains))
    seen: set[World] = {first}
    waiting, wrong = [first], set[str]()
    while waiting:
        world = waiting.pop()
        for at in range(size.chains):
            if len(world[at]) > size.blocks:
                continue
            for header in following(world, at, size, rules):
                made = (*world[:at], (*world[at], header), *world[at + 1 :])
                if made in seen:
                    continue
                seen.add(made)
                found = problem(made, size.whole)
                if found is not None:
                    wrong.add(found)
                    continue
                if stuck(made, size.whole, rules):
                    wrong.add("nobody gets it")
                waiting.append(made)
    return len(seen), wrong


TWO = Size(chains=2, blocks=4, whole=1, amounts=(1,), lasts=(2, 9), steps=(1,))
APART = Size(chains=2, blocks=3, whole=1, amounts=(1,), lasts=(2, 9), steps=(1, 3))
PARTS = Size(chains=2, blocks=4, whole=2, amounts=(1, 2), lasts=(9,), steps=(1,))
THREE = Size(chains=3, blocks=3, whole=1, amounts=(1,), lasts=(9,), steps=(1,))


def _stale(one: Claim, shown: Header, peer: str, since: int, name: str) -> bool:
    """The mutant that judges by its own claim's time whether a peer's reservation has expired."""
    return not one.gone and (one.confirmed or (one.until > since and (one.since, peer) < (since, name)))


def _all(one: Claim, shown: Header, peer: str, since: int, name: str) -> bool:
    """The mutant that waits for later claims too."""
    return not one.gone and (one.confirmed or one.until > shown.time)


def _reserved(one: Claim, shown: Header, peer: str, since: int, name: str) -> bool:
    """The mutant that passes over what is promised."""
    return not one.confirmed and counts(one, shown, peer, since, name)


def _untied(one: Claim, shown: Header, peer: str, since: int, name: str) -> bool:
    """The mutant that knows times and no names."""
    return not one.gone and (one.confirmed or (one.until > shown.time and one.since < since))


@pytest.mark.parametrize("size", [TWO, APART, PARTS, THREE])
def test_no_interleaving_promises_twice_or_starves_the_earlier(size: Size) -> None:
    """Whatever is reserved, asked, confirmed, withdrawn and expires, by whichever clocks, however old answers are."""
    worlds, wrong = searched(size)
    assert worlds > 4_000 and wrong == set()


MUTANTS: list[tuple[str, Rules, Size, str]] = [
    ("an answer may be a little older", Rules(fresh=lambda shown, since: shown >= since - 1), TWO, "promised twice"),
    ("an answer may be of any age", Rules(fresh=lambda shown, since: True), TWO, "promised twice"),
    ("what is promised counts for nothing", Rules(_reserved), TWO, "promised twice"),
    ("names break no tie", Rules(_untied), TWO, "promised twice"),
    ("later ones count too", Rules(_all), TWO, "nobody gets it"),
    ("what expired is asked of one's own time", Rules(_stale), TWO, "nobody gets it"),
]


@pytest.mark.parametrize(("_what", "rules", "size", "found"), MUTANTS, ids=[one[0] for one in MUTANTS])
def test_no_rule_can_be_left_out(_what: str, rules: Rules, size: Size, found: str) -> None:
    """Each rule that the law has is needed: without it the search finds what goes wrong."""
    assert found in searched(size, rules)[1]


LONG = Size(chains=3, blocks=14, whole=3, amounts=(1, 2, 3), lasts=(3, 12), steps=(1, 2))


@pytest.mark.parametrize("seed", range(12))
def test_long_walks_of_three_chains(seed: int) -> None:
    """Chains of many blocks, with parts of an invoice: seeds that repeat."""
    random, world = Random(seed), tuple((Header(0, ()),) for _ in range(LONG.chains))
    while any(len(chain) <= LONG.blocks for chain in world):
        at = random.choice([index for index, chain in enumerate(world) if len(chain) <= LONG.blocks])
        made = list(following(world, at, LONG, Rules()))
        before = world[at][-1].claims
        telling = [one for one in made if any(claim.confirmed for claim in set(one.claims) - set(before))]
        header = random.choice(telling if telling and random.random() < 0.5 else made)
        world = (*world[:at], (*world[at], header), *world[at + 1 :])
        assert problem(world, LONG.whole) is None


@pytest.mark.parametrize("seed", range(50))
def test_the_law_counts_as_the_model_does(seed: int) -> None:
    """Of a record of a peer: what is promised, and what stands there and is earlier."""
    random = Random(seed)
    claims = [
        Claim(since := random.randint(1, 9), since + random.randint(1, 9), random.randint(1, 5))
        for _ in range(random.randint(0, 6))
    ]
    promised, time, since = random.randint(0, 9), random.randint(5, 12), random.randint(1, 9)
    shown = Invoice(
        fingerprint="f" * 64,
        registry="r",
        buyer="b",
        seller="s",
        cash="c",
        amount=100,
        loose=(),
        confirmed=promised,
        reserved=tuple(
            Reservation(root=f"R{n}", amount=one.amount, since=one.since, until=one.until)
            for n, one in enumerate(claims)
        ),
    )
    name, peer = random.sample(NAMES, 2)
    header = Header(time, tuple(claims))
    slowly = promised + sum(one.amount for one in claims if counts(one, header, peer, since, name))
    found = counted(shown, peer, time, (since, name))
    assert found.promised + found.earlier == slowly and found.promised == promised
