# SPDX-License-Identifier: Apache-2.0
"""Members' nodes over real sockets: shares reach everybody, broken connections come back, strangers get nothing."""

import secrets
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from counterfoil.consensus.sealing import exchange as exchanging
from counterfoil.consensus.sealing import wire
from counterfoil.consensus.sealing.asking import RotationAsker
from counterfoil.consensus.sealing.handshake import Dialling
from counterfoil.consensus.sealing.messages import Kind, Lacking, frame, say, share_frame
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import Rotation, decode_rotation
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.transport.tls import TlsContext
from support.certified import certified
from support.sealing import CHAIN, HEADERS, Headers, four, policy_of, share_of, validator
from support.sealing_nodes import WAIT_S, Client, Node, PretendingToBe, dialled, mesh, sealed_everywhere


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Callable[..., list[Node]]]:
    """Nodes that are stopped in the end."""
    with ExitStack() as stack:

        def make(*numbers: int, **options: object) -> list[Node]:
            made = [Node(tmp_path, number, **options) for number in numbers]
            for node in made:
                stack.callback(node.stop)
            return made

        yield make


def test_four_members_seal_what_they_commit(nodes: Callable[..., list[Node]]) -> None:
    """Each block that all commit is sealed at each of them, and on its disk."""
    made = nodes(0, 1, 2, 3)
    mesh(made)
    for height in range(8):
        for node in made:
            node.member.commit()
        sealed_everywhere(made, height)
    for node in made:
        node.stop()
        node.member.book.close()
        node.member.restart()
        assert node.member.book.complete_until() == 7
        assert not node.failed


