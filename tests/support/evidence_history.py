# SPDX-License-Identifier: Apache-2.0
"""Histories that the ledger accepted: many calls a transaction, keys and rules replaced among them, into Li's account.

Mallory does whatever a member can: as holder, custodian, venue and executor. Li and the others go on with theirs.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from counterfoil.application import TransactionResult
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, RecordPath, Timestamp
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, issue, leg, open_account, register, transfer
from support.evidence_told import tell
from support.evidence_world import START_MS, Calls, party_of, plain_policy

LATE = START_MS + 10**9
Ask = Callable[[Collector], Package]
OWN = ("m", "k")
"""Mallory's accounts; it keeps the second for itself, too."""


class History:
    """A world that goes on at random.

    ``act`` adds a block, and says how many transactions were accepted. ``claims``: one of each kind with trails, about
    something drawn at random; the first is about a trail of more than 64 events.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.world = tell().world
        self._mallory = "mallory"
        self._named = 0
        self._made: dict[str, list[str]] = {"hold": [], "mandate": [], "pledge": [], "instruction": []}
        self.world.do("registrar", calls=[register("mallory", "custodian", "venue")])
        accounts = [open_account("m", "mallory", "holder"), open_account("k", "mallory", "either", custodian="mallory")]
        self.world.do("mallory", calls=accounts)
        self.world.do("acme", calls=[issue(LI, 9_000)])
        self.world.do("li", calls=[transfer(LI, "m", 5_000), transfer(LI, "k", 2_000)])
        self.world.do("mallory", calls=[_rotated("mallory")] * 70)

    def claims(self) -> Iterator[Ask]:
        account, instrument, world = AccountId(LI), InstrumentId(SHARE), self.world
        yield lambda collector: collector.record(RecordPath("parties/party/mallory"))
        yield lambda collector: collector.record(RecordPath("parties/account/k"))
        time = Timestamp(world.header(Height(self.random.randrange(8, world.height))).time)
        yield lambda collector: collector.control(account, instrument)
        yield lambda collector: collector.control(account, instrument, as_of=time)
        yield lambda collector: collector.statement(account, start=time)
        moved = self.random.choice(self._moved())
        yield lambda collector: collector.transfer(moved)

    def _moved(self) -> list[HexHash]:
        """The transactions that moved something of Li's."""
        trail = self.world.trail(RecordPath(f"holdings/holding/{LI}/{SHARE}"))
        events = [decode_event(self.world.event(height, index)) for height, index in trail]
        return list(dict.fromkeys(event.transaction for event in events if event.consents))

    def act(self) -> int:
        """One transaction: what the ledger rejects of its calls is left out, and the rest tried again."""
        if self.random.random() < 0.2:
            return int(self._accepted(self._of_others(), "li", "north", "south"))
        drawn = [self._call() for _ in range(self.random.choice((1, 2, 9, 20)))]
        calls = [call for call in drawn for _ in range(self._times(call))]
        other = self.random.choice(("mallory", "mallory-2"))
        rotate = _rotated(other)
        calls = [rotate if call is None else call for call in calls]
        accepted = self._accepted(calls, self._mallory)
        if accepted and rotate in calls:
            self._mallory = other
        return int(accepted)

    def _times(self, call: dict[str, Any] | None) -> int:
        """What names nothing new may be said again and again."""
        again = call is None or call["call"] in ("parties.change_account_control", "holdings.transfer_by_mandate")
        return self.random.choice((1, 1, 5, 70)) if again else 1

    def _accepted(self, calls: Calls, *names: str) -> bool:
        while calls:
            (answer,) = self.world.block(self.world.sign(calls, *names))
            assert isinstance(answer, TransactionResult), (answer, list(map(party_of, names)))
            if answer.code == 0:
                return True
            assert answer.call is not None, answer
            del calls[answer.call]
        return False

    def _of_others(self) -> Calls:
        moves: tuple[dict[str, Any], ...] = (
            transfer(LI, WANG, 1),
            transfer(WANG, LI, 1),
            transfer(LI, "m", 5),
            {"call": "parties.change_account_control", "account": LI, "outgoing": "either", "custodian": "north"},
            {"call": "settlement.settle_now", "instruction": self._new("instruction"), "legs": self._legs(LI, ZHAO)},
        )
        answers: Calls = [
            {"call": f"settlement.{step}", "instruction": self._old("instruction"), "account": LI}
            for step in ("affirm", "allocate")
        ]
        return [self.random.choice(moves), *self.random.choice(([], answers))]

    def _call(self) -> dict[str, Any] | None:
        """One of Mallory's calls; None: it replaces its keys."""
        account, rule = self.random.choice(OWN), self.random.choice(("holder", "either", "custodian"))
        rules = {"outgoing": rule if account == "k" else "holder", **self.random.choice(({"incoming": "nobody"}, {}))}
        keeper = {"custodian": "mallory"} if account == "k" else {}
        units = {"account": account, "instrument": SHARE, "quantity": 2}
        receiver = self.random.choice((LI, LI, LI, "m"))
        named = {kind: self._old(kind) for kind in self._made}
        return self.random.choice(
            (
                None,
                None,
                {"call": "parties.change_account_control", "account": account, **rules, **keeper},
                {"call": "parties.change_account_control", "account": account, **rules, **keeper},
                transfer(account, receiver, 1),
                transfer(account, receiver, 1),
                {"call": "holdings.hold", "hold": self._new("hold"), "executor": "mallory", "expires": LATE, **units},
                {"call": "holdings.execute_hold", "hold": named["hold"], "receiver": receiver, "quantity": 1},
                {"call": "holdings.release_hold", "hold": named["hold"]},
                {
                    "call": "holdings.grant_mandate",
                    "mandate": self._new("mandate"),
                    "account": account,
                    "executor": "mallory",
                },
                *[
                    {
                        "call": "holdings.transfer_by_mandate",
                        "mandate": named["mandate"],
                        "receiver": receiver,
                        "instrument": SHARE,
                        "quantity": 1,
                    }
                ]
                * 2,
                {"call": "holdings.pledge", "pledge": self._new("pledge"), "pledgee": "mallory", **units},
                {"call": "holdings.release_pledge", "pledge": named["pledge"]},
                {
                    "call": "settlement.settle_now",
                    "instruction": self._new("instruction"),
                    "legs": [leg(account, LI, SHARE, 1)],
                },
                {
                    "call": "settlement.instruct",
                    "instruction": self._new("instruction"),
                    "by": "mallory",
                    "legs": [leg(account, LI, SHARE, 1)],
                    "expires": LATE,
                },
                {"call": "settlement.affirm", "instruction": named["instruction"], "account": account},
                {"call": "settlement.allocate", "instruction": named["instruction"], "account": account},
                {"call": "settlement.settle", "instruction": named["instruction"], "by": "mallory"},
            )
        )

    def _legs(self, one: str, other: str) -> Calls:
        return [leg(one, other, SHARE, 1), leg(other, one, CASH, 10)]

    def _new(self, kind: str) -> str:
        self._named += 1
        self._made[kind].append(f"{kind}-{self._named}")
        return self._made[kind][-1]

    def _old(self, kind: str) -> str:
        """One of the last few."""
        return self.random.choice(self._made[kind][-6:] or [f"{kind}-0"])


def _rotated(keys: str) -> dict[str, Any]:
    """The call by which Mallory has other keys."""
    return {"call": "parties.rotate_keys", "party": "mallory", "keys": plain_policy(keys)}
