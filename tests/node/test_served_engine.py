# SPDX-License-Identifier: Apache-2.0
"""A folder held by a service: who comes, waits, is lost in the middle, and what then became of a transaction."""

import errno
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.api.ledger import folder_door as door
from counterfoil.api.ledger.folder_door import folder_door
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.application import Refusal, TransactionResult
from counterfoil.custody.log import PUBLIC_FOLDER
from counterfoil.identity.keyfile import read_key
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node import service_socket
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.service_socket import SERVICE_SOCKET, ServiceConnection, decode_question, encode_question
from counterfoil.node.submitting import Answer, sign_calls, submit
from counterfoil.primitives.errors import (
    CounterfoilError,
    CustodyError,
    InputError,
    LockedError,
    ServedError,
    StorageError,
)
from counterfoil.primitives.types import AccountId, Quantity
from counterfoil.transport import local_socket
from support.network import CHAIN, SHARES, copy_network, make_trading_network, no_passphrase, open_network
from support.served_folder import served_folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trading_network(tmp_path_factory.mktemp("made") / "network")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_network(made, tmp_path / "network")


def moved(node: ChainNode, root: Path, quantity: int = 1) -> bytes:
    """A signed transfer, each time another intent."""
    alice, bob = AccountId("alice-1"), AccountId("bob-1")
    call = Transfer(sender=alice, receiver=bob, instrument=SHARES, quantity=Quantity(quantity))
    return sign_calls(node, [call], read_key(Layout(root).keys / "alice.key", None))


def bob_has(node: ChainNode) -> int:
    found = node.ledger.record(f"holdings/holding/bob-1/{SHARES}")  # type: ignore[arg-type]
    assert found is not None
    free: int = msgspec.json.decode(found)["free"]
    return free


def test_answers_are_whole_and_can_be_read(root: Path) -> None:
    """Committed, rejected with what the rule said, refused; and the records are those after the answer's block."""
    with served_folder(root), open_network(root) as network:
        node = network.chain(CHAIN)
        assert node.lock is None
        before = bob_has(node)
        sent = [moved(node, root, 7), moved(node, root, 10**9), b"nonsense"]
        good, bad, ugly = submit(node, sent)
        assert isinstance(good, TransactionResult) and good.code == 0
        assert node.height >= good.height
        assert bob_has(node) == before + 7
        assert isinstance(bad, TransactionResult) and bad.code and bad.detail
        assert isinstance(ugly, Refusal)
        again = submit(node, sent[:1])
        assert [one.reason for one in again if isinstance(one, Refusal)] == ["already_seen"]
        height = node.height
        assert node.engine is not None
        assert node.engine.tick().result() == node.height == height + 1
    with open_network(root) as network:
        assert bob_has(network.chain(CHAIN)) == before + 7


