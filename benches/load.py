# SPDX-License-Identifier: Apache-2.0
"""``python -m benches.load``: the node's service, asked by many clients at once: rates, p50 and p99, errors, memory.

Each client reads a record, reads a page of events, and has a transfer ordered, one after the other, over one connection
that is kept. The service is a process of its own; the clients are threads of this one, so they take a core of the two.
Ends with 1 where anything was answered otherwise than it should be, or the sums are not exact.
"""

import argparse
import base64
import json
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import httpx
import msgspec

from benches.claim import machine
from counterfoil.client.signing import SigningAuth
from counterfoil.evidence.transaction import build_transaction
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, Height, HexHash, InstrumentId, PartyId, Quantity, Timestamp

CHAIN: Final = ChainId("main")
SHARES: Final = InstrumentId("SHARES")
SUPPLY: Final = 10**12
AHEAD_MS: Final = 4_000
"""What is signed by a clock that is so far ahead is of a time after the service's start."""


@dataclass
class Asked:
    """Of one kind of request: how long each took, in seconds."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def make_network(root: Path) -> dict[str, PrivateKey]:
    """One chain, an issuer, and two holders of whom one has all shares."""
    plan = NetworkPlan(origin="load.example/log", chains=(CHAIN,), witnesses=("north",), quorum=1, state_auditors=())
    create_network(root, plan, Keyring(Layout(root).keys, lambda: None), time=Timestamp(_now_ms()))
    with Network(root, lambda: None) as network:
        node = network.chain(CHAIN)
        keys = {name: network.keyring.create(name) for name in ("issuer", "alice", "bob")}
        registered = [_registered(name, key) for name, key in keys.items()]
        calls: list[msgspec.Struct] = [
            *(_account(name) for name in ("alice", "bob")),
            DefineInstrument(
                instrument=SHARES,
                kind=InstrumentKind.equity,
                issuer=PartyId("issuer"),
                name=SHARES,
                unit=Unit(name="share", decimals=0),
            ),
            ChangeStatus(instrument=SHARES, status=InstrumentStatus.active, by=PartyId("issuer")),
            Issue(instrument=SHARES, account=AccountId("alice-1"), quantity=Quantity(SUPPLY)),
        ]
        for some, signing in ((registered, [network.keyring.get(DEPOSITORY)]), (calls, list(keys.values()))):
            [answer] = submit(node, [sign_calls(node, some, *signing)])
            assert is_committed(answer), answer
    return keys


def _registered(name: str, key: PrivateKey) -> RegisterParty:
    return RegisterParty(
        party=PartyId(name),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name=name,
        roles=(Role.issuer,) if name == "issuer" else (),
        keys=single_key_policy(key),
    )


def _account(name: str) -> OpenAccount:
    return OpenAccount(
        account=AccountId(f"{name}-1"), holder=PartyId(name), outgoing=Control.holder, incoming=Control.nobody
    )


@contextmanager
def served(root: Path) -> Iterator[tuple[str, int]]:
    """The service as a process: its address, and its number."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--network", str(root), "--port", "0", "--json"]
    with (
        (root.parent / "log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        try:
            assert process.stdout is not None
            said = b""
            while not said.endswith(b"}\n"):
                line = process.stdout.readline()
                assert line, (root.parent / "log").read_text()
                said += line
            yield json.loads(said)["url"], process.pid
        finally:
            process.terminate()
            process.wait(60)


class Client:
    """One connection, one key."""

    def __init__(self, url: str, key: PrivateKey) -> None:
        auth = SigningAuth(key, clock=lambda: Timestamp(_now_ms() + AHEAD_MS), nonces=lambda: secrets.token_hex(16))
        self._http = httpx.Client(base_url=url, auth=auth, trust_env=False, timeout=60)

    def get(self, path: str) -> dict[str, Any]:
        return self._read(self._http.get(path))

    def post(self, path: str, body: Any) -> dict[str, Any]:
        return self._read(self._http.post(path, json=body))

    @staticmethod
    def _read(answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code != 200:
            raise ValueError(f"{answer.status_code} {answer.text[:200]}")
        told: dict[str, Any] = answer.json()
        return told


class Load:
    """So many clients for so many seconds, on one service."""

    def __init__(self, url: str, keys: dict[str, PrivateKey]) -> None:
        self._url, self._keys = url, keys
        self.asked = {name: Asked() for name in ("record", "events", "transfer")}
        self._until = 0.0
        self.chain = self._heard(Client(url, keys["alice"]))

    @staticmethod
    def _heard(client: Client) -> dict[str, Any]:
        """The chain, once the service hears anybody."""
        while True:
            try:
                found: dict[str, Any] = client.get("/chains")["chains"][0]
            except ValueError:
                time.sleep(0.2)
            else:
                return found

    def run(self, clients: int, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        with ThreadPoolExecutor(clients) as pool:
            for one in [pool.submit(self._client) for _ in range(clients)]:
                one.result()

    def _client(self) -> None:
        client = Client(self._url, self._keys["alice"])
        height, place = self.chain["height"], "0.0"
        holding, events = f"/chains/{CHAIN}/records/holdings/holding/alice-1/{SHARES}", f"/chains/{CHAIN}/events"
        while time.monotonic() < self._until:
            told = self._timed("record", client.get, holding)
            height = told["at"]["height"] if told else height
            page = self._timed("events", client.get, f"{events}?from={place}&limit=50")
            place = page["next"] if page else place
            sent = {"transactions": [base64.b64encode(self._transfer(height)).decode()]}
            self._timed("transfer", client.post, f"/chains/{CHAIN}/transactions", sent)

    def _transfer(self, height: int) -> bytes:
        moved = {
            "call": "holdings.transfer",
            "sender": "alice-1",
            "receiver": "bob-1",
            "instrument": SHARES,
            "quantity": 1,
        }
        return build_transaction(
            [moved],
            self._keys["alice"],
            by=["alice"],
            chain=CHAIN,
            genesis=HexHash(self.chain["genesis"]),
            valid_until=Height(height + 100),
            seed=secrets.token_bytes(32),
        ).encode()

    def _timed(self, name: str, ask: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any] | None:
        asked, begun = self.asked[name], time.perf_counter()
        try:
            told = ask(*given)
        except (ValueError, httpx.HTTPError) as error:
            asked.errors.append(str(error))
            return None
        asked.seconds.append(time.perf_counter() - begun)
        return told

    def moved(self) -> int:
        told = Client(self._url, self._keys["bob"]).get(f"/chains/{CHAIN}/records/holdings/holding/bob-1/{SHARES}")
        free: int = told["value"]["free"]
        return free


def resident_mb(process: int) -> float | None:
    """Of a process, where the system says it."""
    try:
        found = re.search(r"VmRSS:\s+([0-9]+) kB", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return None
    return None if found is None else int(found[1]) / 1_024


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="benches.load", description=__doc__)
    parser.add_argument("--clients", type=int, default=16, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, metavar="S")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="counterfoil-load-") as folder:
        root = Path(folder) / "network"
        keys = make_network(root)
        with served(root) as (url, process):
            load = Load(url, keys)
            load.run(arguments.clients, min(5.0, arguments.seconds / 5))
            before, warm = resident_mb(process), {name: len(one.seconds) for name, one in load.asked.items()}
            load.run(arguments.clients, arguments.seconds)
            return report(load, warm, arguments, (before, resident_mb(process)))


def report(load: Load, warm: dict[str, int], arguments: Any, memory: tuple[float | None, float | None]) -> int:
    """What was measured, after as many requests as came while it warmed up; 1 where something was wrong."""
    print(f"{machine()}; {arguments.clients} clients, {arguments.seconds:g} s, one request at a time each, kept alive,")
    print("a process that serves and one that asks, Ed25519 on every request, one fsync a block")
    errors = [error for one in load.asked.values() for error in one.errors]
    for name, one in load.asked.items():
        seconds = one.seconds[warm[name] :]
        if len(seconds) > 1:
            at = quantiles(seconds, n=100)
            rate = len(seconds) / arguments.seconds
            print(f"{name:<9}{rate:9,.1f}/s   p50 {at[49] * 1_000:8,.1f} ms   p99 {at[98] * 1_000:8,.1f} ms")
    if None not in memory:
        print(f"memory   {memory[0]:9,.1f} MB when warm, {memory[1]:,.1f} MB at the end")
    sent, moved = len(load.asked["transfer"].seconds), load.moved()
    print(f"errors   {len(errors)}; {sent:,} transfers acknowledged, {moved:,} shares moved")
    for error in errors[:5]:
        print(f"  {error}")
    return 0 if not errors and sent == moved else 1


if __name__ == "__main__":
    sys.exit(main())
