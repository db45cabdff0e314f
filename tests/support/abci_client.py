# SPDX-License-Identifier: Apache-2.0
"""A scripted engine: asks an ABCI server what a test wants, over as many connections as it likes."""

import socket
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from google.protobuf.message import Message

from counterfoil.consensus.cometbft.framing import read_message, write_message
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.transport import local_socket

PATIENCE_S = 30


class AbciClient:
    """One connection to a server."""

    def __init__(self, path: Path) -> None:
        connection = local_socket.connect(path)
        assert connection is not None
        connection.settimeout(PATIENCE_S)
        self.connection = connection
        self.stream = cast("BufferedIOBase", connection.makefile("rwb"))

    def send(self, call: str, request: Message | None = None) -> None:
        """Write a request, and no flush."""
        made = abci.Request(**{call: getattr(abci, f"Request{_name(call)}")() if request is None else request})
        write_message(self.stream, made.SerializeToString())
        self.stream.flush()

    def receive(self) -> abci.Response | None:
        """The next response; None when the server ended the connection."""
        data = read_message(self.stream)
        if data is None:
            return None
        response = abci.Response()
        response.ParseFromString(data)
        return response

    def ask(self, call: str, request: Message | None = None) -> Any:
        """A call and a flush, as the engine makes them; the call's response, whatever it is."""
        self.send(call, request)
        with suppress(BrokenPipeError):  # an exception is the last that is heard of a server
            self.send("flush")
        response = self.receive()
        assert response is not None
        found = response.WhichOneof("value")
        assert found is not None
        if found != "exception":
            flushed = self.receive()
            assert flushed is not None
            assert flushed.WhichOneof("value") == "flush"
        return getattr(response, found)

    def close(self) -> None:
        with suppress(OSError):  # the server was first
            self.stream.close()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _name(call: str) -> str:
    return "".join(part.capitalize() for part in call.split("_"))
