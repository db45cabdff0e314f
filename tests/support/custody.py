# SPDX-License-Identifier: Apache-2.0
"""Keys, witnesses, chains and logs for tests of the custody tier."""

from dataclasses import dataclass, field
from pathlib import Path

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.log import TileLog
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import LocalWitness, WitnessClient
from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.header import HEADER_TYPE, NO_PARENT, Header, SealedHeader
from counterfoil.evidence.witness_policy import WitnessPolicy, parse_policy
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp

ORIGIN = "custody.example/log"
WITNESS_NAMES = ("alpha", "beta", "gamma")


def private_key(name: str) -> PrivateKey:
    """The same key for the same name."""
    return PrivateKey(name.encode().ljust(32, b".")[:32])


LOG_SIGNER = NoteSigner(private_key("log"), ORIGIN)
WITNESS_SIGNERS = {name: CosignatureSigner(private_key(name), f"witness.example/{name}") for name in WITNESS_NAMES}


def two_of_three() -> WitnessPolicy:
    """The log and three witnesses, of which two are enough."""
    lines = [f"log {LOG_SIGNER.verifier.vkey}"]
    lines += [f"witness {name} {signer.verifier.vkey}" for name, signer in WITNESS_SIGNERS.items()]
    return parse_policy("\n".join([*lines, "group trio 2 alpha beta gamma", "quorum trio", ""]))


def no_witnesses() -> WitnessPolicy:
    """The log alone."""
    return parse_policy(f"log {LOG_SIGNER.verifier.vkey}\nquorum none\n")


@dataclass
class Clock:
    """POSIX seconds that stand still until told."""

    now_s: int = 1_800_000_000

    def __call__(self) -> int:
        return self.now_s


def witness(directory: Path, name: str, clock: Clock | None = None) -> Witness:
    """A witness that knows the log."""
    return Witness(
        directory / "witnesses" / name, signer=WITNESS_SIGNERS[name], logs=[LOG_SIGNER.verifier], clock=clock or Clock()
    )


def local_witnesses(directory: Path, clock: Clock | None = None) -> list[WitnessClient]:
    """Three witnesses in this process, with their state below ``directory``."""
    return [LocalWitness(name, witness(directory, name, clock)) for name in WITNESS_NAMES]


def open_tile_log(directory: Path, clients: list[WitnessClient] | None = None) -> TileLog:
    """The tile log; without ``clients``, no witness is needed."""
    policy = no_witnesses() if clients is None else two_of_three()
    return TileLog.open(directory / "custody", signer=LOG_SIGNER, policy=policy, witnesses=clients or ())


def open_custody_log(directory: Path, clients: list[WitnessClient] | None = None) -> CustodyLog:
    """The custody log with three witnesses in this process, or other ``clients``."""
    witnesses = local_witnesses(directory) if clients is None else clients
    return CustodyLog.open(directory / "custody", signer=LOG_SIGNER, policy=two_of_three(), witnesses=witnesses)


@dataclass
class TestChain:
    """A commercial chain that does nothing but seal headers."""

    __test__ = False

    name: str = "securities"
    sealer: PrivateKey = field(default_factory=lambda: private_key("sealer"))
    headers: list[SealedHeader] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.headers:
            self.seal_next()

    @property
    def id(self) -> ChainId:
        return ChainId(self.name)

    @property
    def entry(self) -> ChainEntry:
        """The entry that registers this chain."""
        return ChainEntry(chain=self.id, genesis=to_hex(self.headers[0].hash), seal=single_key_policy(self.sealer))

    def header(self, height: int, **changes: object) -> Header:
        """The header of a height, or a variation of it."""
        parent = to_hex(self.headers[height - 1].hash) if 0 < height <= len(self.headers) else NO_PARENT
        fields: dict[str, object] = {
            "chain": self.id,
            "events": HexHash("11" * 32),
            "height": Height(height),
            "parent": parent,
            "protocol": 1,
            "state": HexHash("22" * 32),
            "time": Timestamp(1_800_000_000_000 + height),
            "transactions": HexHash("33" * 32),
        }
        return Header(**(fields | changes))

    def seal(self, header: Header, *, key: PrivateKey | None = None, payload_type: str = HEADER_TYPE) -> SealedHeader:
        """A header with its seal."""
        return SealedHeader(header, sign_envelope(payload_type, header.encode(), key or self.sealer))

    def seal_next(self) -> SealedHeader:
        """The next header of the chain, sealed and remembered."""
        self.headers.append(self.seal(self.header(len(self.headers))))
        return self.headers[-1]
