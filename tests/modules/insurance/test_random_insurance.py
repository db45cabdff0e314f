# SPDX-License-Identifier: Apache-2.0
"""A random business of insurance beside a second law of it: plain dicts, dates of the standard library, fractions."""

import calendar
import math
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.schedule import Rounding
from support.insured import CASH, amend, apply, blank, cash, changed, claim, claim_of, hold, insured, pay, wallet_of
from support.ledger import BLOCK_MS, Ledger
from support.seeds import seed_of_this_commit

CHINA = timezone(timedelta(hours=8))
DAY_MS = 86_400_000
PEOPLE = ("ann", "ben")
POLICIES = tuple(f"P-{number}" for number in range(1, 31))
SEEDS = (0, 1, 2, seed_of_this_commit())
LIVE = ("in_force", "lapsed")


def day(time: int) -> date:
    """The day of a time in China."""
    return datetime.fromtimestamp(time / 1_000, UTC).astimezone(CHINA).date()


def months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


class Slowly:
    """What everybody did, as dicts; what follows is worked out anew each time it is asked for."""

    def __init__(self, terms: dict[str, Any]) -> None:
        self.versions = [terms]
        self.selling = True
        self.policies: dict[str, dict[str, Any]] = {}
        self.claims: dict[str, dict[str, Any]] = {}
        self.money = Counter({"ann-wallet": 3_000, "ben-wallet": 3_000, "of-insurer": 1_000_000})

    # What time says.

    def covered(self, policy: dict[str, Any]) -> date:
        """The first day without cover."""
        terms, start = policy["terms"], policy["start"]
        end = months_later(start, terms["term_months"])
        if policy["paid"] == terms["premiums"]:
            return end
        due = months_later(start, policy["paid"] * terms["interval_months"])
        return min(end, due + timedelta(days=terms["grace_days"] + 1))

    def worth(self, policy: dict[str, Any], today: date) -> int:
        """What it is surrendered for: anniversaries are counted one by one."""
        terms, start = policy["terms"], policy["start"]
        reached = min(today, self.covered(policy) - timedelta(days=1))
        years = sum(months_later(start, 12 * passed) <= reached for passed in range(60))
        shares = terms["surrender_ppm"]
        exact = Fraction(shares[min(years, len(shares)) - 1] * terms["premium"] * policy["paid"], 1_000_000)
        how = {"down": math.floor, "up": math.ceil, "half_up": lambda one: math.floor(one + Fraction(1, 2))}
        return how[terms["rounding"]](exact)

    # What is wrong with a policy.

    def dead(self, name: str) -> str | None:
        policy = self.policies.get(name)
        if policy is None:
            return "unknown_insurance_policy"
        return None if policy["status"] in LIVE else "policy_over"

    def disputed(self, policy: dict[str, Any]) -> str | None:
        if policy["claim"] is not None:
            return "policy_claim_open"
        return None if policy["holder"] == policy["named"] else "policy_changed_hands"

    # What can be done.

    def buy(self, name: str, who: str, version: int, _now: int) -> str:
        if not self.selling:
            return "insurance_product_withdrawn"
        if version != len(self.versions):
            return "terms_not_current"
        if name in self.policies:
            return "insurance_policy_exists"
        terms = self.versions[-1]
        if self.money[f"{who}-wallet"] < terms["premium"]:
            return "insufficient_free_quantity"
        self._moves(f"{who}-wallet", "of-insurer", terms["premium"])
        fresh = {"terms": terms, "start": day(_now), "bought": _now, "paid": 1, "status": "in_force", "claim": None}
        self.policies[name] = fresh | {"holder": who, "named": who, "owed": 0}
        return "ok"

    def pay(self, name: str, who: str, number: int, now: int) -> str:
        policy = self.policies.get(name)
        terms = self.versions[-1] if policy is None else policy["terms"]
        if self.money[f"{who}-wallet"] < terms["premium"]:
            return "insufficient_free_quantity"
        if (wrong := self.dead(name)) or policy is None:
            return wrong or ""
        if policy["paid"] == terms["premiums"]:
            return "premiums_all_paid"
        if number != policy["paid"] + 1:
            return "premium_not_next"
        if day(now) >= self.covered(policy):
            return "policy_lapsed"
        if who != policy["named"]:
            return "not_the_policy_wallet"
        self._moves(f"{who}-wallet", "of-insurer", terms["premium"])
        policy["paid"] += 1
        return "ok"

    def lapse(self, name: str, now: int) -> str:
        if wrong := self.dead(name):
            return wrong
        policy = self.policies[name]
        if policy["status"] == "lapsed":
            return "policy_lapsed"
        if policy["paid"] == policy["terms"]["premiums"]:
            return "premiums_all_paid"
        if day(now) < self.covered(policy):
            return "grace_not_over"
        policy["status"] = "lapsed"
        return "ok"

    def move(self, name: str, who: str, to: str) -> str:
        policy = self.policies.get(name)
        if policy is None or policy["status"] not in LIVE or policy["holder"] != who:
            return "insufficient_free_quantity"
        policy["holder"] = to
        return "ok"

    def name_wallet(self, name: str, who: str) -> str:
        policy = self.policies.get(name)
        if policy is None:
            return "unknown_insurance_policy"
        if who != (policy["holder"] if policy["status"] in LIVE else policy["named"]):
            return "policy_changed_hands"
        policy["named"] = who
        return "ok"

    def cancel(self, name: str, who: str, now: int) -> str:
        if wrong := self.dead(name):
            return wrong
        policy = self.policies[name]
        if day(now) > policy["start"] + timedelta(days=policy["terms"]["cooling_off_days"]):
            return "cooling_off_over"
        if (wrong := self.disputed(policy)) or who != policy["named"]:
            return wrong or "not_authorised"
        return self._ends(policy, "cooled_off", policy["paid"] * policy["terms"]["premium"])

    def surrender(self, name: str, who: str, now: int) -> str:
        if wrong := self.dead(name):
            return wrong
        policy = self.policies[name]
        if day(now) <= policy["start"] + timedelta(days=policy["terms"]["cooling_off_days"]):
            return "cooling_off_runs"
        if day(now) >= months_later(policy["start"], policy["terms"]["term_months"]):
            return "policy_over"
        if (wrong := self.disputed(policy)) or who != policy["named"]:
            return wrong or "not_authorised"
        return self._ends(policy, "surrendered", self.worth(policy, day(now)))

    def claim(self, call: n.MakeClaim, who: str, now: int) -> str:
        if wrong := self.dead(call.policy):
            return wrong
        policy = self.policies[call.policy]
        if day(now) >= self._claims_end(policy):
            return "claims_too_late"
        if wrong := self.disputed(policy):
            return wrong
        if not policy["bought"] <= call.occurred <= now or day(call.occurred) >= self.covered(policy):
            return "not_covered_then"
        if call.quantity > policy["terms"]["cover"]:
            return "beyond_cover"
        if who != policy["named"]:
            return "not_authorised"
        if call.claim in self.claims:
            return "claim_exists"
        policy["claim"] = call.claim
        made = {"policy": call.policy, "amount": call.quantity, "status": "under_review", "times": 1, "by": who}
        self.claims[call.claim] = made
        return "ok"

    def decide(self, name: str, verb: str, who: str, amount: int) -> str:
        """Resubmit, drop, admit or decline."""
        made = self.claims.get(name)
        if made is None:
            return "unknown_claim"
        policy = self.policies[made["policy"]]
        if verb == "resubmit":
            return self._again(name, made, policy, who)
        if made["status"] != "under_review":
            return "claim_not_under_review"
        if verb == "admit" and amount > made["amount"]:
            return "beyond_claim"
        if verb == "admit" and policy["holder"] != policy["named"]:
            return "policy_changed_hands"
        if who != (made["by"] if verb == "drop" else "insurer"):
            return "not_authorised"
        made["status"] = {"drop": "dropped", "admit": "admitted", "decline": "declined"}[verb]
        if verb == "admit":
            return self._ends(policy, "claimed", amount)
        policy["claim"] = None
        return "ok"

    def _again(self, name: str, made: dict[str, Any], policy: dict[str, Any], who: str) -> str:
        if made["status"] != "declined" or made["times"] > 1:
            return "claim_not_declined"
        if policy["status"] not in LIVE:
            return "policy_over"
        if (wrong := self.disputed(policy)) or who != policy["named"]:
            return wrong or "not_authorised"
        made |= {"status": "under_review", "times": 2, "by": who}
        policy["claim"] = name
        return "ok"

    def expire(self, name: str, now: int) -> str:
        if wrong := self.dead(name):
            return wrong
        policy = self.policies[name]
        if day(now) < self._claims_end(policy):
            return "cover_not_over"
        if policy["claim"] is not None:
            return "policy_claim_open"
        return self._ends(policy, "run_out", 0)

    def pay_out(self, name: str) -> str:
        policy = self.policies.get(name)
        if policy is None:
            return "unknown_policy_wallet"
        if not policy["owed"]:
            return "payout_not_owed"
        if self.money["of-insurer"] < policy["owed"]:
            return "insufficient_free_quantity"
        self._moves("of-insurer", f"{policy['named']}-wallet", policy["owed"])
        policy["owed"] = 0
        if policy["claim"] is not None:
            self.claims[policy["claim"]]["status"] = "paid"
        return "ok"

    def _claims_end(self, policy: dict[str, Any]) -> date:
        end = months_later(policy["start"], policy["terms"]["term_months"])
        return end + timedelta(days=policy["terms"]["claim_days"])

    def _ends(self, policy: dict[str, Any], status: str, owed: int) -> str:
        policy |= {"status": status, "owed": owed}
        return "ok"

    def _moves(self, sender: str, receiver: str, amount: int) -> None:
        self.money.subtract({sender: amount})
        self.money.update({receiver: amount})


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
        live = [name for name, policy in self.slowly.policies.items() if policy["status"] in LIVE or policy["owed"]]
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
        match dice.choice("bbbpppppllmmwwcsskkkdddddeoo"):
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
            case "w":
                named = n.NameWallet(policy=name, account=account, wallet=wallet)
                self.asked(named, by=who, expected=slowly.name_wallet(name, who))
            case "c" if dice.random() < 0.5:
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
            self.slowly._moves(*ends, amount)
        if number == 350:
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
    """Four hundred steps of some years, each answered as the twin answers; what was answered."""
    business = Business(seed)
    for number in range(400):
        business.rarely(number)
        business.ledger.wait(business.random.choice((0, 0, 0, 1, 5, 12, 40)) * DAY_MS)
        business.step()
        compare(business.ledger, business.slowly)
    assert list(broken_invariants(business.ledger.state)) == []
    return business.answered


@pytest.mark.parametrize("seed", SEEDS)
def test_random_insurance_against_a_slow_law(seed: int) -> None:
    """Every answer, every balance and everything owed is what the dicts say."""
    assert sum(count for name, count in walked(seed).items() if name.endswith(".ok")) > 30


def test_the_walks_meet_what_matters() -> None:
    """Each way in which a policy ends, and each rule about its days, was met in some walk."""
    answered = sum((walked(seed) for seed in SEEDS[:3]), Counter[str]())
    met = {"Buy.ok", "PayPremium.ok", "Cancel.ok", "Surrender.ok", "Admit.ok", "PayOut.ok", "RecordLapse.ok"}
    met |= {"PayPremium.policy_lapsed", "PayPremium.premium_not_next", "Surrender.cooling_off_runs", "Resubmit.ok"}
    met |= {"Cancel.cooling_off_over", "MakeClaim.not_covered_then", "PayOut.insufficient_free_quantity", "Expire.ok"}
    assert met - answered.keys() == set()
