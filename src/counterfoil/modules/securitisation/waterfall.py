# SPDX-License-Identifier: Apache-2.0
"""What comes in on a payment day and who has it: the order of payments, losses and triggers, by whole numbers alone.

Tranches are ranked: 1 is senior, the others are mezzanine, and the last may be the residual, which earns no interest
and has what is left. A payment is made as far as the money goes, and the next one has the rest::

    amortising    fees, interest of 1, 2, …, reserve, principal of 1, 2, …, residual
    accelerated   fees, interest of 1, reserve, principal of 1, interest of 2, principal of 2, …, residual

- Interest is that of the principal outstanding before the day: principal · ppm · days // (365 · 10⁶), rounded down
  (ACT/365). What of it is not paid is carried to the next day, and bears no interest. A fee by rate is reckoned alike,
  of the same principal of all ranks together.
- The reserve is at hand for all that comes before it, and is filled up to its target after that. Where all ranks are
  repaid out of what is there, it has nothing to secure any more and is paid out.
- Principal is paid in order of rank alone: the residual is locked out while a rank above has anything due.
- A loss is charged from the last rank upwards, as a deficiency of principal. It leaves the claim as it is: what is
  outstanding still bears interest and may still be paid, and then there is so much less to be deficient.

Nothing is lost or made: fees + payments + reserve after + surplus = collected + reserve before.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.outcome import MachineOutcome, require
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import INTEGER_MAX, PARTS_PER_MILLION, Millionths, Quantity

RANKS_MAX: Final = 8
YEAR_PPM: Final = 365 * PARTS_PER_MILLION
"""A year has 365 days, the leap year too (ACT/365), and rates are in millionths."""
CLEAN_UP_PPM_MAX: Final = 100_000
"""What is left of a pool may be called at 10 % of its cut-off balance, and not before."""

Rank = Annotated[int, Meta(ge=1, le=RANKS_MAX)]
YearRate = Annotated[Millionths, Meta(ge=0, le=PARTS_PER_MILLION)]


class TrancheTerms(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What a tranche promises."""

    rank: Rank
    """1 is paid first"""
    notional: PositiveMoney
    """what it is issued at and what is repaid, whatever the pool is worth"""
    rate_ppm: YearRate = Millionths(0)
    residual: bool = False
    """the last rank, without interest: it has what is left"""


