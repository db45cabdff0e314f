# SPDX-License-Identifier: Apache-2.0
"""Contracts in a simulated market, from proposal to retirement: each act an intent, as in ``simulation_market``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.primitives import canonical
from support.simulation_part import LATER_MS, SHARE, Act, Intent, Part, nothing

SAFE: Final = '''
"""A safe: what somebody brought it gives back to whom he says, and it passes units on through other safes."""


def bring(hold: str, quantity: int):
    """Take units of a hold in; they are the caller's."""
    take(hold, account(), quantity)
    put(caller(), get(caller(), 0) + quantity)


def fetch(to: str, quantity: int):
    """Pay what the caller brought."""
    mine = get(caller(), 0)
    require(mine >= quantity, "not so much is yours")
    put(caller(), mine - quantity)
    pay(to, "SHARE", quantity)
    emit("fetched", {"left": mine - quantity})
    return mine - quantity


def pass_on(chain: list, to: str, quantity: int):
    """Pay the first of a list, which pays the next, until the last pays an account; thirteen are too many."""
    put("passed", get("passed", 0) + quantity)
    if len(chain) == 0:
        pay(to, "SHARE", quantity)
        require(quantity != 13, "thirteen")
        return [me()]
    pay("of-" + chain[0], "SHARE", quantity)
    return [me()] + call(chain[0], "pass_on", {"chain": chain[1:], "to": to, "quantity": quantity})


def pays_and_looks(to: str):
    """Pay, and look for what is not there."""
    pay(to, "SHARE", 1)
    return get("nothing")["there"]


def pays_and_spins(to: str):
    """Pay, and go round until no step is left."""
    pay(to, "SHARE", 1)
    text = "x" * 60000
    for number in range(1000000):
        found = "y" in text


def hoards():
    """View: make long texts until no cell is left."""
    for number in range(1000000):
        text = "x" * 60000


def notes(path: str):
    """Keep what a feed says that the caller shows."""
    feed = shown(path)
    require(feed != None and feed["value"] != None, "no fixing stands")
    put("price", [feed["round"], feed["value"], feed["observed"]])
'''
NEWER: Final = (
    SAFE
    + '''

def migrate():
    """Count how often it was made over."""
    put("made_over", get("made_over", 0) + 1)