def test_many_are_handed_in_in_their_order(root: Path) -> None:
    """More than one question holds, in tickets that are waited for one by one, backwards."""
    with served_folder(root), open_network(root) as network:
        node = network.chain(CHAIN)
        assert node.engine is not None
        sent = [moved(node, root) for _ in range(service_socket.HAND_IN_MAX // 4)]
        tickets = [node.engine.submit(one) for one in sent] + node.engine.submit_many(sent[:3])
        answers = [ticket.result() for ticket in reversed(tickets)][::-1]
        places = [(one.height, one.index) for one in answers if isinstance(one, TransactionResult)]
        assert len(places) == len(sent) and places == sorted(places)
        assert [type(one) for one in answers[-3:]] == [Refusal] * 3


def test_a_publication_tells_what_it_left(root: Path) -> None:
    """The checkpoint that the world sees, and the page that stood in the way; a refusal is the error that it was."""
    page = root / "custody" / PUBLIC_FOLDER / "index.html"
    page.unlink()
    page.write_text("somebody's own")
    failures: list[Exception] = []
    with served_folder(root, failures) as running, open_network(root) as network:
        opened = network.publish()
        assert opened == network.published().opened
        assert running.published is not None and running.published.checkpoint == opened.note.encode()
        assert [one.name for one in network.pages_left] == ["index.html"]

        def refuse() -> None:
            raise CustodyError("it refuses")

        running._network.publish = refuse  # type: ignore[method-assign, assignment]
        with pytest.raises(CustodyError, match="it refuses"):
            network.publish()
        running._network.publish = lambda: 1 // 0  # type: ignore[method-assign, return-value]
        with pytest.raises(CounterfoilError, match="it failed, as its log says"):
            network.publish()
    assert [type(one) for one in failures] == [ZeroDivisionError]


def test_the_log_itself_is_held_by_the_service_alone(root: Path) -> None:
    """Whoever would hold it is told that a service runs, and which process it is."""
    with served_folder(root), open_network(root) as network:
        with pytest.raises(ServedError) as caught:
            network.custody()
        assert caught.value.process == os.getpid()
        assert network.published().size


def test_the_socket_is_its_owner_s_alone(root: Path) -> None:
    """Nobody else may ask; and it is gone with the service."""
    with served_folder(root):
        mode = (root / SERVICE_SOCKET).lstat().st_mode
        assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600
    assert not (root / SERVICE_SOCKET).exists()


def test_a_folder_far_down_is_served_too(made: Path, tmp_path: Path) -> None:
    """An address of a socket has room for a hundred bytes; a path may be longer."""
    root = tmp_path / ("d" * 100) / ("e" * 100) / "network"
    root.parent.mkdir(parents=True)
    copy_network(made, root)
    with served_folder(root), open_network(root) as network:
        node = network.chain(CHAIN)
        [answer] = submit(node, [moved(node, root)])
        assert isinstance(answer, TransactionResult)


def test_without_a_socket_the_service_goes_on(root: Path) -> None:
    """Where none can be made it is said; the folder is held all the same."""
    (root / SERVICE_SOCKET).mkdir()
    told: list[str] = []
    with open_network(root) as held:
        running = RunningNetwork(held, publish_every_s=3_600)
        with folder_door(running, root, notice=told.append), open_network(root) as network:
            with pytest.raises(LockedError):
                network.chain(CHAIN)
            running.publish_now()
    assert [one.partition(":")[0] for one in told] == ["commands in this folder that write wait until the service ends"]


def dead_socket(root: Path) -> None:
    """What a service leaves that was killed."""
    listening = local_socket.listen(root / SERVICE_SOCKET)
    listening.close()
    assert (root / SERVICE_SOCKET).exists()


def test_a_socket_of_the_dead_is_nobody(root: Path) -> None:
    """The folder is used as ever, and the next service listens in its place."""
    dead_socket(root)
    assert ServiceConnection.find(root) is None
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert node.lock is not None
        submit(node, [moved(node, root)])
        network.publish()
    with served_folder(root), open_network(root) as network:
        assert network.chain(CHAIN).lock is None


Ending = Callable[[Network, bytes], None]


def before_it_orders(_network: Network, _transaction: bytes) -> None:
    """The service dies as soon as it has heard."""


def before_it_answers(network: Network, transaction: bytes) -> None:
    """It dies when the block is durable."""
    submit(network.chain(CHAIN), [transaction])


@contextmanager
def dying_service(root: Path, end: Ending) -> Iterator[threading.Thread]:
    """Holds the folder, hears one question, and is gone: its socket stays, its locks do not."""
    ready = threading.Event()

    def live() -> None:
        with open_network(root) as network:
            network.custody()
            network.chain(CHAIN)
            listening = local_socket.listen(root / SERVICE_SOCKET)
            ready.set()
            connection, _ = listening.accept()
            message = local_socket.receive(connection)
            assert message is not None
            question = decode_question(message)
            assert isinstance(question, service_socket.HandIn)
            end(network, question.transactions[0])
            listening.close()
        connection.close()

    thread = threading.Thread(target=live)
    thread.start()
    assert ready.wait(60)
    yield thread
    thread.join()


@pytest.mark.parametrize("next_one", ["nobody", "a service"])
@pytest.mark.parametrize("quantity", [7, 10**9], ids=["committed", "rejected"])
@pytest.mark.parametrize("end", [before_it_orders, before_it_answers])
def test_a_service_that_ends_in_the_middle(root: Path, end: Ending, quantity: int, next_one: str) -> None:
    """The same bytes are handed on: the answer is whole, and what it says was done was done once."""
    with ExitStack() as stack:
        thread = stack.enter_context(dying_service(root, end))
        network = stack.enter_context(Network(root, no_passphrase, wait_s=10))
        node = network.chain(CHAIN)
        assert node.lock is None
        before, height = bob_has(node), node.height
        transaction = moved(node, root, quantity)
        if next_one == "a service":
            answer = _answered_by_the_next(stack, root, thread, node, transaction)
        else:
            [answer] = submit(node, [transaction])
        assert isinstance(answer, TransactionResult)
        assert (answer.code == 0, answer.height) == (quantity == 7, height + 1)
        assert answer.code == 0 or answer.detail, "what the rule said of the case is told by executing it again"
        assert bob_has(node) == before + (quantity if answer.code == 0 else 0)
        network.publish()
        assert network.published().rolled_height(CHAIN) > height


def _answered_by_the_next(
    stack: ExitStack, root: Path, thread: threading.Thread, node: ChainNode, transaction: bytes
) -> Answer:
    """The next service begins while whoever asked the one that died waits."""
    found: list[Answer] = []
    asking = threading.Thread(target=lambda: found.extend(submit(node, [transaction])))
    asking.start()
    thread.join()
    with Network(root, no_passphrase, wait_s=1) as other:
        try:
            running = RunningNetwork(other, publish_every_s=3_600)
        except LockedError:  # whoever asked was faster, and orders it itself
            asking.join()
        else:
            with folder_door(running, root):
                asking.join()
    [answer] = found
    return answer


def test_where_its_fate_cannot_be_asked_it_is_said(root: Path) -> None:
    """The service is gone, somebody else has the folder: one sentence, with the name of what was handed in."""
    with ExitStack() as stack:
        thread = stack.enter_context(dying_service(root, before_it_answers))
        network = stack.enter_context(open_network(root))
        node = network.chain(CHAIN)
        assert node.engine is not None
        holder = stack.enter_context(Network(root, no_passphrase, wait_s=10))
        waiting = threading.Thread(target=lambda: holder.chain(CHAIN))
        found = service_socket.ServiceConnection._ask

        def ask(self: ServiceConnection, question: service_socket.Question) -> service_socket.Told:
            try:
                return found(self, question)
            finally:
                thread.join()
                (root / SERVICE_SOCKET).unlink()
                waiting.start()
                waiting.join()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ServiceConnection, "_ask", ask)
            with pytest.raises(StorageError, match="whether what was handed in was done, counterfoil show transaction"):
                submit(node, [moved(node, root)])


def test_a_service_that_begins_while_one_waits_for_the_lock(root: Path) -> None:
    """Its locks are taken before its socket is there: whoever waits for them finds it."""
    with open_network(root) as held:
        running = RunningNetwork(held, publish_every_s=3_600)
        found: list[Answer] = []

        def ask() -> None:
            with Network(root, no_passphrase, wait_s=60) as network:
                node = network.chain(CHAIN)
                assert node.lock is None
                found.extend(submit(node, [moved(node, root)]))

        asking = threading.Thread(target=ask)
        asking.start()
        with folder_door(running, root):
            asking.join()
    assert [type(one) for one in found] == [TransactionResult]


class _Short(socket.socket):
    """A socket at which for once no file can be opened."""

    short = True

    def accept(self) -> Any:
        if self.short:
            self.short = False
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


def test_where_no_file_can_be_opened_it_listens_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections had taken all files: whoever came then is heard once there are some, and does not wait for ever."""
    listen, failures = local_socket.listen, list[Exception]()
    monkeypatch.setattr(local_socket, "listen", lambda path: _Short(fileno=listen(path).detach()))
    monkeypatch.setattr(door, "AGAIN_S", 0.01)
    with served_folder(root, failures), open_network(root) as network:
        node = network.chain(CHAIN)
        [answer] = submit(node, [moved(node, root)])
        assert isinstance(answer, TransactionResult)
    assert [str(one) for one in failures] == ["[Errno 24] Too many open files"]


def test_versions_do_not_mix(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of another version is told of in one sentence, and does nothing."""
    with served_folder(root), open_network(root) as network:
        node = network.chain(CHAIN)
        transaction = moved(node, root)
        height = node.height
        message = encode_question(service_socket.HandIn(CHAIN, (transaction,)))
        other = message.replace(b'{"version":"', b'{"version":"9.')
        monkeypatch.setattr(service_socket, "encode_question", lambda _: other)
        with pytest.raises(InputError, match="end it, and begin it with the same version"):
            submit(node, [transaction])
        monkeypatch.setattr(service_socket, "encode_question", lambda _: b"{")
        with pytest.raises(InputError, match="not a question"):
            submit(node, [transaction])
    with open_network(root) as network:
        assert network.chain(CHAIN).height == height


def test_what_is_no_message_ends_the_conversation_alone(root: Path) -> None:
    """A length beyond all bounds, half a message, silence: the service goes on."""
    with served_folder(root), open_network(root) as network:
        silent = local_socket.connect(root / SERVICE_SOCKET)
        assert silent is not None
        for noise in (b"\xff" * 8, b"\0\0\0\0\0\0\0\x09half"):
            connection = local_socket.connect(root / SERVICE_SOCKET)
            assert connection is not None
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1) == b""
            connection.close()
        node = network.chain(CHAIN)
        [answer] = submit(node, [moved(node, root)])
        assert isinstance(answer, TransactionResult)
    assert silent.recv(1) == b"", "the end waits for nobody who says nothing"
    silent.close()
