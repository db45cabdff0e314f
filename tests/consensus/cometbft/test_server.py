# SPDX-License-Identifier: Apache-2.0
"""The server: order of responses, flushing, one lock, exceptions, and how it ends."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from counterfoil.consensus.cometbft.abci import AbciApplication
from counterfoil.consensus.cometbft.server import AbciServer
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.primitives.errors import DecodeError, InvariantBroken
from support.abci_client import PATIENCE_S, AbciClient

PATH = "abci.sock"


class Slow(AbciApplication):
    """Says when a call begins, and answers it when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = Event(), Event()
        self.running = 0
        self.most = 0

    def finalize_block(self, request: abci.RequestFinalizeBlock) -> abci.ResponseFinalizeBlock:
        self._enter()
        if request.height == 666:
            raise InvariantBroken("the height of the beast")
        if request.height == 13:
            self.begun.set()
            assert self.go_on.wait(PATIENCE_S)
        self.running -= 1
        return abci.ResponseFinalizeBlock(app_hash=b"%d" % request.height)

    def query(self, request: abci.RequestQuery) -> abci.ResponseQuery:
        if request.path == "disk":
            raise OSError("no disk")
        return super().query(request)

    def info(self, request: abci.RequestInfo) -> abci.ResponseInfo:
        self._enter()
        self.running -= 1
        return abci.ResponseInfo(data="slow")

    def _enter(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def ends() -> list[BaseException | None]:
    return []


@pytest.fixture
def server(tmp_path: Path, slow: Slow, ends: list[BaseException | None]) -> Iterator[AbciServer]:
    with AbciServer(slow, tmp_path / PATH, on_end=ends.append, message_bytes_max=10_000) as server:
        yield server
    assert not (tmp_path / PATH).exists()


def test_responses_come_in_the_order_of_requests(server: AbciServer, tmp_path: Path) -> None:
    """Nothing is answered before it is flushed, and then everything is, the flush last."""
    with AbciClient(tmp_path / PATH) as client:
        for number in range(20):
            client.send("echo", abci.RequestEcho(message=str(number)))
        client.send("flush")
        responses = [client.receive() for _ in range(21)]
        assert [one.echo.message for one in responses[:-1] if one] == [str(number) for number in range(20)]
        assert responses[-1] is not None
        assert responses[-1].WhichOneof("value") == "flush"


def test_four_connections_share_one_lock(server: AbciServer, slow: Slow, tmp_path: Path) -> None:
    """While a block is executed Info waits, and a query and a check do not."""
    clients = [AbciClient(tmp_path / PATH) for _ in range(4)]
    consensus, info, mempool, query = clients
    consensus.send("finalize_block", abci.RequestFinalizeBlock(height=13))
    consensus.send("flush")
    assert slow.begun.wait(PATIENCE_S)
    info.send("info")
    info.send("flush")
    assert mempool.ask("check_tx", abci.RequestCheckTx(tx=b"x")).code == 0
    assert query.ask("query", abci.RequestQuery(path="x")).code == 1
    slow.go_on.set()
    answer = info.receive()
    assert answer is not None
    assert (answer.info.data, slow.most) == ("slow", 1)
    for client in clients:
        client.close()


def test_calls_that_an_application_has_nothing_to_say_to(server: AbciServer, tmp_path: Path) -> None:
    """Every call of ABCI 2.0 is answered, and with what is safe."""
    proposal = abci.RequestPrepareProposal(max_tx_bytes=9, txs=[b"12", b"345", b"6"])
    with AbciClient(tmp_path / PATH) as client:
        assert client.ask("init_chain").app_hash == b""
        assert list(client.ask("prepare_proposal", proposal).txs) == [b"12", b"345"]
        assert client.ask("process_proposal").status == abci.ResponseProcessProposal.ACCEPT
        assert client.ask("extend_vote").vote_extension == b""
        added = abci.RequestVerifyVoteExtension(vote_extension=b"x")
        assert client.ask("verify_vote_extension", added).status == abci.ResponseVerifyVoteExtension.REJECT
        assert client.ask("verify_vote_extension").status == abci.ResponseVerifyVoteExtension.ACCEPT
        assert client.ask("commit").retain_height == 0
        assert list(client.ask("list_snapshots").snapshots) == []
        assert client.ask("load_snapshot_chunk").chunk == b""
        assert client.ask("offer_snapshot").result == abci.ResponseOfferSnapshot.REJECT
        assert client.ask("apply_snapshot_chunk").result == abci.ResponseApplySnapshotChunk.ABORT


def test_a_broken_invariant_stops_everything(
    server: AbciServer, ends: list[BaseException | None], tmp_path: Path
) -> None:
    """The engine is told why, no connection is served any more, and whoever waits is told too."""
    with AbciClient(tmp_path / PATH) as idle:
        idle.ask("info")
        with AbciClient(tmp_path / PATH) as client:
            said = client.ask("finalize_block", abci.RequestFinalizeBlock(height=666))
            assert said.error == "InvariantBroken: the height of the beast"
            assert client.receive() is None
        assert idle.receive() is None
    with pytest.raises(InvariantBroken, match="beast"):
        server.wait(PATIENCE_S)
    server.close()
    assert ends == [server.failure]


def test_an_error_of_the_disk_is_no_lost_connection(
    server: AbciServer, ends: list[BaseException | None], tmp_path: Path
) -> None:
    """Whatever the application raises, also in a call that only reads, ends the server and is told."""
    with AbciClient(tmp_path / PATH) as client:
        assert client.ask("query", abci.RequestQuery(path="disk")).error == "OSError: no disk"
        assert client.receive() is None
    with pytest.raises(OSError, match="no disk"):
        server.wait(PATIENCE_S)
    server.close()
    assert ends == [server.failure]


def test_the_end_of_the_consensus_connection_ends_the_server(
    server: AbciServer, ends: list[BaseException | None], tmp_path: Path
) -> None:
    """Another connection may come and go; this one means that the engine is gone."""
    with AbciClient(tmp_path / PATH) as client:
        client.ask("info")
    with AbciClient(tmp_path / PATH) as client:
        client.ask("finalize_block", abci.RequestFinalizeBlock(height=1))
        assert not server.ended
    assert server.wait(PATIENCE_S)
    server.close()
    assert ends == [None]


def test_closing_lets_the_running_call_be_answered(server: AbciServer, slow: Slow, tmp_path: Path) -> None:
    """What the application did is not kept from the engine."""
    with AbciClient(tmp_path / PATH) as client:
        client.send("finalize_block", abci.RequestFinalizeBlock(height=13))
        client.send("flush")
        assert slow.begun.wait(PATIENCE_S)
        closing = Thread(target=server.close)
        closing.start()
        assert server.wait(PATIENCE_S)
        slow.go_on.set()
        closing.join()
        answer = client.receive()
        assert answer is not None
        assert answer.finalize_block.app_hash == b"13"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\xff\xff\xff\xff\x07", "a message of"),
        (b"\xff\xff\xff\xff\xff\x01", "more than 5 bytes"),
        (b"\x03abc", "not a request"),
        (b"\x00", "does not have"),
        (b"\x02\x22\x00", "does not have"),
        (b"\x05ab", "ends 3 bytes before"),
    ],
)
def test_bytes_that_are_no_request_end_the_server(server: AbciServer, tmp_path: Path, sent: bytes, said: str) -> None:
    """It is the engine's own socket: who speaks otherwise there is no engine of this protocol."""
    with AbciClient(tmp_path / PATH) as client:
        client.stream.write(sent)
        client.stream.flush()
        client.connection.shutdown(1)
        with pytest.raises(DecodeError, match=said):
            server.wait(PATIENCE_S)
