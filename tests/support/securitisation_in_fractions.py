# SPDX-License-Identifier: Apache-2.0
"""A slow twin of the waterfall: claims lie on a line one behind another, and money covers them from the left.

Nothing here is rounded unless the caller says how: ``exact`` rounds nothing, ``floor`` what the rule rounds. At the end
stand the cases on which both are compared, and how the ledger's words are put into those of the twin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace as with_other

from counterfoil.modules.securitisation.waterfall import (
    RANKS_MAX,
    Distribution,
    Fee,
    FeeTerms,
    OrderOfPayments,
    PaymentDay,
    Tranche,
    TrancheStanding,
    TrancheTerms,
)
from counterfoil.primitives.types import PARTS_PER_MILLION

Rounding = Callable[[Fraction], Fraction]
Name = TypeVar("Name")
Case = tuple[PaymentDay, list[Tranche], list[Fee]]
"""a day, the tranches it finds in any order, and the fees"""


def exact(value: Fraction) -> Fraction:
    return value


def floor(value: Fraction) -> Fraction:
    return Fraction(value.numerator // value.denominator)


@dataclass(frozen=True)
class Note:
    """A tranche: ``rate`` is a share a year; a residual has none."""

    rank: int
    rate: Fraction
    residual: bool
    principal: Fraction
    carried: Fraction
    lost: Fraction


@dataclass(frozen=True)
class Cost:
    """A fee."""

    rate: Fraction
    fixed: Fraction
    cap: Fraction | None
    carried: Fraction


@dataclass(frozen=True)
class Day:
    """What is there, and in which of the two orders it is paid."""

    order: str
    collected: Fraction
    reserve: Fraction
    target: Fraction
    days: int


@dataclass(frozen=True)
class Paid:
    """What became of it. ``released``: the reserve was there for nobody any more."""

    fees: Sequence[Fraction]
    fees_due: Sequence[Fraction]
    interest: Mapping[int, Fraction]
    principal: Mapping[int, Fraction]
    excess: Fraction
    reserve: Fraction
    surplus: Fraction
    notes: Sequence[Note]
    released: bool


def paid(day: Day, notes: Sequence[Note], costs: Sequence[Cost], rounded: Rounding) -> Paid:
    """A whole payment day."""
    money, years = day.collected + day.reserve, Fraction(day.days, 365)
    everything = sum((note.principal for note in notes), Fraction(0))
    owed = {at: rounded(everything * cost.rate * years) + cost.fixed + cost.carried for at, cost in enumerate(costs)}
    capped = {("fee", at): owed[at] if cost.cap is None else min(owed[at], cost.cap) for at, cost in enumerate(costs)}
    interest = {("interest", note.rank): rounded(note.principal * note.rate * years) + note.carried for note in notes}
    principal = {("principal", note.rank): note.principal for note in notes}
    line = sorted([*capped.items(), *interest.items(), *principal.items()], key=lambda one: _place(day.order, *one[0]))
    ahead = [one for one in line if _place(day.order, *one[0]) < _place(day.order, "reserve", 0)]
    behind = line[len(ahead) :]
    ranked = {note.rank for note in notes if not note.residual}
    enough = sum((size for (name, rank), size in line if name == "fee" or rank in ranked), Fraction(0))
    released = money >= enough
    line = [*ahead, (("reserve", 0), Fraction(0) if released else day.target), *behind]
    given, left = poured(money, line)
    residual = any(note.residual for note in notes)
    after = [
        replace(
            note,
            principal=(rest := note.principal - given.get(("principal", note.rank), Fraction(0))),
            carried=interest["interest", note.rank] - given["interest", note.rank],
            lost=min(note.lost, rest),
        )
        for note in notes
    ]
    return Paid(
        fees=[given["fee", at] for at in range(len(costs))],
        fees_due=list(owed.values()),
        interest={note.rank: given["interest", note.rank] for note in notes},
        principal={note.rank: given.get(("principal", note.rank), Fraction(0)) for note in notes},
        excess=left if residual else Fraction(0),
        reserve=given["reserve", 0],
        surplus=Fraction(0) if residual else left,
        notes=after,
        released=released,
    )


def poured(money: Fraction, line: Sequence[tuple[Name, Fraction]]) -> tuple[dict[Name, Fraction], Fraction]:
    """What of each claim on the line is covered, and how much money reaches beyond its end."""
    found = {}
    for at, (name, size) in enumerate(line):
        begin = sum((before for _, before in line[:at]), Fraction(0))
        found[name] = max(min(money, begin + size) - begin, Fraction(0))
    return found, max(money - sum((size for _, size in line), Fraction(0)), Fraction(0))


def _place(order: str, name: str, number: int) -> tuple[int, int, int]:
    """Where a claim lies on the line: fees, then by kind and rank; after a trigger by rank and kind."""
    if name == "fee":
        return -1, number, 0
    kind = ("interest", "reserve", "principal").index(name)
    if order == "accelerated":
        return max(number, 1), kind, 0
    return kind, number, 0


def lost(notes: Sequence[Note], loss: Fraction) -> tuple[dict[int, Fraction], Fraction]:
    """What each bears of a loss, and what nobody does: the level rises from the last rank."""
    upwards = sorted(notes, key=lambda note: -note.rank)
    return poured(loss, [(note.rank, note.principal - note.lost) for note in upwards])


def given_back(notes: Sequence[Note], recovery: Fraction) -> tuple[dict[int, Fraction], Fraction]:
    """What each was charged and has back, and what is left over: the level rises from the senior."""
    downwards = sorted(notes, key=lambda note: note.rank)
    return poured(recovery, [(note.rank, note.lost) for note in downwards])


def shares(amount: int, holdings: Sequence[int]) -> list[int]:
    """Unit by unit: each has the floor of what is due to all up to it, less that of all before it."""
    total, found, at = sum(holdings), [], 0
    for units in holdings:
        upto = [floor(Fraction(amount * one, total)) for one in range(at, at + units + 1)]
        found.append(int(sum(after - before for before, after in pairwise(upto))))
        at += units
    return found


def as_twin(day: PaymentDay) -> Day:
    return Day(day.order.value, *map(Fraction, (day.collected, day.reserve, day.reserve_target)), day.days)


def as_notes(tranches: Sequence[Tranche]) -> list[Note]:
    return [
        Note(
            terms.rank,
            Fraction(terms.rate_ppm, 10**6),
            terms.residual,
            *map(Fraction, (standing.principal, standing.interest_unpaid, standing.deficiency)),
        )
        for terms, standing in sorted(tranches, key=lambda one: one.terms.rank)
    ]


def as_costs(given: Sequence[Fee]) -> list[Cost]:
    return [
        Cost(
            Fraction(fee.terms.rate_ppm, 10**6),
            Fraction(fee.terms.fixed),
            None if fee.terms.cap is None else Fraction(fee.terms.cap),
            Fraction(fee.unpaid),
        )
        for fee in given
    ]


def flat(found: Distribution) -> list[int]:
    """Every number of a day, in the order of ``numbers_of``."""
    numbers = [number for one in found.fees for number in (one.paid, one.due)]
    for one in found.tranches:
        numbers += [one.interest, one.principal, one.after.principal, one.after.interest_unpaid, one.after.deficiency]
    return [*numbers, sum(one.excess for one in found.tranches), found.reserve, found.surplus]


def numbers_of(found: Paid) -> list[Fraction]:
    numbers = [number for both in zip(found.fees, found.fees_due, strict=True) for number in both]
    for note in found.notes:
        numbers += [found.interest[note.rank], found.principal[note.rank], note.principal, note.carried, note.lost]
    return [*numbers, found.excess, found.reserve, found.surplus]


amounts = st.integers(0, 30) | st.integers(0, 10**11)
rates = st.sampled_from((0, 1, 30_000, PARTS_PER_MILLION)) | st.integers(0, PARTS_PER_MILLION)


@st.composite
def pools(draw: st.DrawFn, *, fresh: bool = False) -> list[Tranche]:
    """Tranches, in any order: as they may stand in the middle of their life, or as they begin."""
    ranks = draw(st.integers(1, RANKS_MAX))
    residual = ranks > 1 and draw(st.booleans())
    found = []
    for rank in range(1, ranks + 1):
        last = residual and rank == ranks
        terms = TrancheTerms(rank=rank, notional=1 + draw(amounts), rate_ppm=0 if last else draw(rates), residual=last)
        principal = terms.notional if fresh else draw(st.integers(0, terms.notional))
        deficiency = 0 if fresh else draw(st.integers(0, principal))
        unpaid = 0 if last or fresh else draw(st.integers(0, 3) | amounts)
        found.append(
            Tranche(terms, TrancheStanding(principal=principal, interest_unpaid=unpaid, deficiency=deficiency))
        )
    return draw(st.permutations(found))


fees = st.lists(
    st.builds(Fee, st.builds(FeeTerms, rate_ppm=rates, fixed=amounts, cap=st.none() | amounts), amounts), max_size=3
)


@st.composite
def days(draw: st.DrawFn, tranches: Sequence[Tranche]) -> PaymentDay:
    """With too little, just enough or too much for what is due."""
    principal = sum(one.standing.principal for one in tranches)
    unpaid = sum(one.standing.interest_unpaid for one in tranches)
    collected = (principal + unpaid) * draw(st.integers(0, 10)) // 8 + draw(amounts)
    return PaymentDay(
        order=draw(st.sampled_from(OrderOfPayments)),
        collected=collected,
        days=draw(st.integers(0, 400)),
        reserve=draw(amounts),
        reserve_target=draw(amounts),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    tranches = draw(pools())
    return draw(days(tranches)), tranches, draw(fees)


def on(
    collected: int, order: OrderOfPayments = OrderOfPayments.amortising, *, days: int = 180, **reserve: int
) -> PaymentDay:
    return PaymentDay(order=order, collected=collected, days=days, **reserve)


def simple(*principals: int, residual: bool = False, **standing: int) -> list[Tranche]:
    """Tranches that have nothing but principal, and the same standing besides."""
    terms = [TrancheTerms(rank=rank, notional=one) for rank, one in enumerate(principals, 1)]
    if residual:
        terms[-1] = with_other(terms[-1], residual=True)
    return [Tranche(one, TrancheStanding(principal=one.notional, **standing)) for one in terms]


def after(tranches: Sequence[Tranche], standings: Sequence[TrancheStanding]) -> list[Tranche]:
    return [Tranche(one.terms, standing) for one, standing in zip(tranches, standings, strict=True)]


def given_out(found: Distribution) -> list[tuple[int, int, int]]:
    return [(one.interest, one.principal, one.excess) for one in found.tranches]


def total(found: Distribution) -> int:
    """All that a day gave away or has yet."""
    fees = sum(one.paid for one in found.fees)
    return fees + sum(one.paid for one in found.tranches) + found.reserve + found.surplus
