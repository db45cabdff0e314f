# SPDX-License-Identifier: Apache-2.0
"""One account's units of one instrument, slowly: those free, those held, and a line of freezes."""

from support.laws_twin.state import Plain, demand

ENDLESS = 2**53 - 1
"""What a freeze of everything orders."""


class Units:
    """Each freeze in the line says what was ordered and what it took; each hold what it still has."""

    def __init__(self, free: int = 0) -> None:
        self.free = free
        self.holds: dict[str, int] = {}
        self.line: list[Plain] = []

    @property
    def held(self) -> int:
        return sum(self.holds.values())

    @property
    def frozen(self) -> int:
        return sum(one["taken"] for one in self.line)

    @property
    def total(self) -> int:
        return self.free + self.held + self.frozen

    @property
    def waits(self) -> bool:
        return any(one["taken"] < one["ordered"] for one in self.line)

    def stands(self, name: str) -> bool:
        return name in self.holds or any(one["name"] == name for one in self.line)

    def reserved(self, name: str) -> int:
        """What a hold has, or what a freeze orders."""
        return self.holds.get(name) or max(one["ordered"] for one in self.line if one["name"] == name)

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

    def hold(self, name: str, units: int) -> None:
        self.take(units)
        self.holds[name] = units

    def freeze(self, name: str, units: int | None) -> None:
        self.line.append({"name": name, "ordered": units or ENDLESS, "taken": 0})
        self.serve()

    def cut(self, name: str, units: int) -> None:
        """A hold or a freeze loses units; a freeze only those that it took, and it orders so much less."""
        if name in self.holds:
            self.holds[name] -= units
            self.holds = {hold: left for hold, left in self.holds.items() if left}
            return
        (one,) = [one for one in self.line if one["name"] == name]
        demand(units <= one["taken"], "exceeds_hold")
        one["taken"] -= units
        one["ordered"] -= 0 if one["ordered"] == ENDLESS else units
        self.line = [one for one in self.line if one["ordered"]]

    def end(self, name: str) -> None:
        """A freeze is over, and what it had is for the next in line."""
        back = sum(one["taken"] for one in self.line if one["name"] == name)
        self.line = [one for one in self.line if one["name"] != name]
        self.add(back)

    def join(self, other: "Units") -> None:
        """All of another account's come as they are."""
        demand(not (self.waits and other.frozen), "freezes_wait")
        self.free += other.free
        self.holds |= other.holds
        self.line += other.line
        self.serve()
