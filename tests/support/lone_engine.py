# SPDX-License-Identifier: Apache-2.0
"""A real engine with one validator, which orders for whatever serves its socket; spoken to over a socket of its own."""

import json
import os
import subprocess
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from counterfoil.consensus.cometbft.updates import app_state_of
from counterfoil.transport import local_socket
from support.engine import engine

APPLICATION_SOCKET: Final = "abci.sock"
RPC_SOCKET: Final = "rpc.sock"
PATIENCE_S: Final = 60
MOMENT_S: Final = 0.05
SETTINGS: Final = (
    *("--consensus.create_empty_blocks=false", "--log_level=error", "--p2p.laddr=tcp://127.0.0.1:0"),
    *("--p2p.pex=false",),
)
CONSENSUS: Final = {
    "CMT_CONSENSUS_TIMEOUT_COMMIT": "0s",
    "CMT_MEMPOOL_RECHECK": "false",
    "CMT_TX_INDEX_INDEXER": "null",
}


def begin(folder: Path, genesis: bytes) -> None:
    """Keys and genesis of a chain of one validator, where there are none."""
    if (folder / "config").exists():
        return
    subprocess.run([engine(), "init", "--home", folder], check=True, capture_output=True)
    file = folder / "config" / "genesis.json"
    document = json.loads(file.read_text())
    document["app_state"] = app_state_of(genesis)
    file.write_text(json.dumps(document))


class LoneEngine:
    """The engine's process over a folder; begun again, it goes on where it was. The folder holds both sockets."""

    def __init__(self, folder: Path, genesis: bytes, *arguments: str, **environment: str) -> None:
        """``arguments`` are more of the engine's own, and ``environment`` settings that have no argument."""
        self.folder = folder
        self.binary = engine()
        begin(folder, genesis)
        (folder / RPC_SOCKET).unlink(missing_ok=True)  # one that was killed left it
        self._log = (folder / "engine.log").open("ab")
        self.process = subprocess.Popen(
            [
                *(self.binary, "start", "--home", str(folder), *SETTINGS),
                *("--proxy_app", f"unix://{APPLICATION_SOCKET}", "--rpc.laddr", f"unix://{RPC_SOCKET}"),
                *arguments,
            ],
            cwd=folder,
            env={**os.environ, **CONSENSUS, **environment},
            stdout=self._log,
            stderr=self._log,
        )

    def ask(self, method: str, **parameters: Any) -> Any:
        """The result of a call of the engine's RPC; raises OSError while it does not listen."""
        connection = HTTPConnection("engine", timeout=PATIENCE_S)
        found = local_socket.connect(self.folder / RPC_SOCKET)
        if found is None:
            raise ConnectionRefusedError("the engine does not listen")
        found.settimeout(PATIENCE_S)
        connection.sock = found
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        with connection.getresponse() as response:
            answer = json.loads(response.read())
        connection.close()
        if "error" in answer:
            raise OSError(answer["error"])
        return answer["result"]

    def submit(self, envelope: bytes) -> int:
        """Hand an envelope to the mempool; the code that the application's check gave."""
        code: int = self.ask("broadcast_tx_sync", tx=b64encode(envelope).decode())["code"]
        return code

    def rest(self) -> None:
        """A moment, or less when the process ends."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(MOMENT_S)

    def wait(self) -> int:
        """Until the process ends, as it does when its application died."""
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
