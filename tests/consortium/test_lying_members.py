# SPDX-License-Identifier: Apache-2.0
"""One of four lies, or errs: the others go on, none of them differs, and whoever runs them is told who it was."""

import json
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from counterfoil.consensus.cometbft.batches import SALT_LENGTH, encode_batch
from counterfoil.consensus.cometbft.rpc import EngineError, EngineRpc
from counterfoil.consensus.cometbft.sent import GOOD_FOR, encode_sent
from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.evidence.header import decode_header
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.described import MemberConfig
from counterfoil.node.consortium.opening import SEALING
from counterfoil.node.consortium.sealing import CONFLICTS
from counterfoil.node.layout import Layout, read_config
from counterfoil.node.network import clock_ms
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog
from support.faults import Life, life, tell, timed
from support.hosted_member import Member, Unanswered
from support.member_process import UNKNOWN_TO_OTHER_RULES
from support.network import CHAIN
from support.node_service import key_of

pytestmark = pytest.mark.usefixtures("at_length")
OTHER_RULES = "This node runs other rules than they do"
TOLD_WITHIN = 300
"""Blocks, within which what a validator did must be told."""


def status(member: Member) -> str:
    """What ``counterfoil network status`` says in a member's folder."""
    command = [sys.executable, "-m", "counterfoil", "network", "status", "--network", str(member.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def order_until_told(chain: Life, told: Member, words: str, *at: Member) -> int:
    """Have blocks made until a member's operator reads this; how many it took."""
    for number in range(TOLD_WITHIN):
        if words in told.log:
            return number
        chain.order(*at)
    raise AssertionError(f"{words!r} is not told:\n{told.log[-4_000:]}")


def rejoin(member: Member) -> dict[str, Any]:
    """As the guide says; where the engine noticed first, nothing in its folder proves it, and it is refused."""
    command = [sys.executable, "-m", "counterfoil", "network", "rejoin", "--network", str(member.folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        assert "nothing here shows" in done.stderr, done.stderr
        done = subprocess.run([*command, "--unproved"], capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def batch_key(member: Member) -> PrivateKey:
    """With which its node signs batches."""
    config = read_config(Layout(member.folder)).chains[CHAIN]
    assert isinstance(config.member, MemberConfig)
    return key_of(member.folder, config.member.seal_key)


def conflicts(member: Member) -> Path:
    return Layout(member.folder).chain(CHAIN) / SEALING / CONFLICTS


def test_other_rules() -> None:
    """It stops and says why; its signatures are kept and not counted; with the right rules it begins anew."""
    with life(faults={"west": "other rules"}) as chain:
        north, east, south, west = chain.members
        chain.order(west)
        with timed("one of four has other rules: it stops"):
            chain.order(north, name=UNKNOWN_TO_OTHER_RULES.decode())
            assert west.wait() == 3
        assert OTHER_RULES in west.log, west.log
        tell("the next answer of the others", chain.order(north, east, south))
        before = west.log
        west.begin("other rules")
        assert west.wait() == 3
        assert OTHER_RULES in west.log[len(before) :], west.log
        [found] = read_conflicts(conflicts(north))
        assert not found.is_equivocation
        assert "west signed another header than was made here" in status(north)
        made = [one.header for one in west.blocks()]
        aside = rejoin(west)
        with timed("rejoined with the rules of the others: it answers"):
            west.start()
            chain.order(west)
        chain.require_whole()
        kept = FileBlockLog.open_to_read(Path(aside["set_aside"]) / "blocks")
        assert [one.header for one in kept.blocks(Height(0))] == made
        assert aside["signs_again_after"] == kept.height
        for one in west.blocks():
            height = decode_header(one.header).height
            assert bool(dsse.decode(one.seal).signatures) == (height > kept.height), height
        assert not any(one.is_equivocation for one in read_conflicts(conflicts(north)))


def test_two_engines_with_one_key() -> None:
    """What the key signed twice stands in the engine's blocks, and every member is told whose it is."""
    with life(twins={"west-again": "west"}) as chain:
        north, east, south, _ = chain.members
        twin = chain.twins["west-again"]
        twin.start()
        with timed("two engines have one key: it is told"):
            blocks = order_until_told(chain, north, "the validator of west (", north, east)
        assert "DUPLICATE_VOTE" in north.log
        tell(f"after {blocks} blocks; the next answer", chain.order(north))
        twin.kill()
        order_until_told(chain, east, "DUPLICATE_VOTE", south)
        chain.require_whole()


def test_invalid_blocks() -> None:
    """What it proposes is decided by nobody; each time its turn comes the others wait for the next one."""
    with life(faults={"west": "invalid blocks"}) as chain:
        north, _, _, west = chain.members
        times = [chain.order(north) for _ in range(12)]
        tell("one of four proposes no batches: the slowest of 12 answers", max(times))
        tell("the quickest", min(times))
        chain.order(west)
        chain.require_whole()


def test_a_fork() -> None:
    """A third signs other headers: no seal comes of it, the custody tier takes the chain, and both say who it is."""
    with life(faults={"west": "forks"}) as chain:
        north, _, _, west = chain.members
        notices: list[str] = []
        with timed("one of four signs and serves other headers: it is followed, and published"):
            for _ in range(5):
                chain.order(north, west)
            with chain.published(notices) as custody:
                assert custody.custody().height(CHAIN) == custody.chain(CHAIN).height
        order_until_told(chain, north, "the validator of west signed two headers", north)
        assert any(one.is_equivocation for one in read_conflicts(conflicts(north)))
        assert "west signed two headers of one height" in status(north)
        refused = [one for one in notices if "west-1" in one]
        assert refused, notices
        chain.require_whole()


def test_a_flood() -> None:
    """Batches full of badly signed transactions, as fast as one member can: the others answer all the while."""
    with life(faults={"west": "floods"}) as chain:
        north, east, south, west = chain.members
        tell("nobody floods: the slowest of 10 answers", max(chain.order(north) for _ in range(10)))
        bad = bytearray(chain.transaction())
        at = bad.index(b'"sig":"') + len(b'"sig":"')
        bad[at : at + 4] = b"AAAA" if bad[at : at + 4] != b"AAAA" else b"BBBB"
        good, ended, sent = chain.transaction(), Event(), [0]
        seal_key, genesis = batch_key(west), digest(Layout(west.folder).genesis(CHAIN).read_bytes())

        def flood() -> None:
            with EngineRpc(f"unix://{west.folder / 'rpc'}", timeout_s=5) as rpc:
                # Each in itself another transaction, or it would be looked at once.
                while not ended.is_set():
                    batch = [
                        good,
                        *(bytes(bad[:at]) + b"%04x" % number + bytes(bad[at + 4 :]) for number in range(300)),
                    ]
                    envelope = encode_batch(batch, tick=True, salt=sent[0].to_bytes(SALT_LENGTH, "big"))
                    with suppress(EngineError):
                        until = rpc.status().sync_info.height + GOOD_FOR
                        # By turns as west and as nobody: each is a share that it could fill.
                        signed = encode_sent(envelope, seal_key, genesis=genesis, until=until)
                        rpc.broadcast(signed if sent[0] % 2 else envelope)
                    sent[0] += 1

        flooding = Thread(target=flood, name="flood")
        flooding.start()
        try:
            with EngineRpc(f"unix://{north.folder / 'rpc'}", timeout_s=30) as asked:
                answered = [(chain.order(north, east, south), asked.status().sync_info.height) for _ in range(30)]
        finally:
            ended.set()
            flooding.join()
        times = sorted(seconds for seconds, _ in answered)
        heights = [height for _, height in answered]
        blocks = max(after - before for before, after in pairwise(heights))
        tell(
            f"one floods ({sent[0]} batches of 300): at most {blocks} blocks of the engine; the middle answer",
            times[15],
        )
        tell("the slowest", times[-1])
        with timed("it floods no more: the next answer"):
            chain.order(north)
        chain.require_whole()


def test_a_clock_that_is_wrong() -> None:
    """A node's clock is an hour ahead: blocks have the right time, and only whoever asks that node is refused."""
    with life(faults={"west": "skewed"}) as chain:
        north, _, _, west = chain.members
        for _ in range(5):
            chain.order(north)
        with pytest.raises(Unanswered, match="401"):
            west.complete()
        assert abs(decode_header(north.blocks()[-1].header).time - clock_ms()) < 60_000
        west.stop()
        with timed("its clock is right again: it answers"):
            west.start()
            chain.order(west)
        chain.require_whole()
