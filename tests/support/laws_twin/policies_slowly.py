# SPDX-License-Identifier: Apache-2.0
"""Policies of supervision, slowly: everything that was ever set is kept, and told again whenever somebody asks."""

from support.laws_twin.state import Plain, demand

COMING = 8


class Policies:
    """Each says: kind → who orders it, who checks it, whether two must, for how long; and who stands above whom."""

    def __init__(self) -> None:
        self.said: list[tuple[int, int, Plain]] = []
        """(when it was set, from when it holds, what)"""

    def told(self) -> list[tuple[int, Plain]]:
        """From when each holds that nothing later took the place of before it began."""
        found: list[tuple[int, Plain]] = []
        for now, since, what in self.said:
            found = [one for one in found if one[0] <= now or one[0] < since]
            found.append((since, what))
        return found

    def at(self, now: int) -> Plain:
        """What holds; before the first begins, that first one."""
        begun = [what for since, what in sorted(self.told(), key=lambda one: one[0]) if since <= now]
        return begun[-1] if begun else self.told()[0][1]

    def coming(self, now: int) -> list[int]:
        return sorted(since for since, _ in self.told() if since > now)

    def set(self, by: str, second: str | None, since: int | None, what: Plain, now: int) -> None:
        demand(since is None or since >= now, "policy_in_the_past")
        begins = now if since is None else since
        if self.said:
            self._may_change(self.at(now), by, second)
        ahead = [one for one in self.coming(now) if one < begins]
        demand(len(ahead) < COMING, "too_much_waits")
        self.said.append((now, begins, what))

    def _may_change(self, policy: Plain, by: str, second: str | None) -> None:
        demand(by in policy["changers"], "not_a_changer")
        demand(second is not None or not policy["changed_by_two"], "second_needed")
        if second is not None:
            demand(second in policy["changers"], "not_a_changer")
            demand(second != by, "one_pair_of_eyes")
