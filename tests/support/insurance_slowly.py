# SPDX-License-Identifier: Apache-2.0
"""The law of insurance said a second time: plain dicts, dates of the standard library, fractions."""

import calendar
import math
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from counterfoil.modules.insurance import calls as n

CHINA = timezone(timedelta(hours=8))
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
        days = (months_later(start, number * terms["interval_months"]) for number in range(policy["paid"]))
        due = sum(one <= reached for one in days)
        exact = Fraction(shares[min(years, len(shares)) - 1] * terms["premium"] * due, 1_000_000)
        how = {"down": math.floor, "up": math.ceil, "half_up": lambda one: math.floor(one + Fraction(1, 2))}
        return how[terms["rounding"]](exact) + terms["premium"] * (policy["paid"] - due)

    # What is wrong with a policy.

    def dead(self, name: str) -> str | None:
        policy = self.policies.get(name)
        if policy is None:
            return "unknown_insurance_policy"
        return None if policy["status"] in LIVE and policy["holder"] is not None else "policy_over"

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
        self.moves(f"{who}-wallet", "of-insurer", terms["premium"])
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
        if policy["holder"] != policy["named"]:
            return "policy_changed_hands"
        if who != policy["named"]:
            return "not_the_policy_wallet"
        self.moves(f"{who}-wallet", "of-insurer", terms["premium"])
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

    def redeem(self, name: str, who: str) -> str:
        """Insurer and holder end the unit between themselves; the record of the policy knows nothing of it."""
        policy = self.policies.get(name)
        if policy is None or policy["status"] not in LIVE or policy["holder"] != who:
            return "insufficient_free_quantity"
        policy["holder"] = None
        return "ok"

    def name_wallet(self, name: str, who: str) -> str:
        policy = self.policies.get(name)
        if policy is None:
            return "unknown_insurance_policy"
        if policy["status"] in LIVE and policy["holder"] is None:
            return "policy_over"
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
        if verb == "admit" and (wrong := self.dead(made["policy"])):
            return wrong
        if verb == "admit" and policy["holder"] != policy["named"]:
            return "policy_changed_hands"
        if who != ((policy["holder"] or made["by"]) if verb == "drop" else "insurer"):
            return "not_authorised"
        made["status"] = {"drop": "dropped", "admit": "admitted", "decline": "declined"}[verb]
        if verb == "admit":
            return self._ends(policy, "claimed", amount)
        policy["claim"] = None
        return "ok"

    def _again(self, name: str, made: dict[str, Any], policy: dict[str, Any], who: str) -> str:
        if made["status"] != "declined" or made["times"] > 1:
            return "claim_not_declined"
        if wrong := self.dead(made["policy"]):
            return wrong
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
        self.moves("of-insurer", f"{policy['named']}-wallet", policy["owed"])
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

    def moves(self, sender: str, receiver: str, amount: int) -> None:
        self.money.subtract({sender: amount})
        self.money.update({receiver: amount})
