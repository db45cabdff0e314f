# SPDX-License-Identifier: Apache-2.0
"""What moves under orders, slowly: seized, destroyed, recovered, sold, given back; securities and digital yuan."""

from fractions import Fraction

from support.laws_twin.orders_slowly import Orders
from support.laws_twin.state import Plain, demand
from support.laws_twin.units_slowly import Units
from support.laws_twin.yuan_slowly import YUAN, Circulation

Named = tuple[tuple[str, int], ...]
"""of which hold or freeze how much"""


class Realm(Orders):
    """Orders with what they take, and what is kept of it."""

    def __init__(self, holders: dict[str, str], units: dict[tuple[str, str], int], yuan: Circulation) -> None:
        super().__init__(holders, units, yuan)
        self.seizures: dict[str, Plain] = {}
        self.bids: dict[str, tuple[str, int]] = {}
        """hold → the order of sale that it is for, and when it expires"""
        self.careful = True
        """orders that cannot work are not given; not so on a chain of before"""

    def _enter(self, order: Plain) -> None:
        if self.careful:
            self._can_work(order)
        super()._enter(order)

    def _can_work(self, order: Plain) -> None:
        if order["kind"] in ("seize", "recover"):
            demand(order["account"] != order["receiver"], "same_account")
        if order["kind"] == "recover":
            same = self.holders[order["account"]] == self.holders[order["receiver"]]
            demand(same, "recovery_to_another")
        if order["kind"] == "thaw":
            demand(self.stands(order["freeze"]), "unknown_encumbrance")
            demand(self.where[order["freeze"]] == (order["account"], order["instrument"]), "encumbrance_elsewhere")
        if order["kind"] == "sell":
            seizure = self.seizures[order["seizure"]]
            demand(order["cash"] != seizure["instrument"] and seizure["cash"] in (None, order["cash"]), "not_the_sale")

    def kept(self, account: str, instrument: str) -> int:
        """Units there that were seized, or are what a sale of such brought."""
        here = [one for one in self.seizures.values() if one["state"] == account]
        units = sum(one["left"] for one in here if one["instrument"] == instrument)
        return int(units + sum(one["money"] for one in here if one["cash"] == instrument))

    def counted(self) -> dict[str, int]:
        """Wallet under whose limits others stand → what all of them hold."""
        found = dict.fromkeys(self.yuan.family.values(), 0)
        for wallet, family in self.yuan.family.items():
            found[family] += self.units.get((wallet, YUAN), Units()).total
        return found

    def _ordered(self, call: Plain, now: int, status: str) -> tuple[Plain, Plain]:
        """What disposes of a seizure is about whom it was taken from."""
        if "seizure" in call:
            demand(call["seizure"] in self.seizures, "unknown_seizure")
            call = {**call, "account": self.seizures[call["seizure"]]["account"]}
        return super()._ordered(call, now, status)

    # Units change accounts.

    def _leave(self, account: str, instrument: str) -> None:
        """What is in custody is still there, and free."""
        if kept := self.kept(account, instrument):
            there = self.units[account, instrument].free
            demand(there >= kept, "in_custody")

    def _pay(self, sender: str, receiver: str, instrument: str, units: int, now: int) -> None:
        before = self.counted()
        self.take(sender, instrument, units)
        self.at(receiver, instrument).add(units)
        if instrument == YUAN:
            self.yuan.pay(sender, receiver, units, before, now)

    def transfer(self, sender: str, receiver: str, instrument: str, units: int, now: int) -> None:
        self.active(sender, receiver)
        self._pay(sender, receiver, instrument, units, now)
        self._leave(sender, instrument)

    def bid(self, name: str, account: str, instrument: str, units: int, sale: str, expires: int) -> None:
        """Money held for a sale."""
        self.active(account)
        demand((account, instrument) in self.units, "insufficient_free_quantity")
        self.units[account, instrument].hold(name, units)
        self._leave(account, instrument)
        demand(self.orders.get(sale, {}).get("cash") == instrument, "no_such_sale")
        self.where[name] = (account, instrument)
        self.bids[name] = (sale, expires)

    # Taken away.

    def _named(self, where: tuple[str, str], names: list[str]) -> None:
        demand(len(names) == len(set(names)), "named_twice")
        demand(all(name in self.where for name in names), "unknown_encumbrance")
        for name in names:
            demand(self.stands(name), "unknown_encumbrance")
            demand(self.where[name] == where, "encumbrance_elsewhere")

    def _taken(self, order: Plain, free: int, taken: Named, now: int) -> int:
        """So many units leave the account that an order is about."""
        where = (order["account"], order["instrument"])
        for name, _ in taken:
            demand(name in self.where, "unknown_encumbrance")
            if name in self.orders:
                self.say(order["authority"], self.orders[name], now)
        total = free + sum(units for _, units in taken)
        demand(order.get("receiver") != order["account"], "same_account")
        demand(total, "nothing_moved")
        self._named(where, [name for name, _ in taken])
        for name, units in taken:
            demand(units <= self.units[where].reserved(name), "exceeds_hold")
        demand(order["done"] + total <= order["quantity"], "beyond_order")
        self.take(*where, free)
        for name, units in taken:
            self.units[where].cut(name, units)
        return total

    def _more_done(self, order: Plain, units: int) -> None:
        order["done"] += units
        self.note(order)
        if order["done"] == order["quantity"]:
            order["status"] = "carried_out"

    def seize(self, name: str, by: str, free: int, taken: Named, now: int) -> None:
        order = self.in_force(name, "seize", now)
        account, instrument, state = order["account"], order["instrument"], order["receiver"]
        total = self._taken(order, free, taken, now)
        self.at(state, instrument).add(total)
        if instrument == YUAN:
            self.yuan.order(account, state)
        self._leave(account, instrument)
        self.by(by, order)
        fresh = {"account": account, "instrument": instrument, "state": state, "left": 0, "cash": None, "money": 0}
        self.seizures.setdefault(name, fresh)["left"] += total
        self._more_done(order, total)

    def burn(self, name: str, by: str, free: int, taken: Named, now: int) -> None:
        order = self.in_force(name, "burn", now)
        total = self._taken(order, free, taken, now)
        if order["instrument"] == YUAN:
            self.yuan.burn(order["account"], total)
        self._leave(order["account"], order["instrument"])
        self.by(by, order)
        self._more_done(order, total)

    # Recovered.

    def renew(self, name: str, now: int) -> None:
        order = self.in_force(name, "recover", now)
        demand(order["keys"] is not None and not order["renewed"], "keys_first")
        if self.careful:
            self._can_work(order)
        order["renewed"] = True
        holder = self.holders[order["account"]]
        self.keys[holder] = order["keys"]
        self.note(order)

    def recover(self, name: str, by: str, holdings: list[tuple[str, list[str]]], now: int) -> None:
        order = self.in_force(name, "recover", now)
        demand(order["keys"] is None or order["renewed"], "keys_first")
        old, new = order["account"], order["receiver"]
        for instrument, _ in holdings:
            demand((old, instrument) in self.units, "unknown_holding")
        for instrument, names in holdings:
            self._recover(old, new, instrument, names)
        self.by(by, order)
        rest = [units for (account, _), units in self.units.items() if account == old]
        demand(not any(units.total or units.line for units in rest), "recovery_not_whole")
        self.done(order, new)

    def _recover(self, old: str, new: str, instrument: str, names: list[str]) -> None:
        demand(old != new, "same_account")
        demand(self.holders[old] == self.holders[new], "recovery_to_another")
        units = self.units[old, instrument]
        demand(units.total or units.line, "nothing_moved")
        self._named((old, instrument), names)
        in_line = [one["name"] for one in units.line]
        whole = set(names) == {*in_line, *units.holds} and [one for one in names if one in in_line] == in_line
        demand(whole, "recovery_not_whole")
        self.at(new, instrument).join(units)
        self.units[old, instrument] = Units()
        for one in names:
            self.where[one] = (new, instrument)
        if instrument == YUAN:
            self.yuan.order(old, new)
        self._leave(old, instrument)

    # Sold and given back.

    def _left(self, seizure: Plain, instrument: str, units: int) -> None:
        there = {seizure["cash"]: seizure["money"], seizure["instrument"]: seizure["left"]}.get(instrument, 0)
        demand(units <= there, "not_so_much_seized")

    def sell(self, name: str, by: str, bid: str, receiver: str, now: int) -> None:
        order = self.in_force(name, "sell", now)
        seizure = self.seizures[order["seizure"]]
        state, cash, units = seizure["state"], order["cash"], order["quantity"]
        self._left(seizure, seizure["instrument"], units)
        demand(self.stands(bid), "unknown_encumbrance")
        buyer, paid_in = self.where[bid]
        price = self.units[buyer, paid_in].holds[bid]
        sale, expires = self.bids[bid]
        demand(sale == name and paid_in == cash != seizure["instrument"], "not_the_sale")
        demand(price >= order["price"], "not_the_sale")
        demand(self.holders[buyer] == self.holders[receiver], "not_the_sale")
        self.active(buyer, state)
        demand(now < expires, "hold_expired")
        self._money(bid, buyer, state, cash, price, now)
        self.active(receiver)
        self._pay(state, receiver, seizure["instrument"], units, now)
        self.by(by, order)
        demand(seizure["cash"] in (None, cash), "not_the_sale")
        seizure["left"] -= units
        seizure["cash"], seizure["money"] = cash, seizure["money"] + price
        self.done(order)

    def _money(self, bid: str, buyer: str, state: str, cash: str, price: int, now: int) -> None:
        """What was held is paid: a payment like any other."""
        before = self.counted()
        self.units[buyer, cash].cut(bid, price)
        self.at(state, cash).add(price)
        if cash == YUAN:
            self.yuan.pay(buyer, state, price, before, now)

    def give_back(self, name: str, by: str, now: int) -> None:
        order = self.in_force(name, "return", now)
        seizure, instrument = self.seizures[order["seizure"]], order["instrument"]
        self._left(seizure, instrument, order["quantity"])
        shares = shared_out(order["quantity"], [claim for _, claim in order["victims"]])
        for (victim, _), share in zip(order["victims"], shares, strict=True):
            if not share:
                continue
            demand(victim != seizure["state"], "same_account")
            self.take(seizure["state"], instrument, share)
            self.at(victim, instrument).add(share)
            if instrument == YUAN:
                self.yuan.order(seizure["state"], victim)
        self.by(by, order)
        seizure["left" if instrument == seizure["instrument"] else "money"] -= sum(shares)
        self.done(order)


def shared_out(units: int, claims: list[int]) -> list[int]:
    """In proportion to claims, a unit at a time: each next one goes to whoever lacks most of a fair share."""
    units = min(units, sum(claims))
    fair = [Fraction(units * claim, sum(claims)) for claim in claims]
    given = [int(share) for share in fair]
    while sum(given) < units:
        lacks = [share - had for share, had in zip(fair, given, strict=True)]
        given[lacks.index(max(lacks))] += 1
    return given