def test_one_that_was_away_is_told_what_it_lacks(
    nodes: Callable[..., list[Node]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three seal without the fourth, many times what is told at once; it comes with all blocks and gets all seals."""
    monkeypatch.setattr("counterfoil.consensus.sealing.conversation.HEIGHTS_MAX", 7)
    made = nodes(0, 1, 2, 3)
    reached = mesh(made[:3])
    for node in made:
        node.member.commit(60)
    sealed_everywhere(made[:3], 59)
    made[3].start(reached[0])
    for height in range(60):
        sealed_everywhere(made[3:], height)


def test_all_may_stop_and_go_on_with_their_own_shares(nodes: Callable[..., list[Node]]) -> None:
    """Nobody told anybody a share before all were killed: each has its own in its block log."""
    made = nodes(0, 1, 2)
    for node in made:
        node.member.commit(5)
        node.member.restart()
    mesh(made)
    for height in range(5):
        sealed_everywhere(made, height)


def test_seals_go_around_a_link_that_is_not_there(nodes: Callable[..., list[Node]]) -> None:
    """0 and 3 know nobody but 1 and 2 know both: what one of them collected, it tells who asks."""
    made = nodes(0, 1, 3)
    middle = made[1].start()
    made[0].start(middle)
    made[2].start(middle)
    for node in made:
        node.member.commit(3)
    for height in range(3):
        sealed_everywhere(made, height)


def test_a_member_that_restarts_is_dialled_again(nodes: Callable[..., list[Node]]) -> None:
    """Its port is the same, its connections are new."""
    made = nodes(0, 1, 2)
    reached = mesh(made)
    for node in made:
        node.member.commit()
    sealed_everywhere(made, 0)
    made[0].stop()
    for node in made:
        node.member.commit(2)
    made[0].start(port=reached[0].port)
    sealed_everywhere(made, 2)


def test_a_member_whose_key_changed_is_known_by_the_new_one(nodes: Callable[..., list[Node]]) -> None:
    """It holds both: by the old one it sealed what was before, and by the new one it is met again."""

    def policy(height: Height) -> KeyPolicy:
        return policy_of(0, 1, 2, 3) if height < 2 else policy_of(9, 1, 2, 3)

    made = [*nodes(0, policy=policy, keys=[validator(0), validator(9)]), *nodes(1, 2, policy=policy)]
    reached = mesh(made)
    for node in made:
        node.member.commit(2)
    sealed_everywhere(made, 1)
    made[0].stop()
    made[0].start(*reached[1:], port=reached[0].port)
    for node in made:
        node.member.commit()
    for node in made:
        seal = dsse.decode(node.member.book.wait(Height(2)).result(WAIT_S))
        assert validator(9).keyid in [one.keyid for one in seal.signatures]
        assert dsse.satisfies(seal, policy(Height(2)))


def test_over_tls(nodes: Callable[..., list[Node]], tmp_path: Path) -> None:
    """Where there are certificates nothing goes over in the clear, and who does not know the issuer ends it."""
    shown = certified(tmp_path)
    made = nodes(0, 1, 2)
    for node in made:
        node.tls = (TlsContext(shown).context, ssl.create_default_context(cafile=str(shown.certificate)))
    mesh(made)
    for node in made:
        node.member.commit()
    sealed_everywhere(made, 0)
    [doubtful] = nodes(3)
    doubtful.tls = (TlsContext(shown).context, ssl.create_default_context())
    doubtful.member.commit()
    with pytest.raises(ssl.SSLCertVerificationError), dialled(made[0]) as plain:
        ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")


HOSTILE = {
    "garbage": b"GET / HTTP/1.1\r\n\r\n" * 10,
    "a huge frame": b"\xff\xff\xff",
    "an endless length": b"\xff\xff\xff\xff",
    "an empty frame": b"\x00",
    "a kind that is none": b"\x01\x63",
    "a hello in the middle": frame(Kind.hello, b"{}"),
    "a forged share": share_frame(share_of(9, HEADERS[0])),
    "no share": share_frame(b"{}"),
    "a height below zero": frame(Kind.lacking, b'{"height":-1}'),
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_member_costs_only_itself(nodes: Callable[..., list[Node]], said: bytes) -> None:
    """What no member says ends its connection, and the others go on."""
    made = nodes(0, 1, 2)
    mesh(made)
    made[0].member.commit()
    with Client(made[0], validator(3)) as client:
        client.send(said)
        assert client.is_ended()
        with Client(made[0]) as again:  # known again, and not heard for a while
            again.meet(made[0], validator(3))
            assert again.is_ended()
    for node in made[1:]:
        node.member.commit()
    sealed_everywhere(made, 0)
    assert not made[0].failed


def test_a_flood_of_what_is_known_and_far_changes_nothing(nodes: Callable[..., list[Node]]) -> None:
    """It is read more slowly, kept nowhere, and does not hold up what others say."""
    made = nodes(0, 1, 2)
    mesh(made)
    for node in made:
        node.member.commit()
    sealed_everywhere(made, 0)
    chain = Headers()
    far = share_frame(share_of(3, chain[200]))
    with Client(made[0], validator(3)) as client:
        for _ in range(2_000):
            client.send(far + share_frame(share_of(1, HEADERS[0])))
        for node in made:
            node.member.commit()
        sealed_everywhere(made, 1)
        assert not made[0].failed


def test_who_reads_nothing_is_let_go_of(nodes: Callable[..., list[Node]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that asks for everything and takes nothing holds up nobody, and loses its connection."""
    monkeypatch.setattr(wire, "SLOW_S", 0.2)
    made = nodes(0, 1, 2)
    mesh(made)
    for node in made:
        node.member.commit(200)
    sealed_everywhere(made, 199)
    client = Client(made[0], validator(3))
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    with client:
        try:
            for _ in range(1_000_000):
                client.send(say(Lacking(Height(0))))
        except OSError:
            ended = True
        assert ended
    for node in made:
        node.member.commit()
    sealed_everywhere(made, 200)


def test_a_stranger_learns_nothing(nodes: Callable[..., list[Node]]) -> None:
    """Neither a key that is no validator's, nor a validator's without its signature, nor another chain's."""
    [node] = nodes(0)
    node.member.commit()
    node.start()
    members = node.member.book.members()
    for chain, key in ((CHAIN, validator(9)), ("other", validator(1))):
        with Client(node) as client:
            client.send(Dialling(chain, key, members, bytes(32)).begin())
            assert client.receive() is None
    with Client(node) as client:
        client.send(Dialling(CHAIN, validator(1), members, bytes(32)).begin())
        challenge = client.receive()
        assert challenge is not None
        liar = Dialling(CHAIN, validator(1), members, bytes(32))
        liar._own = PretendingToBe(validator(1))  # type: ignore[assignment]
        client.send(liar.hear(challenge))
        assert client.receive() is None


def test_strangers_keep_no_member_out(nodes: Callable[..., list[Node]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those who say nothing the oldest goes first, and members come in meanwhile."""
    monkeypatch.setattr(exchanging, "STRANGERS_MAX", 4)
    made = nodes(0, 1, 2)
    first = made[0].start()
    with ExitStack() as stack:
        silent = [stack.enter_context(Client(made[0])) for _ in range(12)]
        made[1].start(first)
        made[2].start(first)
        assert all(client.is_ended() for client in silent[:4])
        for node in made:
            node.member.commit()
        sealed_everywhere(made, 0)


def test_what_fails_on_the_disk_stops_the_exchange(
    nodes: Callable[..., list[Node]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node whose disk is full says so; it does not go on as if it kept what it collects."""
    made = nodes(0, 1, 2, 3)
    stopped = Event()
    mesh(made)
    assert made[0].exchange is not None
    made[0].exchange._on_failure = lambda failure: (made[0].failed.append(failure), stopped.set())

    def full(*_: object) -> None:
        raise StorageError("no space left")

    monkeypatch.setattr(made[0].member.book, "flush", full)
    for node in made:
        node.member.commit()
    assert stopped.wait(WAIT_S)
    assert isinstance(made[0].failed[0], StorageError)
    made[0].member.commit()
    sealed_everywhere(made[1:], 0)


def test_an_address_that_is_taken_is_told(nodes: Callable[..., list[Node]]) -> None:
    """Whoever starts the exchange hears of it."""
    made = nodes(0, 1)
    taken = made[0].start()
    with pytest.raises(OSError, match="in use"):
        made[1].start(port=taken.port)


def rotation(last: int = 2, **changes: object) -> bytes:
    """The payload of the rotation from validators 0 to 3 to 0, 1, 2 and 4 after block 2."""
    fields: dict[str, object] = {
        "chain": CHAIN,
        "effective": Timestamp(0),
        "last_hash": to_hex(header_hash(HEADERS[last])),
        "last_height": Height(last),
        "previous": 7,
        "seal": policy_of(0, 1, 2, 4),
    }
    return canonical.encode(Rotation(**(fields | changes)))  # type: ignore[arg-type]


def test_a_follower_has_a_rotation_signed(nodes: Callable[..., list[Node]]) -> None:
    """It is no validator and is known by its key; who is not known gets no signature, nor does what is not so."""
    custody = validator(20)
    [node] = nodes(0, policy=lambda height: policy_of(0, 1, 2, 3) if height < 3 else policy_of(0, 1, 2, 4))
    node.member.commit(4)
    reached = node.start(followers=[custody])
    ask = RotationAsker(CHAIN, custody, reached, (four(Height(0)),), chance=secrets.token_bytes)
    signed = dsse.decode(ask(rotation()))
    assert decode_rotation(signed).previous == 7
    assert [one.keyid for one in signed.signatures] == [validator(0).keyid]
    with pytest.raises(InputError, match="did not change who seals"):
        ask(rotation(last=1))
    stranger = RotationAsker(CHAIN, validator(21), reached, (four(Height(0)),), chance=secrets.token_bytes)
    with pytest.raises(InputError, match="ended the connection"):
        stranger(rotation())


def test_a_member_that_changed_its_key_signs_by_the_one_before(nodes: Callable[..., list[Node]]) -> None:
    """It is known by its new key, and the rotation that retires the old one is signed by that."""
    custody = validator(20)
    after = policy_of(9, 1, 2, 3)
    keys = [validator(0), validator(9)]
    [node] = nodes(0, policy=lambda height: four(height) if height < 3 else after, keys=keys)
    node.member.commit(4)
    reached = node.start(followers=[custody])
    ask = RotationAsker(CHAIN, custody, reached, (four(Height(0)), after), chance=secrets.token_bytes)
    signed = dsse.decode(ask(rotation(seal=after)))
    assert dsse.valid_signers(signed, {validator(0).keyid: validator(0).public}) == {validator(0).keyid}
    node.stop()
    with pytest.raises(InputError, match=f"127.0.0.1:{reached.port}"):
        ask(rotation(seal=after))
