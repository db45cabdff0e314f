# SPDX-License-Identifier: Apache-2.0
"""A node of two chains that sends things to and fro at random, and dies at a sync that it is told.

``crossing_victim.py FOLDER SEED SYNC AHEAD_MS DOWN``: the sync at which it dies (0: none), how far its clock is ahead,
which chain is down (or ``none``). It says each act that it ended.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from counterfoil.application import TransactionResult
from counterfoil.law.call import Call
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.queries import assets, circulating, in_pool, stands
from counterfoil.modules.crossings.records import ARRIVALS, DEALS, DEPARTURES, DealStatus, DepartureStatus, Price
from counterfoil.node.crossings import arriving, ending, paying, require_asset, sending, set_aside
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import sign_calls, submit
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import AccountId, Quantity, Timestamp
from support.crossed import AWAY, CASH, DEEDS, HOME, HOUR, SHARE, SHARES, of
from support.crossed_network import carried, peer_path
from support.network import no_passphrase
from support.peered_network import OnChain

ACTS: Final = 14
FIRMS: Final = ("alice", "bob")


def opened(folder: Path, ahead_ms: int) -> Network:
    return Network(folder, no_passphrase, accept_clock=True, clock=lambda: Timestamp(clock_ms() + ahead_ms))


class Walk:
    """What a seed does on two chains, of which one may be down."""

    def __init__(self, network: Network, seed: int, down: str) -> None:
        self.network, self.random, self.seed, self.down = network, Random(seed), seed, down
        self.home, self.away = OnChain(network, HOME), OnChain(network, AWAY)
        self.made = 0

    def order(self, stage: OnChain, signer: str, calls: Sequence[Call]) -> bool:
        """Whether it was done; refused is an answer too."""
        keys = [self.network.keyring.get(name) for name in dict.fromkeys((signer, DEPOSITORY))]
        answers = submit(stage.node, [sign_calls(stage.node, calls, *keys)])
        return all(isinstance(one, TransactionResult) and one.code == 0 for one in answers)

    def act(self) -> str:
        """One act at random."""
        often: list[Callable[[OnChain, OnChain], bool]] = [self.send, self.take_in, self.end, self.pay]
        acts = [*often, *often, self.offer]
        stages = [(self.home, self.away), (self.away, self.home)]
        stage, peer = self.random.choice([two for two in stages if two[0].node.reader.chain != self.down])
        act = self.random.choice(acts)
        if self.random.random() < 0.8 and self.down == "none":
            self.network.publish()
        try:
            done = act(stage, peer)
        except CounterfoilError:
            done = False
        return f"{act.__name__} {'done' if done else 'refused'}"

    def send(self, stage: OnChain, _peer: OnChain) -> bool:
        self.made += 1
        asset = require_asset(stage.node.ledger.view, self.random.choice((SHARES, SHARES, DEEDS)))
        accounts = AccountId(of(self.random.choice(FIRMS))), AccountId(of(self.random.choice(FIRMS)))
        units = 1 if asset.unique else self.random.randint(1, 60)
        until = Timestamp(self.network.now_ms() + self.random.choice((1_000, HOUR, HOUR, 3 * HOUR)))
        calls = sending(asset, f"{self.seed}-{self.made}", accounts, Quantity(units), until)
        return self.order(stage, accounts[0].removeprefix("of-"), calls)

    def take_in(self, stage: OnChain, peer: OnChain) -> bool:
        rows = [one for _, one in peer.node.ledger.view.rows(DEPARTURES) if not arrived(stage, one)]
        left = [one.crossing for one in rows if one.until > self.network.now_ms() or self.random.random() < 0.2]
        if not left:
            return False
        calls = arriving(carried(stage, peer), stage.node.ledger.view, peer_path(peer), self.random.choice(left))
        return self.order(stage, "alice", calls)

    def end(self, stage: OnChain, peer: OnChain) -> bool:
        """Give back what did not arrive, or end a deal."""
        view, carrier = stage.node.ledger.view, carried(stage, peer)
        left: list[Any] = [one for _, one in view.rows(DEPARTURES) if one.status is DepartureStatus.away]
        left += [one for _, one in view.rows(DEALS) if one.status is DealStatus.reserved]
        if not left:
            return False
        one = self.random.choice(left)
        calls = ending(carrier, one) if hasattr(one, "deal") else back(carrier, one)
        return self.order(stage, "bob", calls)

    def offer(self, _stage: OnChain, _peer: OnChain) -> bool:
        """Shares at home for money away."""
        if self.down == HOME:
            return False
        self.made += 1
        deal = f"d-{self.seed}-{self.made}"
        until = Timestamp(self.network.now_ms() + self.random.choice((1_000, HOUR)))
        what = AccountId(of("alice")), SHARE, Quantity(self.random.randint(1, 30))
        held = set_aside(f"for-{deal}", DEALS.path(deal), what, until)
        price = Price(sender=of("bob"), receiver=of("alice"), instrument=CASH, quantity=100)
        said = {"deal": deal, "peer": peer_path(self.away), "hold": held.hold, "receiver": of("bob")}
        return self.order(self.home, "alice", [held, c.Offer(**said, price=price, until=until)])

    def pay(self, _stage: OnChain, _peer: OnChain) -> bool:
        if self.down == AWAY:
            return False
        offered = [one for _, one in self.home.node.ledger.view.rows(DEALS)]
        if not offered:
            return False
        deal, carrier = self.random.choice(offered), carried(self.away, self.home)
        calls = [*carrier.answers(DEALS.path(deal.deal)), *paying(peer_path(self.home), deal)]
        return self.order(self.away, "bob", calls)


def back(carrier: Any, left: Any) -> list[Call]:
    return [*carrier.answers(left.arrival), c.TakeBack(crossing=left.crossing)]


def finish(network: Network) -> list[str]:
    """Whatever is on its way arrives or comes back, and every deal ends; what is left over then."""
    network.publish()
    walk = Walk(network, 0, "none")
    for stage, peer in ((walk.home, walk.away), (walk.away, walk.home)):
        for _, left in list(stage.node.ledger.view.rows(DEPARTURES)):
            if left.status is DepartureStatus.away and not arrived(peer, left):
                walk.order(stage, "bob", back(carried(stage, peer), left))
    for _, deal in list(walk.home.node.ledger.view.rows(DEALS)):
        if deal.status is DealStatus.reserved:
            walk.order(walk.home, "bob", ending(carried(walk.home, walk.away), deal))
    over: list[str] = []
    for stage, peer in ((walk.home, walk.away), (walk.away, walk.home)):
        rows = [one for _, one in stage.node.ledger.view.rows(DEPARTURES)]
        over += [one.crossing for one in rows if (one.status is DepartureStatus.away) != arrived(peer, one)]
        deals = [one for _, one in stage.node.ledger.view.rows(DEALS)]
        over += [one.deal for one in deals if one.status is DealStatus.reserved]
    return over


def arrived(peer: OnChain, left: Any) -> bool:
    return peer.node.ledger.view.read(ARRIVALS, left.origin, left.crossing) is not None


def wrong(network: Network) -> list[str]:
    """What is live in two places, or was lost, as the disk has it: pools against what circulates and is on its way."""
    home, away = (OnChain(network, name) for name in (HOME, AWAY))
    found: list[str] = []
    for asset in assets(home.node.ledger.view):
        mirror = require_asset(away.node.ledger.view, asset.asset)
        pool, around = in_pool(home.node.ledger.view, asset), circulating(away.node.ledger.view, mirror)
        going = on_the_way(home, away, asset.asset) + on_the_way(away, home, asset.asset)
        if around > pool or pool != around + going:
            found.append(f"{asset.asset}: {pool} in the pool, {around} around, {going} on the way")
        assert stands(away.node.ledger.view, mirror) == around
    return found


def on_the_way(stage: OnChain, peer: OnChain, asset: str) -> int:
    rows = [one for _, one in stage.node.ledger.view.rows(DEPARTURES)]
    away = [one for one in rows if one.asset == asset and one.status is DepartureStatus.away]
    return sum(int(one.quantity) for one in away if not arrived(peer, one))


def dying(at: int) -> Callable[[Any], None]:
    """``fdatasync`` that is the process's last thing, before or after it is done."""
    original, count = os.fdatasync, 0

    def sync(descriptor: Any) -> None:
        nonlocal count
        count += 1
        if count == at and at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        original(descriptor)
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return sync


def begin(walk: Walk) -> None:
    """Whatever chance has in store, something went and arrived."""
    asset = require_asset(walk.home.node.ledger.view, SHARES)
    until = Timestamp(walk.network.now_ms() + HOUR)
    account = AccountId(of("alice"))
    assert walk.order(walk.home, "alice", sending(asset, "first", (account, account), Quantity(200), until))
    walk.network.publish()
    carrier = carried(walk.away, walk.home)
    calls = arriving(carrier, walk.away.node.ledger.view, peer_path(walk.home), "first")
    assert walk.order(walk.away, "bob", calls)


def main(folder: Path, seed: int, at: int, ahead_ms: int, down: str) -> None:
    with opened(folder, ahead_ms) as network:
        walk = Walk(network, seed, down)
        if at:
            os.fdatasync = os.fsync = dying(at)
        if not ahead_ms:
            begin(walk)
        for _ in range(ACTS):
            sys.stdout.write(f"{walk.act()}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]), sys.argv[5])
