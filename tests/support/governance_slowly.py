# SPDX-License-Identifier: Apache-2.0
"""The law of governance said a second time: nothing but a diary of what was done, read again from its beginning."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from counterfoil.modules.governance import calls as g
from support.governed import HOUR, MEMBERS

Line = dict[str, Any]
OK: Final = "ok"


class Slowly:
    """``answer`` says what becomes of a call, and writes it down if it is done."""

    def __init__(self, time: int) -> None:
        self.diary: list[Line] = [{"did": "charter", "time": time, "since": time, "members": dict(MEMBERS)}]

    def answer(self, call: Any, signed_by: set[str], time: int) -> str:
        """The name of the outcome; members sign in their own names."""
        said = getattr(self, type(call).__name__.lower())(call, signed_by, time)
        if isinstance(said, str):
            return said
        self.diary += [{**line, "time": time} for line in said]
        return OK

    def lines(self, did: str, **same: Any) -> list[Line]:
        """What was done of a kind, in order."""
        return [one for one in self.diary if one["did"] == did and all(one.get(k) == v for k, v in same.items())]

    # What follows from the diary.

    def members(self, time: int) -> dict[str, int]:
        """Each entry of the charter drops those that were to come at its time or later."""
        kept: list[Line] = []
        for entry in self.lines("charter"):
            kept = [one for one in kept if one["since"] < entry["since"]] + [entry]
        return dict([one for one in kept if one["since"] <= time][-1]["members"])

    def motion(self, name: str) -> Line | None:
        found = self.lines("proposed", motion=name)
        return found[0] if found else None

    def over(self, name: str) -> str | None:
        """How a motion ended, or that it was passed."""
        ends = [one["did"] for one in self.diary if one.get("motion") == name and one["did"] in ENDS]
        return ends[-1] if ends else None

    def ballots(self, name: str) -> dict[str, str]:
        return {one["member"]: one["ballot"] for one in self.lines("voted", motion=name)}

    def in_favour(self, name: str, motion: Line) -> bool:
        """More than the share that it needs, in whole votes."""
        total = sum(motion["electors"].values())
        share = Fraction(666_667 if motion["grave"] else 500_001, 1_000_000)
        yes = sum(motion["electors"][who] for who, how in self.ballots(name).items() if how == "in_favour")
        return yes >= share * total

    # Calls.

    def propose(self, call: g.Propose, signed: set[str], time: int) -> str | list[Line]:
        if call.by not in signed:
            return "not_authorised"
        if call.by not in self.members(time) and call.by != "supervisor":
            return "not_a_member"
        if self.motion(call.motion):
            return "motion_exists"
        grave = "assign_roles" in call.calls or "set_power" in call.calls
        return [
            {"did": "proposed", "motion": call.motion, "by": call.by, "calls": call.calls, "grave": grave}
            | {"electors": self.members(time)}
        ]

    def withdraw(self, call: g.Withdraw, signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if self.over(call.motion) or time >= motion["time"] + HOUR:
            return "not_in_debate"
        return [{"did": "withdrawn", "motion": call.motion}] if motion["by"] in signed else "not_authorised"

    def castvote(self, call: g.CastVote, signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if self.over(call.motion) or (time - motion["time"]) // HOUR != 1:
            return "not_in_vote"
        if call.member not in motion["electors"]:
            return "not_an_elector"
        if call.member not in self.members(time):
            return "not_a_member"
        if self.ballots(call.motion).get(call.member) == call.ballot.value:
            return "vote_as_before"
        done = {"did": "voted", "motion": call.motion, "member": call.member, "ballot": call.ballot.value}
        return [done] if call.member in signed else "not_authorised"

    def close(self, call: g.Close, _signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if self.over(call.motion):
            return "motion_decided"
        if time < motion["time"] + 2 * HOUR:
            return "vote_goes_on"
        return [{"did": "passed" if self.in_favour(call.motion, motion) else "down", "motion": call.motion}]

    def veto(self, call: g.Veto, signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if not motion["grave"]:
            return "no_veto"
        if self.over(call.motion) not in (None, "passed") or time >= motion["time"] + 4 * HOUR:
            return "veto_too_late"
        return [{"did": "vetoed", "motion": call.motion}] if "supervisor" in signed else "not_authorised"

    def execute(self, call: g.Execute, _signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if self.over(call.motion) != "passed":
            return "not_passed"
        first = motion["time"] + (4 if motion["grave"] else 3) * HOUR
        if time < first:
            return "delay_not_over"
        if time >= first + 20 * HOUR:
            return "lapsed"
        return self.carried(motion, time)

    def lapse(self, call: g.Lapse, _signed: set[str], time: int) -> str | list[Line]:
        motion = self.motion(call.motion)
        if motion is None:
            return "unknown_motion"
        if self.over(call.motion) != "passed":
            return "not_passed"
        late = time >= motion["time"] + (24 if motion["grave"] else 23) * HOUR
        return [{"did": "lapsed", "motion": call.motion}] if late else "not_lapsed"

    def carried(self, motion: Line, time: int) -> str | list[Line]:
        """What the decision's one call does, beside that it is executed."""
        (call,) = json.loads(motion["calls"])
        done: list[Line] = [{"did": "executed", "motion": motion["motion"]}]
        if call["call"] == "governance.settle_pause":
            return [*done, {"did": "settled", "noun": call["noun"], "until": time}]
        if call["call"] == "governance.set_power":
            return self.reweighed(call, time, done)
        if call["call"] == "governance.reject":
            problem = self.waits(call["application"])
            return problem or [*done, {"did": "answered", "application": call["application"]}]
        return [*done, {"did": "roles", "party": call["party"], "roles": call["roles"]}]

    def reweighed(self, call: Line, time: int, done: list[Line]) -> str | list[Line]:
        members = self.members(time)
        if members.get(call["party"], 0) == call["power"]:
            return "no_such_power"
        changed = {**members, call["party"]: call["power"]}
        left = {party: power for party, power in changed.items() if power}
        if not left:
            return "no_such_power"
        if len(left) < 3:
            return "admitters_out_of_reach"
        return [*done, {"did": "charter", "since": time, "members": left}]

    def pausecalls(self, call: g.PauseCalls, signed: set[str], time: int) -> str | list[Line]:
        who = "supervisor" if call.supervisor else "members"
        members = self.members(time)
        if who == "members":
            if not set(call.members) <= set(members):
                return "not_a_member"
            if sum(members[one] for one in set(call.members)) < Fraction(3, 10) * sum(members.values()):
                return "quorum_missing"
        if not time < call.until <= time + 24 * HOUR:
            return "pause_too_long"
        for noun in call.nouns:
            if who in self.used(noun):
                return "paused_before"
        if not ({"supervisor"} if call.supervisor else set(call.members)) <= signed:
            return "not_authorised"
        return [{"did": "paused", "noun": noun, "who": who, "until": call.until} for noun in call.nouns]

    def since_settled(self, noun: str) -> Iterator[Line]:
        """What was done about a module's pause from the last decision on."""
        about = [one for one in self.diary if one.get("noun") == noun]
        last = max((number for number, one in enumerate(about) if one["did"] == "settled"), default=0)
        yield from about[last:]

    def used(self, noun: str) -> set[str]:
        return {one["who"] for one in self.since_settled(noun) if one["did"] == "paused"}

    def paused(self, noun: str, time: int) -> bool:
        return any(time < one["until"] for one in self.since_settled(noun))

    def waits(self, application: str) -> str | None:
        """Why an application is not open."""
        if not self.lines("applied", application=application):
            return "unknown_application"
        return "application_over" if self.lines("answered", application=application) else None

    def apply(self, call: g.Apply, signed: set[str], time: int) -> str | list[Line]:
        if call.sponsor not in self.members(time):
            return "not_a_member"
        if call.sponsor not in signed:
            return "not_authorised"
        if self.lines("applied", application=call.application):
            return "application_exists"
        return [{"did": "applied", "application": call.application, "sponsor": call.sponsor, "party": call.party}]

    def accept(self, call: g.Accept, signed: set[str], time: int) -> str | list[Line]:
        found = self.lines("applied", application=call.application)
        if not found:
            return "unknown_application"
        members = self.members(time)
        if not set(call.members) <= set(members):
            return "not_a_member"
        if len(set(call.members)) < 2 or found[0]["sponsor"] in call.members:
            return "admitters_missing"
        if not set(call.members) <= signed:
            return "not_authorised"
        if self.waits(call.application):
            return "application_over"
        if self.lines("party", party=found[0]["party"]):
            return "party_exists"
        done = [{"did": "answered", "application": call.application}]
        return [*done, {"did": "party", "party": found[0]["party"]}]


ENDS: Final = ("withdrawn", "passed", "down", "vetoed", "executed", "lapsed")
