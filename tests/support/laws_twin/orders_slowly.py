# SPDX-License-Identifier: Apache-2.0
"""Orders said a second time, slowly: who may give them under which policy, how they come and go, and who had a say."""

import pickle
from typing import Any

from support.laws_twin.policies_slowly import Policies
from support.laws_twin.state import Denied, Plain, demand
from support.laws_twin.units_slowly import Units
from support.laws_twin.yuan_slowly import Circulation

STANDING = ("freeze", "suspend")
REGISTRARS = ["registrar"]
Where = tuple[str, str]
"""account, instrument"""


class Orders:
    """Accounts, what they hold, orders about them, files. Every call says the time; Denied with the outcome's name."""

    def __init__(self, holders: dict[str, str], units: dict[Where, int], yuan: Circulation) -> None:
        self.holders = holders
        self.units = {where: Units(free) for where, free in units.items()}
        self.yuan = yuan
        self.policies = Policies()
        self.orders: dict[str, Plain] = {}
        self.came: list[str] = []
        """orders as they came in force"""
        self.suspended: dict[str, str | None] = dict.fromkeys(holders)
        self.lines: dict[str, int] = {}
        self.where: dict[str, Where] = {}
        """every hold and freeze that ever was → the holding that it is on"""
        self.keys: dict[str, int] = {}
        """party → how often its keys were renewed"""

    # What there is.

    def at(self, account: str, instrument: str) -> Units:
        """What an account holds, to which something comes now."""
        return self.units.setdefault((account, instrument), Units())

    def take(self, account: str, instrument: str, units: int) -> None:
        demand((account, instrument) in self.units, "insufficient_free_quantity")
        self.units[account, instrument].take(units)

    def stands(self, name: str) -> bool:
        return name in self.where and self.units[self.where[name]].stands(name)

    def note(self, order: Plain, *more: str) -> None:
        """A line in the file of whatever an order is about: an account, its holder, and whom it gives something to."""
        for subject in [*self.subjects(order), *(f"account/{account}" for account in more)]:
            self.lines[subject] = self.lines.get(subject, 0) + 1

    def subjects(self, order: Plain) -> list[str]:
        account = order["account"]
        others = [one for one, _ in order.get("victims", ()) if one != account]
        return [f"account/{account}", f"party/{self.holders[account]}", *(f"account/{one}" for one in others)]

    def find(self, name: str) -> Plain:
        demand(name in self.orders, "unknown_order")
        return self.orders[name]

    def say(self, by: str, order: Plain, now: int) -> None:
        demand(by == order["authority"] or by in self.policies.at(now)["superiors"], "no_say")

    # Orders come and go.

    def set_policy(self, by: str, second: str | None, since: int | None, what: Plain, now: int) -> None:
        self.policies.set(by, second, since, what, now)

    def _power(self, order: Plain, now: int) -> Plain:
        policy = self.policies.at(now)
        demand(order["authority"] in policy["orders"].get(order["kind"], ()), "power_missing")
        demand(order["kind"] != "seize" or order["receiver"] in policy["state_accounts"], "not_a_state_account")
        return policy

    def _ordered(self, call: Plain, now: int, status: str) -> tuple[Plain, Plain]:
        policy = self._power(call, now)
        demand(call["expires"] > now, "order_in_the_past")
        demand(call["expires"] - now <= policy["longest"], "order_too_long")
        return {**call, "status": status, "done": 0, "renewed": False}, policy

    def _checked(self, order: Plain, checker: str, policy: Plain) -> None:
        demand(checker in (*policy["orders"][order["kind"]], *policy["officers"]), "not_a_checker")
        demand(checker != order["authority"], "one_pair_of_eyes")

    def give(self, call: Plain, now: int) -> None:
        order, policy = self._ordered(call, now, "in_force")
        if call["checker"] is None:
            demand(call["kind"] not in policy["by_two"], "second_needed")
        else:
            self._checked(order, call["checker"], policy)
        self._enter(order)
        self._begin(order)

    def propose(self, call: Plain, now: int) -> None:
        order, _ = self._ordered(call, now, "proposed")
        self._enter({**order, "checker": None})

    def _enter(self, order: Plain) -> None:
        demand(order["name"] not in self.orders, "order_exists")
        self.orders[order["name"]] = order

    def _begin(self, order: Plain) -> None:
        self.note(order)
        self.came.append(order["name"])

    def approve(self, name: str, checker: str, now: int) -> None:
        order = self.find(name)
        demand(order["status"] == "proposed", "order_not_proposed")
        demand(now < order["expires"], "order_expired")
        policy = self._power(order, now)
        demand(order["expires"] - now <= policy["longest"], "order_too_long")
        self._checked(order, checker, policy)
        order |= {"checker": checker, "status": "in_force"}
        self._begin(order)

    def lift(self, name: str, by: str, now: int) -> None:
        order = self.find(name)
        demand(order["status"] in ("proposed", "in_force"), "order_not_in_force")
        self.say(by, order, now)
        self._end(order, "lifted")

    def expire(self, name: str, by: str | None, now: int) -> None:
        """By nobody, or a supervisor where it ends a suspension."""
        order = self.find(name)
        stands = order["status"] == "carried_out" and order["kind"] in STANDING
        demand(stands or order["status"] in ("proposed", "in_force"), "order_not_in_force")
        demand(now >= order["expires"], "order_not_expired")
        demand(by is None or (stands and order["kind"] == "suspend"), "nobody_needed")
        if stands and order["kind"] == "freeze" and self.stands(name):
            self.units[self.where[name]].end(name)
        if stands and order["kind"] == "suspend":
            demand(self.suspended[order["account"]] is not None, "account_not_suspended")
            self.suspended[order["account"]] = None
        self._end(order, "expired")

    def _end(self, order: Plain, status: str) -> None:
        if order["status"] != "proposed":
            self.note(order)
        order["status"] = status

    # What is done under them, and whether it may be.

    def in_force(self, name: str, kind: str, now: int) -> Plain:
        order = self.find(name)
        demand(order["kind"] == kind, "order_of_another_kind")
        demand(order["status"] == "in_force", "order_not_in_force")
        demand(now < order["expires"], "order_expired")
        return order

    def by(self, by: str, order: Plain) -> None:
        demand(by in (order["authority"], order["checker"], *REGISTRARS), "role_missing")

    def done(self, order: Plain, *more: str) -> None:
        order["status"] = "carried_out"
        self.note(order, *more)

    def freeze(self, name: str, by: str, now: int) -> None:
        order = self.in_force(name, "freeze", now)
        for earlier in self.came[: self.came.index(name)]:
            other = self.orders[earlier]
            same = [other[one] for one in ("kind", "account")] == ["freeze", order["account"]]
            waits = other["status"] == "in_force" and other["expires"] > now
            demand(not (same and waits and other["instrument"] == order["instrument"]), "freeze_out_of_turn")
        self.by(by, order)
        self.at(order["account"], order["instrument"]).freeze(name, order["quantity"])
        self.where[name] = (order["account"], order["instrument"])
        self.done(order)

    def thaw(self, name: str, by: str, now: int) -> None:
        order = self.in_force(name, "thaw", now)
        freeze = order["freeze"]
        demand(self.stands(freeze), "unknown_encumbrance")
        self.say(order["authority"], self.orders[freeze], now)
        demand(self.where[freeze] == (order["account"], order["instrument"]), "beyond_order")
        self.by(by, order)
        self.units[self.where[freeze]].end(freeze)
        self.orders[freeze]["status"] = "lifted"
        self.done(order)

    def suspend(self, name: str, by: str, now: int) -> None:
        order = self.in_force(name, "suspend", now)
        demand(self.suspended[order["account"]] is None, "account_suspended")
        self.by(by, order)
        self.suspended[order["account"]] = name
        self.done(order)

    def resume(self, name: str, by: str, now: int) -> None:
        order = self.in_force(name, "resume", now)
        under = self.suspended[order["account"]]
        if under is not None:
            self.say(order["authority"], self.orders[under], now)
        demand(under is not None, "account_not_suspended")
        self.by(by, order)
        self.suspended[order["account"]] = None
        self.orders[str(under)]["status"] = "lifted"
        self.done(order)

    def active(self, *accounts: str) -> None:
        for account in accounts:
            demand(self.suspended[account] is None, "account_suspended")


def judged(orders: Orders, act: str, *arguments: Any) -> str:
    """The outcome of an act; "ok" takes effect, and what is denied leaves everything as it was."""
    before = pickle.dumps(orders.__dict__)
    try:
        getattr(orders, act)(*arguments)
    except Denied as denied:
        orders.__dict__.update(pickle.loads(before))
        return denied.outcome
    return "ok"
