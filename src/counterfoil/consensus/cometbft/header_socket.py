# SPDX-License-Identifier: Apache-2.0
"""What an engine that begins from a snapshot asks of others, answered at a socket of this machine.

It wants the addresses of two engines at least. Members' engines can be asked by nobody but their own nodes, so it is
given sockets in the member's folder, which its owner alone may open. Whoever answers behind them is the caller's
business; answered are these three questions, and no others.
"""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from threading import Thread
from typing import Any, Final

from counterfoil.primitives.errors import CounterfoilError
from counterfoil.transport import local_socket

ASKED: Final = ("commit", "validators", "consensus_params")
"""A header with the votes for it, who could vote, and the chain's own settings: hashes, keys and numbers."""
QUESTION_BYTES_MAX: Final = 4_096
NUMBER_DIGITS_MAX: Final = 19
SILENCE_S: Final = 30.0
_INTERNAL: Final = -32_603

Answer = Callable[[str, Mapping[str, int]], Any]
"""A method and its numbers → the engine's result. Raises CounterfoilError with what is told instead."""


class HeaderSocket:
    """One such socket, from ``start`` to ``close``."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self._path = path
        self._server = _Server(path, answer)
        self._thread = Thread(target=self._server.serve_forever, name="headers", daemon=True)

    @property
    def address(self) -> str:
        return f"unix://{self._path.absolute()}"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


class _Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    block_on_close = False  # an engine that was killed may have left a question

    def __init__(self, path: Path, answer: Answer) -> None:
        super().__init__(str(path), _Question, bind_and_activate=False)
        self.socket.close()
        self.socket = local_socket.listen(path)
        self.answer = answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up in the middle is an engine that ends."""


class _Question(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S

    def do_POST(self) -> None:
        said = self.headers.get("content-length", "")
        length = int(said) if said.isdigit() and len(said) < NUMBER_DIGITS_MAX else QUESTION_BYTES_MAX + 1
        if length > QUESTION_BYTES_MAX:
            self.close_connection = True
            self.send_error(413)
            return
        asked = self._read(self.rfile.read(length))
        if asked is None:
            self.close_connection = True
            self.send_error(400)
            return
        id_, method, numbers = asked
        told: dict[str, Any] = {"jsonrpc": "2.0", "id": id_}
        try:
            told["result"] = self.server.answer(method, numbers)
        except CounterfoilError as error:
            told["error"] = {"code": _INTERNAL, "message": str(error)}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _read(self, data: bytes) -> tuple[Any, str, dict[str, int]] | None:
        """Identifier, method and numbers of a question; None for one that is not answered here."""
        try:
            asked = json.loads(data)
        except (ValueError, RecursionError):
            return None
        if not isinstance(asked, dict) or asked.get("method") not in ASKED:
            return None
        given = asked.get("params") or {}
        numbers = {name: str(value) for name, value in given.items()} if isinstance(given, dict) else {"": ""}
        if any(not one.isascii() or not one.isdigit() or len(one) > NUMBER_DIGITS_MAX for one in numbers.values()):
            return None
        return asked.get("id"), asked["method"], {name: int(one) for name, one in numbers.items()}

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""
