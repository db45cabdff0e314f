# SPDX-License-Identifier: Apache-2.0
"""Approvals given beforehand: what needs approval settles against payment, once, and in no other way."""

from random import Random
from typing import Any

import pytest

from counterfoil.law.outcome import Outcome as AnyOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.preapprovals import PREAPPROVALS, Preapproval, PreapprovalStatus
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import Leg
from support.private_offering import BOND, HOUR_MS, Offering, a

MONEY = "CNY"
LEG = "settlement/sale/0"
"""the hold of the first leg of the instruction ``sale``"""


def selling(*approvers: str) -> Offering:
    """Ann has ten of a bond whose transfers the supervisor approves, or others; Ben has money."""
    market = Offering("ann", "ben", "eve")
    market.party("bank", Role.operating_bank)
    market.instrument(MONEY, "bank", kind=InstrumentKind.cash)
    market.issue(MONEY, "ben", 1_000, issuer="bank")
    market.give("ann", 10)
    market.rules(a("approval", parties=approvers or ("supervisor",)))
    return market


def leg(sender: str, receiver: str, quantity: int, instrument: str = BOND) -> Leg:
    return Leg(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


def allocated(market: Offering, *bonds: Leg, name: str = "sale", expires: int = 0) -> Offering:
    """Ann sells four bonds to Ben for 400, or what is told; both affirmed and allocated."""
    legs = (*(bonds or (leg("ann", "ben", 4),)), leg("ben", "ann", 400, MONEY))
    instructed = s.Instruct(instruction=name, by="ann", legs=legs, expires=expires or market.time + HOUR_MS)
    affirmed = [s.Affirm(instruction=name, account=account) for account in ("ann", "ben")]
    held = [s.Allocate(instruction=name, account=account) for account in ("ann", "ben")]
    market.do(instructed, *affirmed, *held, signed_by="ann ben")
    return market


def preapprove(by: str = "supervisor", **more: Any) -> c.Preapprove:
    return c.Preapprove(**({"hold": LEG, "receiver": "ben", "by": by} | more))


def settle(market: Offering, name: str = "sale") -> AnyOutcome:
    return market.submit(s.Settle(instruction=name, by="ann"), signed_by="ann").outcome


def known(market: Offering, by: str = "supervisor", hold: str = LEG) -> Preapproval:
    found = market.state.read(PREAPPROVALS, hold, by)
    assert found is not None
    return found


def test_what_was_approved_beforehand_settles_against_payment() -> None:
    """Without the approval nothing moves, neither bonds nor money; with it both, and the approval is used."""
    market = allocated(selling())
    assert settle(market) is Outcome.approval_lacking
    assert market.holding("ann", MONEY).balance == 0
    market.do(preapprove(), signed_by="supervisor")
    assert known(market).executor == "settlement/instruction/sale" and known(market).quantity == 4
    assert settle(market).name == "ok"
    assert (market.holding("ben", BOND).free, market.holding("ann", MONEY).free) == (4, 400)
    assert known(market).status is PreapprovalStatus.used
    types = [event.type for event in market.decoded_events()[-5:]]
    assert types.index("restrictions.preapproval_used") == types.index("holdings.transferred") + 1


def test_an_approval_counts_for_one_leg() -> None:
    """Two legs alike need two approvals; another instruction of the same needs its own."""
    market = allocated(selling(), leg("ann", "ben", 4), leg("ann", "ben", 4))
    market.do(preapprove(), signed_by="supervisor")
    assert settle(market) is Outcome.approval_lacking
    assert known(market).status is PreapprovalStatus.given
    market.do(preapprove(hold="settlement/sale/1"), signed_by="supervisor")
    assert settle(market).name == "ok" and market.holding("ben", BOND).free == 8
    market.issue(MONEY, "ben", 400, issuer="bank")
    allocated(market, leg("ann", "ben", 2), name="again")
    assert settle(market, "again") is Outcome.approval_lacking


def test_all_whom_the_rules_ask_approve_beforehand() -> None:
    """Each by itself; whoever is asked no longer when it settles hinders nobody, and its approval stays unused."""
    market = allocated(selling("issuer", "venue"))
    market.do(preapprove("venue"), signed_by="venue")
    assert settle(market) is Outcome.approval_lacking
    market.rules(a("approval", parties=("issuer",)))
    market.do(preapprove("issuer"), signed_by="issuer")
    assert settle(market).name == "ok"
    assert (known(market, "issuer").status.value, known(market, "venue").status.value) == ("used", "given")


@pytest.mark.parametrize("receiver", ["eve", "ann"])
def test_who_approves_names_the_receiver(receiver: str) -> None:
    """An approval of what goes to another approves nothing of this leg, and cannot be given again."""
    market = allocated(selling())
    market.do(preapprove(receiver=receiver), signed_by="supervisor")
    assert settle(market) is Outcome.approval_lacking
    assert market.submit(preapprove(), signed_by="supervisor").outcome is Outcome.preapproval_exists


def test_an_approval_ends_to_the_millisecond() -> None:
    """At its time it counts for nothing; a moment before, it does."""
    for late in (0, -1):
        market = allocated(selling())
        ends = market.time + HOUR_MS // 2
        market.do(preapprove(expires=ends), signed_by="supervisor")
        market.at(ends + late)
        assert settle(market).name == ("approval_lacking" if late == 0 else "ok")


def test_without_an_end_it_ends_with_the_hold() -> None:
    """Which is the instruction's: both are over together."""
    market = selling()
    ends = market.time + HOUR_MS
    allocated(market, expires=ends)
    market.do(preapprove(), signed_by="supervisor")
    assert known(market).expires == ends
    market.at(ends)
    assert settle(market) is SettlementOutcome.instruction_expired


def test_an_instruction_that_ends_otherwise_takes_the_approval_with_it() -> None:
    """Its hold is released for good, and no other has its name."""
    market = allocated(selling())
    market.do(preapprove(), signed_by="supervisor")
    market.do(s.Cancel(instruction="sale", by="ann"), signed_by="ann ben")
    assert market.holding("ann", BOND).free == 10
    again = s.Instruct(instruction="sale", by="ann", legs=(leg("ann", "ben", 4),), expires=market.time + HOUR_MS)
    assert market.submit(again, signed_by="ann").outcome is SettlementOutcome.instruction_exists
    assert market.submit(preapprove(), signed_by="supervisor").outcome is Outcome.hold_of_another
    assert known(market).status is PreapprovalStatus.given


def test_the_other_rules_are_asked_when_it_settles() -> None:
    """An approval is of the rule that asks for it, and of no other; refused, it is not used up."""
    market = allocated(selling())
    market.do(preapprove(), signed_by="supervisor")
    market.rules(a("approval", parties=("supervisor",)), a("max_holders", holders=1))
    assert settle(market) is Outcome.too_many_holders
    assert known(market).status is PreapprovalStatus.given
    market.rules(a("approval", parties=("supervisor",)))
    assert settle(market).name == "ok"


def test_a_hold_for_a_party_cannot_be_approved_beforehand() -> None:
    """It could be delivered in parts, and to anybody."""
    market = selling()
    hold = h.Hold(hold="x", account="ann", instrument=BOND, quantity=1, executor="venue", expires=market.time + HOUR_MS)
    market.do(hold, signed_by="ann")
    assert market.submit(preapprove(hold="x"), signed_by="supervisor").outcome is Outcome.hold_of_another


@pytest.mark.parametrize("seed", range(8))
def test_random_approvals_against_a_slow_twin(seed: int) -> None:
    """Legs, approvals, changes of who is asked, time: a settlement passes exactly when a list of approvals says so."""
    random, people = Random(seed), ("supervisor", "issuer", "venue")
    market = selling()
    market.give("ann", 10_000)
    market.issue(MONEY, "ben", 100_000, issuer="bank")
    asked: tuple[str, ...] = ("supervisor",)
    settled = 0
    for number in range(25):
        name, given = f"s{number}", []
        legs = [leg("ann", "ben", random.randrange(1, 4)) for _ in range(random.choice((1, 2)))]
        allocated(market, *legs, name=name)
        for _ in range(random.randrange(7)):
            position, by, to = random.randrange(len(legs)), random.choice(people), random.choice(("ben", "ben", "eve"))
            ends = random.choice((None, market.time + 5_000))
            call = c.Preapprove(hold=f"settlement/{name}/{position}", receiver=to, by=by, expires=ends)
            done = market.submit(call, signed_by=by).outcome
            first = not any((position, by) == one[:2] for one in given)
            expected = "not_an_approver" if by not in asked else "ok" if first else "preapproval_exists"
            assert done.name == expected
            if done.name == "ok":
                given.append((position, by, to, ends or market.time + 10**9))
        if random.random() < 0.3:
            asked = tuple(random.sample(people, random.choice((1, 1, 2))))
            market.rules(a("approval", parties=asked))
        now = market.time + 1_000
        passes = all(
            any(one[:3] == (position, by, "ben") and now < one[3] for one in given)
            for position in range(len(legs))
            for by in asked
        )
        outcome = settle(market, name)
        assert outcome.name == ("ok" if passes else "approval_lacking")
        used = {path for path, one in market.state.rows(PREAPPROVALS) if one.status is PreapprovalStatus.used}
        mine = {one for one in used if f"settlement/{name}/" in one}
        assert len(mine) == (len(legs) * len(asked) if passes else 0)
        settled += passes
        if not passes:
            market.do(s.Cancel(instruction=name, by="ann"), signed_by="ann ben")
    assert 0 < settled < 25
