# SPDX-License-Identifier: Apache-2.0
"""No member crowds out the others: shares of mempool, block and work, ticks, and whole nodes under seeded floods."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.batches import SALT_LENGTH, Batch, encode_batch
from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.consensus.cometbft.sent import GOOD_FOR, Sent
from counterfoil.consensus.cometbft.sharing import OTHERS, SHARE, WAIT_FIRST, WAIT_LAST, From, Senders, Size, in_turn
from counterfoil.primitives.types import KeyId
from support.flooded import BLOCK_BYTES, GENESIS, KEYS, NAMES, FairNode, sent_by
from support.sharing_twin import row_of, taken_slowly, within_share
from support.toy_application import addition

BLOCKS = 14
SEEDS = int(os.environ.get("COUNTERFOIL_SIMULATION_SEEDS", "2"))
WITHIN = 3
"""Blocks of the engine within which what an honest member handed in is decided, whatever one member sends."""
WEST = KEYS["west"].keyid
KINDS = ("large", "small", "bad", "ticks", "nameless")
"""Of floods."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[FairNode]:
    with FairNode(tmp_path) as node:
        node.begin()
        yield node


def one_from(sender: str, transactions: int, length: int) -> From:
    batch = Batch((b"x",) * transactions, transactions == 0, bytes(SALT_LENGTH))
    return From(bytes(length), Sent(batch, None, EngineHeight(0), b"", b""), KeyId(sender))


def badly_signed(number: int) -> bytes:
    """An addition with a signature that is another one's."""
    good, another = addition("a", number, salt="bad"), addition("b", number, salt="bad")
    at = good.index(b'"sig":"') + 7
    return good[:at] + another[at : at + 86] + good[at + 86 :]


rows = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([0, 1, 900, SHARE.transactions, SHARE.transactions + 1]),
        st.sampled_from([100, 90_000, SHARE.length // 2, SHARE.length, SHARE.length + 1]),
    ),
    max_size=14,
)


@given(rows=rows)
def test_a_proposal_is_what_the_slow_twin_takes(rows: list[tuple[str, int, int]]) -> None:
    """The same batches in the same order, no sender over his share, and nothing over the block's room."""
    given_ = [one_from(*row) for row in rows]
    numbered = [one._replace(data=number.to_bytes(4, "big") + one.data[4:]) for number, one in enumerate(given_)]
    room = Size(len(numbered), 16_384, BLOCK_BYTES)
    taken = [int.from_bytes(data[:4], "big") for data in in_turn(numbered, room, shares=True)]
    assert taken == taken_slowly([row_of(one) for one in numbered], transactions=16_384, length=BLOCK_BYTES)
    assert all(within_share([rows[at] for at in taken], sender) for sender in "abcd")


def refusals(node: FairNode) -> dict[str, tuple[bytes, str]]:
    """Each way in which a batch does not enter a mempool, by its name."""
    good = sent_by("west", addition("a", 1, salt="1"), salt=1)
    bare = encode_batch([addition("a", 1, salt="1")], tick=False, salt=bytes(SALT_LENGTH))
    return {
        "not signed by whom it names": (good[:8] + bytes.fromhex(KEYS["east"].keyid) + good[40:], "did not sign it"),
        "too old": (sent_by("west", addition("a", 1, salt="1"), salt=1, height=-GOOD_FOR), "is good until"),
        "for too long": (sent_by("west", addition("a", 1, salt="1"), salt=1, height=3 * GOOD_FOR), "is good until"),
        "badly signed inside": (sent_by("west", badly_signed(1), salt=2), "no member hands this in"),
        "no batch": (bare[:-1], "ends within"),
    }


@pytest.mark.parametrize("name", ["not signed by whom it names", "too old", "for too long", "badly signed inside"])
def test_what_enters_no_mempool(node: FairNode, name: str) -> None:
    """Each reason, alone."""
    node.decide([], 7_000)
    data, said = refusals(node)[name]
    assert said in node.take(data)
    assert not node.mempool


def test_a_share_of_the_mempool(node: FairNode) -> None:
    """Full for one, it has room for the others; what was decided makes room again."""
    first = [sent_by("west", addition("a", 1, salt=str(number)), salt=number) for number in range(SHARE.batches)]
    assert [node.take(data) for data in first] == [""] * SHARE.batches
    late = sent_by("west", addition("a", 1, salt="late"), salt=1_000)
    assert "his share of the mempool" in node.take(late)
    assert node.take(sent_by("east", addition("b", 1, salt="b"), salt=1)) == ""
    node.decide(first[:1], 7_000)
    assert node.take(late) == ""


def test_whoever_names_nobody_shares_one_share(node: FairNode) -> None:
    """However many names he makes up."""
    for number in range(SHARE.batches):
        data = addition("a", 1, salt=str(number))
        bare = encode_batch([data], tick=False, salt=number.to_bytes(SALT_LENGTH, "big"))
        assert node.take(bare) == ""
    stranger = sent_by("west", addition("a", 1, salt="s"), salt=5)
    unknown = stranger[:8] + bytes(32) + stranger[40:]
    assert "his share of the mempool" in node.take(unknown)


def test_handing_on_is_no_harm_and_again_is_refused(node: FairNode) -> None:
    """The same bytes are the same batch, whoever passes them on; after their block they take nothing of his share."""
    mine = sent_by("east", addition("a", 1, salt="1"), salt=1)
    assert (node.take(mine), node.take(mine)) == ("", "in the cache")
    assert node.votes_for([mine])
    node.decide([mine], 7_000)
    assert "stood in a block" in node.take(mine)
    assert node.ordered.senders.conduct()[KEYS["east"].keyid].batches == 1


