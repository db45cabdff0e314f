# SPDX-License-Identifier: Apache-2.0
"""A random business of insurance beside a second law of it."""

from collections import Counter
from functools import cache
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.schedule import Rounding
from support.insurance_slowly import LIVE, Slowly
from support.insured import (
    CASH,
    DAY_MS,
    amend,
    apply,
    blank,
    cash,
    changed,
    claim,
    claim_of,
    hold,
    insured,
    pay,
    wallet_of,
)
from support.ledger import BLOCK_MS, Ledger
from support.seeds import seed_of_this_commit

PEOPLE = ("ann", "ben")
POLICIES = tuple(f"P-{number}" for number in range(1, 61))
SEEDS = (0, 2, 4, seed_of_this_commit())


class Business:
    """A ledger and its twin, which are asked the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        said = {"premiums": 3, "interval_months": 12, "term_months": 30, "claim_days": 90, "cover": 5_000}
        said |= {"premium": 101, "surrender_ppm": (200_000, 333_333, 505_050), "cooling_off_days": 20, "grace_days": 30}
        self.said = said | {"rounding": self.random.choice(list(Rounding))}
        self.ledger = insured(policies=0, money=3_000)
        self.ledger.do(amend(terms=changed(**self.said)), signed_by="insurer")
        for policy in POLICIES:
            blank(self.ledger, policy)
        self.slowly = Slowly({})
        self.slowly.versions.append(dict(self.said))
        self.answered: Counter[str] = Counter()
        self.names = 0

    def _named(self) -> str:
        """A policy that lives, the next one to be bought, or now and then any."""
        if self.random.random() < 0.1:
            return self.random.choice(POLICIES)
        here = [(name, policy) for name, policy in self.slowly.policies.items() if policy["holder"] is not None]
        live = [name for name, policy in here if policy["status"] in LIVE or policy["owed"]]
        fresh = next((name for name in POLICIES if name not in self.slowly.policies), POLICIES[0])
        return self.random.choice([*live[:2], *live[-2:], fresh])

    def asked(self, *calls: Any, by: str, expected: str) -> None:
        answer = self.ledger.submit(*calls, signed_by=by).outcome.name
        assert answer == expected, (calls, by)
        self.answered[f"{type(calls[-1]).__name__}.{answer}"] += 1

    def step(self) -> None:
        """Something that is often right."""
        dice, now, slowly = self.random, self.ledger.time + BLOCK_MS, self.slowly
        name = self._named()
        who = slowly.policies[name]["named"] if name in slowly.policies and dice.random() < 0.8 else dice.choice(PEOPLE)
        wallet, account = f"{who}-wallet", f"of-{who}"
        self.names += 1
        held = f"h-{self.names}"
        match dice.choice("bbbpppppllmmmwwccsskkkdddddeoox"):
            case "b":
                version = dice.choice((len(slowly.versions), len(slowly.versions), 1))
                premium = slowly.versions[-1]["premium"]
                calls = (
                    apply(name, version=version, wallet=wallet, account=account),
                    hold(held, name, account=wallet, quantity=premium),
                    n.Buy(policy=name, hold=held),
                )
                self.asked(*calls, by=who, expected=slowly.buy(name, who, version, now))
            case "p":
                policy = slowly.policies.get(name)
                number = dice.choice((2, 3, 2 if policy is None else policy["paid"] + 1))
                premium = (slowly.versions[-1] if policy is None else policy["terms"])["premium"]
                calls = (hold(held, name, account=wallet, quantity=premium), pay(number, name, hold=held))  # type: ignore[assignment]
                self.asked(*calls, by=who, expected=slowly.pay(name, who, number, now))
            case "l":
                self.asked(n.RecordLapse(policy=name), by=who, expected=slowly.lapse(name, now))
            case "m" if dice.random() < 0.3:
                to = PEOPLE[who == "ann"]
                moved = h.Transfer(sender=account, receiver=f"of-{to}", instrument=name, quantity=1)
                self.asked(moved, by="ann ben", expected=slowly.move(name, who, to))
            case "x" if dice.random() < 0.3:
                ended = h.Redeem(account=account, instrument=name, quantity=1)
                self.asked(ended, by=f"insurer {who}", expected=slowly.redeem(name, who))
            case "w":
                named = n.NameWallet(policy=name, account=account, wallet=wallet)
                self.asked(named, by=who, expected=slowly.name_wallet(name, who))
            case "c" if dice.random() < 0.7:
                self.asked(n.Cancel(policy=name), by=who, expected=slowly.cancel(name, who, now))
            case "s" if dice.random() < 0.7:
                self.asked(n.Surrender(policy=name), by=who, expected=slowly.surrender(name, who, now))
            case "k":
                past = dice.choice((0, 1, 40, 400)) * DAY_MS
                amount = dice.choice((100, 4_000, 5_001))
                call = claim(f"C-{dice.randrange(30)}", name, occurred=now - past, quantity=amount)
                self.asked(call, by=who, expected=slowly.claim(call, who, now))
            case "d":
                self._decided(dice, who)
            case "e":
                self.asked(n.Expire(policy=name), by=who, expected=slowly.expire(name, now))
            case "o":
                self.asked(n.PayOut(policy=name), by=who, expected=slowly.pay_out(name))

    def _decided(self, dice: Random, who: str) -> None:
        case = f"C-{dice.randrange(30)}"
        open_ones = [
            name for name, made in self.slowly.claims.items() if made["status"] in ("under_review", "declined")
        ]
        if open_ones and dice.random() < 0.8:
            case = dice.choice(open_ones)
        verb = dice.choice(("resubmit", "drop", "admit", "decline", "decline"))
        amount = dice.choice((50, 100, 4_001))
        calls: dict[str, Any] = {
            "resubmit": n.Resubmit(claim=case, document="a" * 64),
            "drop": n.DropClaim(claim=case),
            "admit": n.Admit(claim=case, quantity=amount),
            "decline": n.Decline(claim=case, reason="clause 4"),
        }
        by = dice.choice(("insurer", "insurer", who)) if verb in ("admit", "decline") else who
        self.asked(calls[verb], by=by, expected=self.slowly.decide(case, verb, by, amount))

    def allowed(self) -> int:
        """How often the answer was yes."""
        return sum(count for name, count in self.answered.items() if name.endswith(".ok"))

    def rarely(self, number: int) -> None:
        """New terms, an insurer that runs out of money and finds some, and the end of sales."""
        if number == 60:
            self.said |= {"premium": 103, "rounding": Rounding.half_up}
            self.ledger.do(amend(terms=changed(**self.said)), signed_by="insurer")
            self.slowly.versions.append(dict(self.said))
        if number in (100, 200):
            poor = number == 100
            amount = self.slowly.money["of-insurer"] - 20 if poor else 900_000
            ends = ("of-insurer", "ben-wallet") if poor else ("ben-wallet", "of-insurer")
            moved = h.Transfer(sender=ends[0], receiver=ends[1], instrument=CASH, quantity=amount)
            self.ledger.do(moved, signed_by="insurer ben")
            self.slowly.moves(*ends, amount)
        if number == 600:
            self.ledger.do(n.Withdraw(product="life", reason="new tables"), signed_by="insurer")
            self.slowly.selling = False


def compare(ledger: Ledger, slowly: Slowly) -> None:
    """Balances, what is owed and where every claim stands are the same in both."""
    assert {name: cash(ledger, name) for name in slowly.money} == dict(slowly.money)
    assert {name: wallet_of(ledger, name).owed for name in slowly.policies} == {
        name: policy["owed"] for name, policy in slowly.policies.items()
    }
    assert {name: claim_of(ledger, name).status.value for name in slowly.claims} == {
        name: made["status"] for name, made in slowly.claims.items()
    }


@cache
def walked(seed: int) -> Counter[str]:
    """Steps of some years, as many as meet enough, each answered as the twin answers; what was answered."""
    business = Business(seed)
    number = 0
    while number < 700 or (number < 7_000 and business.allowed() <= 30):
        number += 1
        business.rarely(number)
        business.ledger.wait(business.random.choice((0, 0, 0, 1, 5, 12, 40)) * DAY_MS)
        business.step()
        compare(business.ledger, business.slowly)
    assert list(broken_invariants(business.ledger.state)) == []
    assert business.allowed() > 30
    return business.answered


@pytest.mark.parametrize("seed", SEEDS)
def test_random_insurance_against_a_slow_law(seed: int) -> None:
    """Every answer, every balance and everything owed is what the dicts say."""
    walked(seed)


def test_the_walks_meet_what_matters() -> None:
    """Each way in which a policy ends, and each rule about its days, was met in some walk."""
    answered = sum((walked(seed) for seed in SEEDS[:3]), Counter[str]())
    met = {"Buy.ok", "PayPremium.ok", "Cancel.ok", "Surrender.ok", "Admit.ok", "PayOut.ok", "RecordLapse.ok"}
    met |= {"PayPremium.policy_lapsed", "PayPremium.premium_not_next", "Surrender.cooling_off_runs", "Resubmit.ok"}
    met |= {"PayPremium.policy_changed_hands", "Redeem.ok", "DropClaim.ok"}
    met |= {"Cancel.cooling_off_over", "MakeClaim.not_covered_then", "PayOut.insufficient_free_quantity", "Expire.ok"}
    assert met - answered.keys() == set()
