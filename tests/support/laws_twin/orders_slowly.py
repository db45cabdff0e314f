# SPDX-License-Identifier: Apache-2.0
"""Orders about one instrument said a second time, slowly: who may give them, how they come and go, what they move."""

from copy import deepcopy
from typing import Any

from support.laws_twin.state import Denied, Plain, demand

ENDLESS = 2**53 - 1
STANDING = ("freeze", "suspend")
ALONE = ("freeze", "thaw", "suspend", "resume")
AUTHORITIES = {kind: ["court", "police"] for kind in ALONE} | {kind: ["court"] for kind in ("seize", "burn")}
OFFICERS = ["clerk"]
SUPERIORS = ["ministry"]
REGISTRARS = ["registrar"]


class Units:
    """One account's units: those free, and a line of freezes, each with what was ordered and what it took."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.line: list[Plain] = []

    @property
    def frozen(self) -> int:
        return sum(one["taken"] for one in self.line)

    def serve(self) -> None:
        for one in self.line:
            more = min(self.free, one["ordered"] - one["taken"])
            one["taken"] += more
            self.free -= more

    def add(self, units: int) -> None:
        self.free += units
        self.serve()

    def take(self, units: int) -> None:
        demand(units <= self.free, "insufficient_free_quantity")
        self.free -= units

    def cut(self, name: str, units: int) -> None:
        """A freeze loses units that it took, and orders so much less."""
        (one,) = [one for one in self.line if one["name"] == name] or [{"taken": -1}]
        demand(units <= one["taken"], "exceeds_hold")
        one["taken"] -= units
        one["ordered"] -= 0 if one["ordered"] == ENDLESS else units
        self.line = [one for one in self.line if one["ordered"]]

    def end(self, name: str) -> None:
        back = sum(one["taken"] for one in self.line if one["name"] == name)
        self.line = [one for one in self.line if one["name"] != name]
        self.add(back)


class Orders:
    """Orders, accounts, files. Every call says the time; Denied with the name of the outcome."""

    def __init__(self, holders: dict[str, str], units: dict[str, int]) -> None:
        self.holders = holders
        self.units = {account: Units(units.get(account, 0)) for account in holders}
        self.orders: dict[str, Plain] = {}
        self.waiting: dict[str, list[str]] = {account: [] for account in holders}
        self.suspended: dict[str, str | None] = dict.fromkeys(holders)
        self.lines: dict[str, int] = {}
        self.where: dict[str, str] = {}
        """every freeze that ever was → its account"""

    def note(self, order: Plain) -> None:
        for subject in (f"account/{order['account']}", f"party/{self.holders[order['account']]}"):
            self.lines[subject] = self.lines.get(subject, 0) + 1

    def find(self, name: str) -> Plain:
        demand(name in self.orders, "unknown_order")
        return self.orders[name]

    def say(self, by: str, order: Plain) -> None:
        demand(by == order["authority"] or by in SUPERIORS, "no_say")

    def _ordered(self, call: Plain, now: int, status: str) -> Plain:
        kind = call["kind"]
        demand(call["authority"] in AUTHORITIES[kind], "power_missing")
        demand(call["expires"] > now, "order_in_the_past")
        demand(call["expires"] - now <= call["longest"], "order_too_long")
        return {**call, "status": status, "done": 0, "given": status == "in_force"}

    def _checked(self, order: Plain, checker: str) -> None:
        demand(checker in AUTHORITIES[order["kind"]] + OFFICERS, "not_a_checker")
        demand(checker != order["authority"], "one_pair_of_eyes")

    def give(self, call: Plain, now: int) -> None:
        order = self._ordered(call, now, "in_force")
        if call["checker"] is None:
            demand(call["kind"] in ALONE, "second_needed")
        else:
            self._checked(order, call["checker"])
        self._enter(order)
        self._begin(order)

    def propose(self, call: Plain, now: int) -> None:
        self._enter({**self._ordered(call, now, "proposed"), "checker": None})

    def _enter(self, order: Plain) -> None:
        demand(order["name"] not in self.orders, "order_exists")
        self.orders[order["name"]] = order

    def _begin(self, order: Plain) -> None:
        order["given"] = True
        self.note(order)
        if order["kind"] == "freeze":
            self.waiting[order["account"]].append(order["name"])

    def approve(self, name: str, checker: str, now: int) -> None:
        order = self.find(name)
        demand(order["status"] == "proposed", "order_not_proposed")
        demand(now < order["expires"], "order_expired")
        self._checked(order, checker)
        order |= {"checker": checker, "status": "in_force"}
        self._begin(order)

    def lift(self, name: str, by: str, _now: int) -> None:
        order = self.find(name)
        demand(order["status"] in ("proposed", "in_force"), "order_not_in_force")
        self.say(by, order)
        self._end(order, "lifted")

    def expire(self, name: str, now: int) -> None:
        """By a supervisor."""
        order = self.find(name)
        stands = order["status"] == "carried_out" and order["kind"] in STANDING
        demand(stands or order["status"] in ("proposed", "in_force"), "order_not_in_force")
        demand(now >= order["expires"], "order_not_expired")
        if stands and order["kind"] == "freeze":
            self.units[order["account"]].end(name)
        if stands and order["kind"] == "suspend":
            demand(self.suspended[order["account"]] is not None, "account_not_suspended")
            self.suspended[order["account"]] = None
        self._end(order, "expired")

    def _end(self, order: Plain, status: str) -> None:
        if order["status"] != "proposed":
            self.note(order)
        order["status"] = status
        self._waits_no_longer(order)

    def _waits_no_longer(self, order: Plain) -> None:
        waiting = self.waiting[order["account"]]
        if order["name"] in waiting:
            waiting.remove(order["name"])

    def _in_force(self, name: str, kind: str, now: int) -> Plain:
        order = self.find(name)
        demand(order["kind"] == kind, "order_of_another_kind")
        demand(order["status"] == "in_force", "order_not_in_force")
        demand(now < order["expires"], "order_expired")
        return order

    def _by(self, by: str, order: Plain) -> None:
        demand(by in (order["authority"], order["checker"], *REGISTRARS), "role_missing")

    def freeze(self, name: str, by: str, now: int) -> None:
        order = self._in_force(name, "freeze", now)
        for one in self.waiting[order["account"]]:
            if one == name:
                break
            demand(self.orders[one]["expires"] <= now, "freeze_out_of_turn")
        self._by(by, order)
        units = self.units[order["account"]]
        units.line.append({"name": name, "ordered": order["quantity"] or ENDLESS, "taken": 0})
        units.serve()
        self.where[name] = order["account"]
        self._done(order)

    def thaw(self, name: str, by: str, now: int) -> None:
        order = self._in_force(name, "thaw", now)
        freeze = order["freeze"]
        where = [account for account, units in self.units.items() if freeze in [one["name"] for one in units.line]]
        demand(where, "unknown_encumbrance")
        self.say(order["authority"], self.orders[freeze])
        demand(where == [order["account"]], "beyond_order")
        self._by(by, order)
        self.units[order["account"]].end(freeze)
        self.orders[freeze]["status"] = "lifted"
        self._done(order)

    def seize(self, name: str, by: str, free: int, taken: tuple[str, int] | None, now: int) -> None:
        self._take(self._in_force(name, "seize", now), by, free, taken)

    def burn(self, name: str, by: str, free: int, taken: tuple[str, int] | None, now: int) -> None:
        self._take(self._in_force(name, "burn", now), by, free, taken)

    def _take(self, order: Plain, by: str, free: int, taken: tuple[str, int] | None) -> None:
        units = self.units[order["account"]]
        total = free + (0 if taken is None else taken[1])
        if taken is not None:
            demand(taken[0] in self.where, "unknown_encumbrance")
            self.say(order["authority"], self.orders[taken[0]])
        demand(total, "nothing_moved")
        if taken is not None:
            here = [one for one in units.line if one["name"] == taken[0]]
            elsewhere = self.where[taken[0]] != order["account"] and self._stands(taken[0])
            demand(not elsewhere, "encumbrance_elsewhere")
            demand(here, "unknown_encumbrance")
            demand(taken[1] <= here[0]["ordered"], "exceeds_hold")
        demand(order["done"] + total <= order["quantity"], "beyond_order")
        units.take(free)
        if taken is not None:
            units.cut(*taken)
        self._by(by, order)
        if order["kind"] == "seize":
            self.units["state"].add(total)
        order["done"] += total
        self.note(order)
        if order["done"] == order["quantity"]:
            order["status"] = "carried_out"

    def _stands(self, freeze: str) -> bool:
        return freeze in [one["name"] for one in self.units[self.where[freeze]].line]

    def suspend(self, name: str, by: str, now: int) -> None:
        order = self._in_force(name, "suspend", now)
        demand(self.suspended[order["account"]] is None, "account_suspended")
        self._by(by, order)
        self.suspended[order["account"]] = name
        self._done(order)

    def resume(self, name: str, by: str, now: int) -> None:
        order = self._in_force(name, "resume", now)
        under = self.suspended[order["account"]]
        if under is not None:
            self.say(order["authority"], self.orders[under])
        demand(under is not None, "account_not_suspended")
        self._by(by, order)
        self.suspended[order["account"]] = None
        self.orders[str(under)]["status"] = "lifted"
        self._done(order)

    def _done(self, order: Plain) -> None:
        order["status"] = "carried_out"
        self._waits_no_longer(order)
        self.note(order)

    def transfer(self, sender: str, receiver: str, units: int) -> None:
        for account in (sender, receiver):
            demand(self.suspended[account] is None, "account_suspended")
        self.units[sender].take(units)
        self.units[receiver].add(units)


def judged(orders: Orders, act: str, *arguments: Any) -> str:
    """The outcome of an act; "ok" takes effect, and what is denied leaves everything as it was."""
    before = deepcopy(orders.__dict__)
    try:
        getattr(orders, act)(*arguments)
    except Denied as denied:
        orders.__dict__.update(before)
        return denied.outcome
    return "ok"