def test_whose_batch_was_bad_waits_and_nobody_else(node: FairNode) -> None:
    """Also where it was found in a block; twice as long each time, and never for ever."""
    bad = sent_by("west", addition("a", 1, salt="g"), *(badly_signed(number) for number in range(3)), salt=1)
    node.decide([bad], 7_000)
    assert node.ordered.senders.conduct()[WEST].bad == 1
    good = sent_by("west", addition("a", 1, salt="2"), salt=2)
    for _ in range(WAIT_FIRST + 1):
        assert "nothing of his enters before" in node.take(good)
        assert node.take(sent_by("east", addition("b", 1, salt="e"), salt=3)) in ("", "in the cache")
        node.decide([], 8_000)
    assert node.take(good) == ""


def test_waits_double_up_to_a_bound() -> None:
    """So that a flood costs others less and less, and a member that mended its node comes back."""
    senders, height, waits = Senders(GENESIS), 10, []
    for _ in range(12):
        senders.blame(WEST, EngineHeight(height))
        until = senders.conduct()[WEST].waits_until
        waits.append(until - height - 1)
        height = until
    assert waits == [min(WAIT_FIRST * 2**number, WAIT_LAST) for number in range(12)]


def test_the_hard_bound_of_a_block(node: FairNode) -> None:
    """More than a share of one sender, or what its sender did not sign, has no vote; a share of each has."""
    of = {
        name: [
            sent_by(name, addition("a", 1, salt=f"{name}{number}"), salt=number) for number in range(SHARE.batches + 1)
        ]
        for name in NAMES
    }
    most = [data for name in NAMES for data in of[name][: SHARE.batches]]
    assert node.votes_for(most)
    assert not node.votes_for([*most, of["west"][-1]])
    forged = of["west"][0][:8] + bytes.fromhex(KEYS["east"].keyid) + of["west"][0][40:]
    assert not node.votes_for([forged])
    header = node.log.height
    node.decide([forged], 7_000)
    assert node.log.height == header


def test_ticks_make_a_block_a_second(node: FairNode) -> None:
    """By the blocks' times, so at every node alike, however many are asked for; transactions do not wait for it."""
    for number, time_ms in enumerate(range(10_000, 15_000, 250)):
        node.decide([sent_by("west", salt=number, tick=True)], time_ms)
    assert node.log.height == 5
    node.decide([sent_by("east", addition("a", 1, salt="1"), salt=1)], 14_760)
    assert node.log.height == 6


@pytest.mark.parametrize("kinds", [("large",), ("small",), ("bad",), ("ticks",), ("nameless",), KINDS])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_flood_delays_nobody_for_long(tmp_path: Path, seed: int, kinds: tuple[str, ...]) -> None:
    """West sends what it likes past its own node's rules, and proposes only its own; the others are answered soon."""
    random, waited, salts = Random(seed), [0], iter(range(10**6))
    with ExitStack() as ending:
        nodes = [ending.enter_context(FairNode(tmp_path / name)) for name in NAMES]
        for one in nodes:
            one.begin()
        honest, liar = nodes[:3], nodes[3]
        out: dict[bytes, int] = {}
        for height in range(BLOCKS):
            flood = [_flood(random.choice(kinds), random, height, next(salts)) for _ in range(12)]
            mine = [sent_by("east", addition("b", 1, salt=f"{height}"), salt=next(salts), height=height)]
            out |= dict.fromkeys(mine, height)
            for one in honest:
                sent = [*flood, *mine] if random.random() < 0.7 else [*mine, *flood]
                for data in sent:
                    one.take(data)
            liar.mempool |= dict.fromkeys(flood)
            proposer = nodes[height % len(nodes)]
            block = proposer.propose() if proposer in honest else list(liar.mempool)[: SHARE.batches]
            votes = [one.votes_for(block) for one in honest]
            assert len(set(votes)) == 1
            assert votes[0] or proposer is liar
            decided = block if votes[0] else []
            assert len({one.decide(decided, 10_000 + 100 * height) for one in nodes}) == 1
            waited += [height - out.pop(data) + 1 for data in decided if data in out]
        assert max(waited) <= WITHIN
        assert all(BLOCKS - since <= WITHIN for since in out.values()), out
        assert honest[0].log.height > 0
        blamed = {name for name, conduct in honest[0].ordered.senders.conduct().items() if conduct.bad}
        assert blamed <= {WEST, OTHERS}


def _flood(kind: str, random: Random, height: int, number: int) -> bytes:
    """By west, in one of the ways in which a member can be too much."""
    good = addition("a", 1, salt=f"f{number}")
    if kind == "bad":
        return sent_by("west", good, *(badly_signed(number + more) for more in range(8)), salt=number, height=height)
    if kind == "ticks":
        return sent_by("west", salt=number, height=height, tick=True)
    if kind == "small":
        return sent_by("west", good, salt=number, height=height)
    long = addition("a", 1, salt="x" * random.choice((10**5, 10**6, 15 * 10**5)) + f"{number}")
    if kind == "nameless":
        return encode_batch([long], tick=True, salt=number.to_bytes(SALT_LENGTH, "big"))
    return sent_by("west", long, salt=number, height=height)