class TrancheStanding(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """How a tranche stands between two payment days: its principal outstanding, and what goes with it."""

    principal: NaturalMoney
    interest_unpaid: NaturalMoney = Quantity(0)
    """due before, and carried"""
    deficiency: NaturalMoney = Quantity(0)
    """losses charged to it, at most its principal"""

    @property
    def sound(self) -> Quantity:
        """The principal that no loss is charged to."""
        return Quantity(self.principal - self.deficiency)


class Tranche(NamedTuple):
    """Its terms and how it stands."""

    terms: TrancheTerms
    standing: TrancheStanding

    @classmethod
    def issued(cls, terms: TrancheTerms) -> "Tranche":
        """As it begins."""
        return cls(terms, TrancheStanding(principal=terms.notional))


class FeeTerms(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What taxes or services cost on a payment day."""

    rate_ppm: YearRate = Millionths(0)
    """a year, of the principal of all tranches"""
    fixed: NaturalMoney = Quantity(0)
    """on each payment day besides"""
    cap: NaturalMoney | None = None
    """paid on one day at most; what is due beyond it is carried"""


class Fee(NamedTuple):
    """Its terms, and what of it was due before and not paid."""

    terms: FeeTerms
    unpaid: int = 0


class OrderOfPayments(StrEnum):
    """Which of the two orders a payment day has."""

    amortising = "amortising"
    accelerated = "accelerated"
    """after a trigger: the interest of a rank waits for the principal of the one above it"""


class PaymentDay(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What is there on the day, before anything is paid, and for how many days interest is due."""

    order: OrderOfPayments
    collected: NaturalMoney
    """what came in since the day before, and what was left on it"""
    days: Annotated[int, Meta(ge=0)]
    """since the day before, or since issue"""
    reserve: NaturalMoney = Quantity(0)
    reserve_target: NaturalMoney = Quantity(0)
    """0 on the last day of all"""


class FeePayment(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Of one fee on one day; due is what was carried too."""

    due: NaturalMoney
    paid: NaturalMoney

    @property
    def unpaid(self) -> Quantity:
        """What is carried to the next day."""
        return Quantity(self.due - self.paid)


class TranchePayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one tranche is paid on one day, and what of interest was due: that of the days, and what was carried."""

    rank: Rank
    interest_due: NaturalMoney
    interest: NaturalMoney
    principal: NaturalMoney
    excess: NaturalMoney
    """the residual's, beyond its principal"""
    after: TrancheStanding

    @property
    def paid(self) -> Quantity:
        """All of it."""
        return Quantity(self.interest + self.principal + self.excess)


class Distribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of all that was there."""

    fees: tuple[FeePayment, ...]
    """in the order given, which is that of payment"""
    tranches: tuple[TranchePayment, ...]
    """by rank"""
    reserve: NaturalMoney
    """after the day"""
    surplus: NaturalMoney
    """for want of a residual: no rank is owed anything more"""


class Charge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a loss, or of a recovery, is a tranche's."""

    rank: Rank
    amount: NaturalMoney
    after: TrancheStanding


class Charges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A loss or a recovery over all tranches, by rank."""

    tranches: tuple[Charge, ...]
    beyond: NaturalMoney
    """what no tranche can bear, or has to be given back"""


class Claim(StrEnum):
    """What is paid after the fees."""

    interest = "interest"
    reserve = "reserve"
    principal = "principal"
    excess = "excess"
    """a residual's, beyond its principal"""


Step = tuple[Claim, int]
"""A claim and its rank; the reserve has none, which is 0."""
RESERVE: Final[Step] = (Claim.reserve, 0)


def distribute(day: PaymentDay, tranches: Sequence[Tranche], fees: Sequence[Fee] = ()) -> Distribution:
    """Everything there is, in its order; InputError for what no tranches can be, Refused for numbers out of bounds."""
    ranked = by_rank(tranches)
    outstanding = _bounded(sum(one.standing.principal for one in ranked), "principal")
    left = _bounded(_natural(day.collected, "collected") + _natural(day.reserve, "reserve"), "collected")
    target, days = _natural(day.reserve_target, "reserve"), _natural(day.days, "days")
    paid_fees: list[FeePayment] = []
    for fee in fees:
        paid_fees.append(made := _fee_paid(fee, outstanding, days, left))
        left -= made.paid
    due = {step: amount for one in ranked for step, amount in _due(one, days).items()}
    secured = [step for one in ranked if not one.terms.residual for step in _due(one, 0)]
    paid: dict[Step, int] = {}
    for step in order_of(day.order, len(ranked)):
        if step == RESERVE:
            repays = left >= sum(due[one] for one in secured if one not in paid)
            due[step] = 0 if repays else target
        paid[step] = min(left, due[step])
        left -= paid[step]
    payments = tuple(_payment(one, due, paid) for one in ranked)
    return Distribution(
        fees=tuple(paid_fees), tranches=payments, reserve=Quantity(paid[RESERVE]), surplus=Quantity(left)
    )


def order_of(order: OrderOfPayments, ranks: int) -> list[Step]:
    """What is paid after the fees, in order."""
    interest: list[Step] = [(Claim.interest, rank) for rank in range(1, ranks + 1)]
    principal: list[Step] = [(Claim.principal, rank) for rank in range(1, ranks + 1)]
    if order is OrderOfPayments.amortising:
        return [*interest, RESERVE, *principal, (Claim.excess, ranks)]
    in_turn = [step for both in zip(interest, principal, strict=True) for step in both]
    return [in_turn[0], RESERVE, *in_turn[1:], (Claim.excess, ranks)]


def charged(tranches: Sequence[Tranche], loss: int) -> Charges:
    """A loss, from the last rank upwards, each as far as its principal bears it.

    When nothing more can come in, what is still outstanding is a loss too: charge the sum of what is ``sound``.
    """
    room = [(one, one.standing.sound) for one in reversed(by_rank(tranches))]
    return _charges(room, _natural(loss, "loss"), 1)


def recovered(tranches: Sequence[Tranche], amount: int) -> Charges:
    """A recovery takes losses back, from the senior downwards; its money is collected like any other."""
    room = [(one, one.standing.deficiency) for one in by_rank(tranches)]
    return _charges(room, _natural(amount, "recovery"), -1)


def clean_up_allowed(outstanding: int, cut_off_balance: int, share_ppm: int) -> bool:
    """Whether so little of the pool is left that it may be called: at most a share of its cut-off balance."""
    if not 0 <= share_ppm <= CLEAN_UP_PPM_MAX:
        raise InputError(f"{share_ppm} is beyond {CLEAN_UP_PPM_MAX} millionths", where="clean-up")
    return outstanding * PARTS_PER_MILLION <= share_ppm * cut_off_balance


def by_rank(tranches: Sequence[Tranche]) -> list[Tranche]:
    """Tranches in order of rank, however they were given; InputError where they are no ranks 1 to n or do not stand."""
    ranked = sorted(tranches, key=lambda one: one.terms.rank)
    require_ranks([one.terms for one in ranked])
    for terms, standing in ranked:
        sound = 0 <= standing.deficiency <= standing.principal <= terms.notional
        if not sound or standing.interest_unpaid < 0 or (terms.residual and standing.interest_unpaid):
            raise InputError("stands as no tranche of its terms can", where=f"rank {terms.rank}")
    return ranked


def require_ranks(terms: Sequence[TrancheTerms]) -> None:
    """InputError unless ranks are 1 to n in order, and only the last, which is not the first, is a residual."""
    if not 1 <= len(terms) <= RANKS_MAX or [one.rank for one in terms] != list(range(1, len(terms) + 1)):
        raise InputError(f"ranks are not 1 to n, of at most {RANKS_MAX}", where="tranches")
    for one in terms:
        if one.residual and (not 1 < one.rank == len(terms) or one.rate_ppm):
            raise InputError("a residual is the last of several, without interest", where=f"rank {one.rank}")


def _due(one: Tranche, days: int) -> dict[Step, int]:
    terms, standing = one
    accrued = standing.principal * terms.rate_ppm * days // YEAR_PPM
    return {
        (Claim.interest, terms.rank): _bounded(accrued + standing.interest_unpaid, "interest"),
        (Claim.principal, terms.rank): standing.principal,
        (Claim.excess, terms.rank): INTEGER_MAX if terms.residual else 0,
    }


def _fee_paid(fee: Fee, outstanding: int, days: int, left: int) -> FeePayment:
    terms = fee.terms
    accrued = outstanding * terms.rate_ppm * days // YEAR_PPM
    due = _bounded(accrued + _natural(terms.fixed, "fee") + _natural(fee.unpaid, "fee"), "fee")
    paid = min(due, left) if terms.cap is None else min(due, left, _natural(terms.cap, "cap"))
    return FeePayment(due=Quantity(due), paid=Quantity(paid))


def _payment(one: Tranche, due: dict[Step, int], paid: dict[Step, int]) -> TranchePayment:
    rank, was = one.terms.rank, one.standing
    interest, principal, excess = (
        Quantity(paid.get((claim, rank), 0)) for claim in (Claim.interest, Claim.principal, Claim.excess)
    )
    wanted, left = Quantity(due[Claim.interest, rank]), Quantity(was.principal - principal)
    unpaid, deficiency = Quantity(wanted - interest), min(was.deficiency, left)
    after = TrancheStanding(principal=left, interest_unpaid=unpaid, deficiency=deficiency)
    return TranchePayment(
        rank=rank, interest_due=wanted, interest=interest, principal=principal, excess=excess, after=after
    )


def _charges(room: Sequence[tuple[Tranche, int]], left: int, sign: int) -> Charges:
    """So much, to each in turn as far as it has room."""
    made: list[Charge] = []
    for (terms, standing), most in room:
        amount = min(left, most)
        left -= amount
        after = replace(standing, deficiency=Quantity(standing.deficiency + sign * amount))
        made.append(Charge(rank=terms.rank, amount=Quantity(amount), after=after))
    return Charges(tranches=tuple(sorted(made, key=lambda one: one.rank)), beyond=Quantity(left))


def _natural(value: int, what: str) -> int:
    if value < 0:
        raise InputError("less than nothing", where=what)
    return _bounded(value, what)


def _bounded(value: int, what: str) -> int:
    require(value <= INTEGER_MAX, MachineOutcome.number_out_of_bounds, what)
    return value