'''
)
FIRST: Final = ("safe-a", "safe-b")
SPARE: Final = "safe-c"
FEED: Final = "gold"
PLACES: Final = ("of-safe-a", "of-safe-b")
REVIEWERS: Final = ("venue", "bank", "issuer")


@dataclass
class Firms(Part):
    """Who proposes, reviews, deploys and calls contracts."""

    PLAYED = frozenset(
        f"contracts.{call}"
        for call in (
            *("propose", "approve", "deploy", "call", "call refused", "pause", "resume"),
            *("upgrade", "retire", "withdraw"),
        )
    )
    WEIGHT = 7
    places: set[str] = field(default_factory=set)
    """the contracts' accounts"""
    contracts: dict[str, str] = field(default_factory=dict)
    """those that are not retired → who deployed it"""
    proposed: list[tuple[str, str]] = field(default_factory=list)
    """under review: code, who proposed it"""
    passed: list[tuple[str, str]] = field(default_factory=list)
    paused: dict[str, str] = field(default_factory=dict)
    """→ who paused it"""
    brought: list[tuple[str, str]] = field(default_factory=list)
    """to which contract, who"""

    def founding(self) -> list[Intent]:
        """Who reviews; two safes that run, with code to upgrade one to; and a spare one."""
        policy = c.SetReviews(
            reviewers=REVIEWERS, quorum=2, by="registrar", supervisor="supervisor", reference="rule 1"
        )
        intents: list[Intent] = [([policy], ("registrar", "supervisor"), nothing)]
        for contract, by, source in zip(FIRST, ("ann", "ben"), (SAFE, NEWER), strict=True):
            one = proposal(name="safe", licence="Apache-2.0", upgrades=Upgrades.reviewed, source=source, by=by)
            intents += [self._proposed(one), self._approved(one.code, by), self._deployed(contract, one.code, by)]
        spare = self._deployed(SPARE, one.code, "cai")
        return [*intents, spare, *(self._filled(place) for place in PLACES)]

    def _filled(self, place: str) -> Intent:
        issued = h.Issue(instrument=SHARE, account=place, quantity=200)

        def remember() -> None:
            self.scene.issued[SHARE] += 200

        return [issued], ("issuer",), remember

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        acts = [self._bring] * 6 + [self._pass_on] * 5 + [self._fail] * 2 + [self._note] * 2
        acts += [self._fetch] * (4 if self.brought else 1)
        acts += [self._propose, self._upgrade] + [self._pause] * 2
        acts += [self._review] * 2 if self.proposed else []
        acts += [self._deploy, self._withdraw] if self.passed else []
        acts += [self._resume] * 6 if self.paused else []
        acts += [self._retire] * 2 if len(self.contracts) > len(FIRST) else []
        return acts

    # Code.

    def _propose(self, _now: int) -> Intent:
        """The same program under another title is other code; now and then it is no program."""
        by, source = self.random.choice(self.scene.people), self.random.choice((SAFE, NEWER, "while True: pass"))
        title = self.scene.name("edition")
        kept = self.random.choice((Upgrades.reviewed, Upgrades.reviewed, Upgrades.never))
        what = {"name": "safe", "licence": "Apache-2.0", "upgrades": kept, "source": source, "by": by, "title": title}
        return self._proposed(proposal(**what))

    def _proposed(self, call: c.ProposeCode) -> Intent:
        def remember() -> None:
            self.proposed.append((call.code, call.by))
            self.records.append(f"contracts/code/{call.code}")

        return [call], (call.by,), remember

    def _approved(self, code: str, by: str) -> Intent:
        who = ("venue", "bank", "supervisor")
        approvals = [c.Approve(code=code, by=one, reference="read") for one in who]

        def remember() -> None:
            self.proposed.remove((code, by))
            self.passed.append((code, by))

        return [*approvals], who, remember

    def _review(self, _now: int) -> Intent:
        """Approved by enough, by one who may not, or declined."""
        code, by = self.random.choice(self.proposed)
        kind = self.random.randrange(6)
        if kind == 0:
            declined = c.Decline(code=code, by="venue", reason="unclear")
            return [declined], ("venue",), lambda: self.proposed.remove((code, by))
        if kind == 1:
            return [c.Approve(code=code, by=by, reference="mine")], (by,), nothing
        return self._approved(code, by)

    def _withdraw(self, _now: int) -> Intent:
        code, by = self.random.choice(self.passed)
        call = c.WithdrawCode(code=code, by=by, reason="a fault")
        return [call], (by,), lambda: self.passed.remove((code, by))

    # Contracts.

    def _deploy(self, _now: int) -> Intent:
        trial = self.random.choice(((), (), ("ann", "ben")))
        code = self.random.choice(self.passed)[0]
        return self._deployed(self.scene.name("safe"), code, self.random.choice(self.scene.people), trial)

    def _deployed(self, name: str, code: str, by: str, trial: Sequence[str] = ()) -> Intent:
        call = c.Deploy(contract=name, code=code, account=f"of-{name}", by=by, trial=tuple(trial))

        def remember() -> None:
            self.contracts[name] = by
            self.scene.accounts[call.account] = by
            self.places.add(call.account)
            self.records += [path_of(name), f"contracts/entry/{name}/passed"]

        return [call], (by,), remember

    def _contract(self) -> str:
        return self.random.choice(sorted(self.contracts))

    def _upgrade(self, _now: int) -> Intent:
        name = self._contract()
        code = self.random.choice(self.passed)[0] if self.passed else "0" * 64
        return [c.Upgrade(contract=name, code=code)], (self.contracts[name],), nothing

    def _pause(self, _now: int) -> Intent:
        name = self._contract()
        by = self.random.choice((self.contracts[name], "supervisor"))
        call = c.Pause(contract=name, by=by, reason="a fault")
        return [call], (by,), lambda: self.paused.update({name: by})

    def _resume(self, _now: int) -> Intent:
        name = self.random.choice(sorted(self.paused))
        by = self.paused[name]
        call = c.Resume(contract=name, by=by, reason="mended")
        return [call], (by,), lambda: self.paused.pop(name) and None

    def _retire(self, _now: int) -> Intent:
        """Of those that were deployed last, which may have nothing in their accounts."""
        name = [*self.contracts][-1]
        call = c.OpenToAll(contract=name) if self.random.random() < 0.4 else c.Retire(contract=name, reason="done")

        def remember() -> None:
            if isinstance(call, c.Retire):
                del self.contracts[name]
                self.paused.pop(name, None)

        return [call], (self.contracts[name],), remember

    # Calls.

    def _run(self, name: str, function: str, by: str, *shows: str, **arguments: object) -> c.Run:
        given = canonical.encode(arguments).decode()
        return c.Run(contract=name, function=function, by=(by,), arguments=given, shows=shows)  # type: ignore[arg-type]

    def _quantity(self) -> int:
        return self.random.choice((1, 2, 5, 13, 40))

    def _bring(self, now: int) -> Intent:
        """Units of a hold that names the contract, or another one."""
        name = self._contract()
        executor = path_of(name if self.random.random() < 0.9 else FIRST[0])
        return self.brought_by(self.scene.account(), name, self._quantity(), now, executor=executor)

    def brought_by(self, account: str, name: str, quantity: int, now: int, *, executor: str | None = None) -> Intent:
        """Units of an account go into a contract; ``executor``: whom the hold names, that contract unless told."""
        by, hold = self.scene.accounts[account], self.scene.name("brought")
        held = {"account": account, "instrument": SHARE, "quantity": quantity, "expires": now + LATER_MS}
        brought = self._run(name, "bring", by, hold=hold, quantity=quantity)
        calls = [h.Hold(hold=hold, executor=executor or path_of(name), **held), brought]
        return calls, (by,), self._has_brought(name, by)

    def _has_brought(self, name: str, by: str) -> Callable[[], None]:
        def remember() -> None:
            self.brought.append((name, by))
            self.records.append(f"contracts/entry/{name}/{by}")

        return remember

    def _fetch(self, _now: int) -> Intent:
        """By somebody who brought something, or by anybody."""
        name, by = self._contract(), self.random.choice(self.scene.people)
        if self.brought and self.random.random() < 0.8:
            name, by = self.random.choice(self.brought[-4:])
        fetched = self._run(name, "fetch", by, to=self.scene.account(), quantity=self._quantity())
        return [fetched], (by,), nothing

    def _pass_on(self, _now: int) -> Intent:
        """Through one to three safes; through one twice it cannot be."""
        by, first = self.random.choice(self.scene.people), self._contract()
        others = [one for one in sorted(self.contracts) if one != first]
        chain = self.random.choices(others, k=self.random.choice((0, 1, 1, 2))) if others else [first]
        passed = self._run(first, "pass_on", by, chain=chain, to=self.scene.account(), quantity=self._quantity())
        return [passed], (by,), nothing

    def _fail(self, _now: int) -> Intent:
        """In each of the ways in which a call ends badly."""
        by, name, to = self.random.choice(self.scene.people), self._contract(), self.scene.account()
        ways: Mapping[str, dict[str, object]] = {
            "pays_and_looks": {"to": to},
            "pays_and_spins": {"to": to},
            "hoards": {},
            "unknown": {},
            "migrate": {},
            "fetch": {"to": 7},
        }
        way = self.random.choice(sorted(ways))
        return [self._run(name, way, by, **ways[way])], (by,), nothing

    def _note(self, _now: int) -> Intent:
        """A feed's value, whose record is shown, or is not."""
        by, feeds = self.random.choice(self.scene.people), [one.feed for _, one in self.scene.view().rows(FEEDS)]
        path = FEEDS.path(self.random.choice((FEED, *feeds)))
        shows = (path,) if self.random.random() < 0.9 else ()
        name = self._contract()
        noted = self._run(name, "notes", by, *shows, path=path)
        return [noted], (by,), lambda: self.records.append(f"contracts/entry/{name}/price")
