# SPDX-License-Identifier: Apache-2.0
"""Asking an engine: a real one, and one that answers whatever a stranger might."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from counterfoil.application import Checked, FinalizedBlock
from counterfoil.consensus.cometbft.batches import SALT_LENGTH, encode_batch
from counterfoil.consensus.cometbft.engine_config import TX_BYTES_MAX
from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.consensus.cometbft.rpc import (
    CheckRefused,
    EngineAnswerWrong,
    EngineError,
    EngineRefused,
    EngineRpc,
    EngineUnreachable,
    EnvelopeCached,
    EnvelopeTooLarge,
    MempoolFull,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.state import MemoryStateStore
from support.engine import Alone, short_folder
from support.toy_application import ToyApplication, addition


def batch(number: int, *, tick: bool = True) -> bytes:
    return encode_batch([], tick=tick, salt=number.to_bytes(SALT_LENGTH, "big"))


class Held(ToyApplication):
    """Executes no block before ``go``: what is handed in meanwhile stays where it is."""

    def __init__(self) -> None:
        super().__init__(MemoryStateStore())
        self.go, self.executing = Event(), Event()

    def finalize_block(self, height: Height, time: Timestamp, transactions: "list[Checked]") -> FinalizedBlock:  # type: ignore[override]
        self.executing.set()
        assert self.go.wait(60)
        return super().finalize_block(height, time, transactions)


def test_a_real_engine_says_no_in_its_own_words() -> None:
    """Each of its refusals is known by its type; and reading goes on while a block is executed."""
    with short_folder() as folder, Alone(folder, Held(), mempool=2) as chain:
        rpc, application = chain.rpc, chain.application
        assert isinstance(application, Held)
        with pytest.raises(CheckRefused, match="does not begin as a batch"):
            rpc.broadcast(b"what is no batch, and long enough to be one")
        with pytest.raises(EnvelopeTooLarge):
            rpc.broadcast(bytes(TX_BYTES_MAX))
        rpc.broadcast(batch(1))
        assert application.executing.wait(60)
        with pytest.raises(EnvelopeCached):
            rpc.broadcast(batch(1))
        with pytest.raises(MempoolFull):
            for number in range(2, 6):
                rpc.broadcast(batch(number))
        height = rpc.status().sync_info.height
        assert rpc.block(height)["block"]["header"]["chain_id"] == "toy"
        application.go.set()
        assert chain.gateway.submit(addition("a", 1, salt="x")).result(60).code == 0
        with pytest.raises(EngineRefused, match="Method not found"):
            rpc.ask("no_such_method")
        with pytest.raises(EngineRefused, match="height"):
            rpc.commit(10**6)


def test_a_real_engine_tells_what_audits_need() -> None:
    """Headers with their votes, validators, the application's word, and the round that is under way."""
    with short_folder() as folder, Alone(folder, ToyApplication(MemoryStateStore())) as chain:
        chain.gateway.tick().result(60)
        rpc = chain.rpc
        signed = rpc.commit(1)["signed_header"]
        assert signed["header"]["height"] == "1" and len(signed["commit"]["signatures"]) == 1
        (validator,) = rpc.validators(1)["validators"]
        assert validator["voting_power"] == str(POWER)
        assert rpc.abci_info()["response"]["data"] == "toy"
        assert "round_state" in rpc.consensus_state()
        assert not rpc.status().sync_info.catching_up


@contextmanager
def answering(folder: Path, said: bytes) -> Iterator[EngineRpc]:
    """Somebody at a socket who says this to whoever asks, and hangs up."""
    path = folder / "rpc"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()

        def speak() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    if connection.recv(65_536):
                        connection.sendall(said)

        thread = Thread(target=speak)
        thread.start()
        try:
            with EngineRpc(f"unix://{path}", length_max=1_000) as rpc:
                yield rpc
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def response(body: bytes, *, status: str = "200 OK", length: int | None = None) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-length: {len(body) if length is None else length}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


@pytest.mark.parametrize(
    ("said", "kind", "match"),
    [
        (response(b'{"error":{"code":-1,"message":"m","data":"mempool is full: 2"}}'), MempoolFull, "mempool is full"),
        (
            response(b'{"error":{"code":-1,"data":"mempool is still rechecking after"}}', status="500 No"),
            MempoolFull,
            "still rechecking",
        ),
        (response(b'{"error":{"code":-1,"data":"tx already exists in cache"}}'), EnvelopeCached, "cache"),
        (
            response(b'{"error":{"code":-1,"data":"tx size is too big: 5, max: 4"}}'),
            EnvelopeTooLarge,
            "big",
        ),
        (response(b'{"error":{"code":"x","data":"something else"}}'), EngineRefused, "something else"),
        (response(b'{"result":{"code":7,"log":"no","hash":""}}'), CheckRefused, "no"),
        (response(b'{"result":{"code":"0"}}'), EngineAnswerWrong, "otherwise than it should"),
        (response(b'{"result":[]}'), EngineAnswerWrong, "otherwise than it should"),
        (response(b"{}"), EngineAnswerWrong, "neither with a result"),
        (response(b"[]"), EngineAnswerWrong, "no object"),
        (response(b"<html>"), EngineAnswerWrong, "not answer in JSON"),
        (response(b"\xff"), EngineAnswerWrong, "not answer in JSON"),
        (response(b" " * 1_001), EngineAnswerWrong, "more than 1000 bytes"),
        (response(b"{", length=100), EngineUnreachable, "unix://"),
        (b"nonsense\r\n\r\n", EngineUnreachable, "unix://"),
        (b"", EngineUnreachable, "unix://"),
    ],
)
def test_whatever_is_answered_is_an_error_with_a_type(said: bytes, kind: type[EngineError], match: str) -> None:
    """No answer is believed that is not in the protocol, and none is read without an end."""
    with short_folder() as folder, answering(folder, said) as rpc, pytest.raises(kind, match=match) as caught:
        rpc.broadcast(b"envelope")
    assert type(caught.value) is kind


def test_where_nobody_is() -> None:
    """On a socket that is not there, on one whose owner died, and on a port."""
    with short_folder() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(folder / "dead"))
        for address in (f"unix://{folder}/absent", f"unix://{folder}/dead", "http://127.0.0.1:1"):
            with EngineRpc(address) as rpc, pytest.raises(EngineUnreachable):
                rpc.status()
    for nonsense in ("tcp://127.0.0.1:1", "http://engine:port"):
        with pytest.raises(InputError, match="no address of an engine"):
            EngineRpc(nonsense)
