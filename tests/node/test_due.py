# SPDX-License-Identifier: Apache-2.0
"""What is due is done in batches, round after round; one step that is refused hides no other, and is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.module import Module, View
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.records import SNAPSHOTS, SnapshotStatus
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.node import due
from counterfoil.node.due import Interrupted, Wanted, carry_out
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import is_committed
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp
from support.network import CHAIN, SHARES, copy_network, make_trading_network, no_passphrase, run

HOUR_MS = 3_600_000


class Clock:
    """An hour behind the machine's until it is put forward."""

    def __init__(self) -> None:
        self.behind_ms = HOUR_MS

    def __call__(self) -> Timestamp:
        return Timestamp(clock_ms() - self.behind_ms)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trading_network(tmp_path_factory.mktemp("due") / "network")


@pytest.fixture
def network(template: Path, tmp_path: Path, clock: Clock) -> Iterator[Network]:
    """Three record times, all of which have passed."""
    root = copy_network(template, tmp_path / "network")
    clock.behind_ms = 0
    with Network(root, no_passphrase, clock=clock) as opened:
        node = opened.chain(CHAIN)
        record_time = clock() + 60_000
        calls = [
            c.Schedule(instrument=SHARES, snapshot=name, record_time=record_time, by="depository", reference="r")
            for name in ("a", "b", "c")
        ]
        run(node, calls, opened.keyring.get("depository"))
        clock.behind_ms = -120_000
        yield opened


@pytest.fixture
def alice(network: Network) -> PrivateKey:
    return network.keyring.get("alice")


def statuses(network: Network) -> set[SnapshotStatus]:
    return {one.status for _, one in network.chain(CHAIN).ledger.view.rows(SNAPSHOTS)}


def fake(monkeypatch: pytest.MonkeyPatch, steps: Callable[[View, Timestamp], Any]) -> None:
    """As if these were all the steps that any module knows."""
    monkeypatch.setattr(due, "modules", lambda: (Module(law=SimpleNamespace(noun="fake"), steps=steps),))


@pytest.mark.parametrize(("batch", "at_once"), [(1, 1), (2, 3), (50, 100_000)])
def test_registers_are_counted_whatever_the_size_of_batches(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch, batch: int, at_once: int
) -> None:
    """All of them, once; run again there is nothing."""
    monkeypatch.setattr(due, "BATCH", batch)
    monkeypatch.setattr(due, "AT_ONCE", at_once)
    node, heard = network.chain(CHAIN), list[int]()
    done = carry_out(node, [alice], clock, heard=heard.append)
    assert all(is_committed(answer) and len(calls) <= batch for calls, answer in done.answers)
    kinds = [type(call) for calls, _ in done.answers for call in calls]
    assert (kinds.count(c.Record), kinds.count(c.Count), kinds.count(c.Close)) == (3, 6, 3)
    assert done.left == [] and heard[-1] == 12 and statuses(network) == {SnapshotStatus.recorded}
    assert carry_out(node, [alice], clock) == due.Done([], [])


def test_only_what_is_wanted_is_done(network: Network, alice: PrivateKey, clock: Clock) -> None:
    """What names a snapshot, and of another noun nothing."""
    node = network.chain(CHAIN)
    assert carry_out(node, [alice], clock, Wanted("funds")).answers == []
    done = carry_out(node, [alice], clock, Wanted("lifecycle", "b"))
    assert {call.snapshot for calls, _ in done.answers for call in calls} == {"b"}  # type: ignore[attr-defined]


def test_a_step_that_is_refused_hides_no_other(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First, last, in the middle of a batch; it is told once, with its reason."""

    def steps(view: View, _time: Timestamp) -> Iterator[Call]:
        yield c.Record(instrument=SHARES, snapshot="no-1")
        for _, snapshot in view.rows(SNAPSHOTS):
            if snapshot.status is SnapshotStatus.scheduled:
                yield c.Record(instrument=SHARES, snapshot=snapshot.snapshot)
                yield c.Record(instrument=SHARES, snapshot="no-2")
        yield c.Record(instrument=SHARES, snapshot="no-3")

    fake(monkeypatch, steps)
    done = carry_out(network.chain(CHAIN), [alice], clock)
    assert statuses(network) == {SnapshotStatus.recording}
    assert {(one.call.snapshot, one.outcome) for one in done.left} == {  # type: ignore[attr-defined]
        ("no-1", "unknown_snapshot"),
        ("no-3", "unknown_snapshot"),
    }


@pytest.mark.parametrize("at_once", [1, 100_000])
def test_a_call_about_many_does_what_can_be_done(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """In halves: those that are refused are told one by one, once, and hold up none of the others."""

    def halves(call: c.Record) -> tuple[Call, ...]:
        names = call.snapshot.split(".")
        both = (names[: len(names) // 2], names[len(names) // 2 :]) if names[1:] else ()
        return tuple(c.Record(instrument=SHARES, snapshot=".".join(some)) for some in both)

    def steps(view: View, _time: Timestamp) -> Iterator[Call]:
        left = [one.snapshot for _, one in view.rows(SNAPSHOTS) if one.status is SnapshotStatus.scheduled]
        yield c.Record(instrument=SHARES, snapshot=".".join(["no-1", *left, "no-2"]))

    monkeypatch.setattr(c.Record, "halves", halves)
    monkeypatch.setattr(due, "AT_ONCE", at_once)
    fake(monkeypatch, steps)
    done = carry_out(network.chain(CHAIN), [alice], clock)
    assert statuses(network) == {SnapshotStatus.recording}
    assert [one.call.snapshot for one in done.left] == ["no-1", "no-2"]  # type: ignore[attr-defined]


def test_a_step_that_is_not_for_anybody_is_left(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a module to list one, nobody's consent is supposed: who lacks is named; the rest is done."""

    def steps(view: View, _time: Timestamp) -> Iterator[Call]:
        yield Transfer(sender="bob-1", receiver="alice-1", instrument=SHARES, quantity=1)
        for _, snapshot in view.rows(SNAPSHOTS):
            if snapshot.status is SnapshotStatus.scheduled:
                yield c.Record(instrument=SHARES, snapshot=snapshot.snapshot)

    fake(monkeypatch, steps)
    done = carry_out(network.chain(CHAIN), [alice], clock)
    (left,) = done.left
    assert (left.outcome, "bob" in left.detail) == ("consent_missing", True)
    assert statuses(network) == {SnapshotStatus.recording}


def test_a_key_of_nobody_orders_nothing(network: Network, clock: Clock) -> None:
    """It is said before anything is done."""
    with pytest.raises(InputError, match="no party"):
        carry_out(network.chain(CHAIN), [PrivateKey(b"x" * 32)], clock)
    assert statuses(network) == {SnapshotStatus.scheduled}


def test_what_costs_somebody_waits_for_whatever_may_spare_it(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step of another noun, also where that was not wanted: a member is not fined before its dividend is paid."""

    def only(name: str) -> Callable[[View, Timestamp], list[Call]]:
        def steps(view: View, _time: Timestamp) -> list[Call]:
            found = view.read(SNAPSHOTS, SHARES, name)
            waits = found is not None and found.status is SnapshotStatus.scheduled
            return [c.Record(instrument=SHARES, snapshot=name)] if waits else []

        return steps

    fining: Any = Module(law=SimpleNamespace(noun="fining"), lasts=only("a"))  # type: ignore[arg-type]
    paying: Any = Module(law=SimpleNamespace(noun="paying"), steps=only("b"))  # type: ignore[arg-type]
    monkeypatch.setattr(due, "modules", lambda: (fining, paying))
    node = network.chain(CHAIN)
    done = carry_out(node, [alice], clock, Wanted("fining"))
    assert done.answers == [] and [one.outcome for one in done.left] == ["others_come_first"]
    done = carry_out(node, [alice], clock)
    assert [call.snapshot for calls, _ in done.answers for call in calls] == ["b", "a"]  # type: ignore[attr-defined]


def test_a_key_that_serves_nobody_is_named(network: Network, alice: PrivateKey, clock: Clock) -> None:
    """Of one that was replaced nothing is ordered, and nothing is said to be taken."""
    node, new = network.chain(CHAIN), PrivateKey(b"n" * 32)
    run(node, [RotateKeys(party="alice", keys=single_key_policy(new))], alice)
    done = carry_out(node, [alice, new], clock)
    assert done.answers == [] and {one.outcome for one in done.left} == {"key_serves_nobody"}
    assert all(alice.keyid in one.detail for one in done.left)


def test_whoever_stops_it_hears_what_was_done(
    network: Network, alice: PrivateKey, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in blocks, and is not published."""

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(due, "BATCH", 2)
    with pytest.raises(Interrupted) as stopped:
        carry_out(network.chain(CHAIN), [alice], clock, heard=stop)
    assert [len(calls) for calls, _ in stopped.value.done.answers] == [2]
