# SPDX-License-Identifier: Apache-2.0
"""Keys, witnesses, chains and logs for tests of the custody tier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.entry_auditor import EntryAuditor
from counterfoil.custody.log import TileLog
from counterfoil.custody.reader import FolderEntries
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import LocalWitness, WitnessClient
from counterfoil.evidence.entries import Audit, ChainEntry, sign_audit
from counterfoil.evidence.header import NO_PARENT, Header, Protocol
from counterfoil.evidence.seal import HEADER_TYPE, Rotation, SealedHeader, sign_rotation
from counterfoil.evidence.witness_policy import WitnessPolicy, parse_policy
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp

ORIGIN = "custody.example/log"
NOW_S = 1_800_000_000
"""When the tests' clocks begin, and their chains."""
DAY_MS = 86_400_000
WITNESS_NAMES = ("alpha", "beta", "gamma")


def private_key(name: str) -> PrivateKey:
    """The same key for the same name."""
    return PrivateKey(name.encode().ljust(32, b".")[:32])


LOG_SIGNER = NoteSigner(private_key("log"), ORIGIN)
AUDITOR_SIGNER = CosignatureSigner(private_key("delta"), "auditor.example/delta")
WITNESS_SIGNERS = {name: CosignatureSigner(private_key(name), f"witness.example/{name}") for name in WITNESS_NAMES}


def two_of_three() -> WitnessPolicy:
    """The log and three witnesses, of which two are enough."""
    lines = [f"log {LOG_SIGNER.verifier.vkey}"]
    lines += [f"witness {name} {signer.verifier.vkey}" for name, signer in WITNESS_SIGNERS.items()]
    return parse_policy("\n".join([*lines, "group trio 2 alpha beta gamma", "quorum trio", ""]))


def with_auditor() -> WitnessPolicy:
    """The log, three witnesses of which two are enough, and an entry auditor who must agree."""
    lines = two_of_three().encode().splitlines()[:-1]
    lines += [f"witness delta {AUDITOR_SIGNER.verifier.vkey}", "group both all trio delta", "quorum both", ""]
    return parse_policy("\n".join(lines))


def no_witnesses() -> WitnessPolicy:
    """The log alone."""
    return parse_policy(f"log {LOG_SIGNER.verifier.vkey}\nquorum none\n")


@dataclass
class Clock:
    """POSIX seconds that stand still until told."""

    now_s: int = NOW_S

    def __call__(self) -> int:
        return self.now_s


@dataclass
class LogClock:
    """The log's: milliseconds that stand still until told."""

    now_ms: int = NOW_S * 1_000

    def __call__(self) -> Timestamp:
        return Timestamp(self.now_ms)


def witness(directory: Path, name: str, clock: Clock | None = None, *, accept_clock: bool = False) -> Witness:
    """A witness that knows the log."""
    return Witness(
        directory / "witnesses" / name,
        signer=WITNESS_SIGNERS[name],
        logs=[LOG_SIGNER.verifier],
        clock=clock or Clock(),
        accept_clock=accept_clock,
    )


def entry_auditor(directory: Path, clock: Clock | None = None, *, accept_clock: bool = False) -> EntryAuditor:
    """An entry auditor that reads the log's folder."""
    return EntryAuditor(
        directory / "auditors/delta",
        signer=AUDITOR_SIGNER,
        log=LOG_SIGNER.verifier,
        source=FolderEntries(directory / "custody/log"),
        clock=clock or Clock(),
        accept_clock=accept_clock,
    )


def local_witnesses(directory: Path, clock: Clock | None = None) -> list[WitnessClient]:
    """Three witnesses in this process, with their state below ``directory``."""
    return [LocalWitness(name, witness(directory, name, clock)) for name in WITNESS_NAMES]


def open_tile_log(directory: Path, clients: list[WitnessClient] | None = None) -> TileLog:
    """The tile log; without ``clients``, no witness is needed."""
    policy = no_witnesses() if clients is None else two_of_three()
    return TileLog.open(directory / "custody", signer=LOG_SIGNER, policy=policy, witnesses=clients or ())


def open_custody_log(
    directory: Path,
    clients: Sequence[WitnessClient] | None = None,
    *,
    clock: Callable[[], Timestamp] | None = None,
    accept_clock: bool = False,
    policy: WitnessPolicy | None = None,
) -> CustodyLog:
    """The custody log with three witnesses in this process, or other ``clients``."""
    return CustodyLog.open(
        directory / "custody",
        signer=LOG_SIGNER,
        policy=policy or two_of_three(),
        clock=clock or LogClock(),
        witnesses=local_witnesses(directory) if clients is None else clients,
        accept_clock=accept_clock,
    )


@dataclass
class TestChain:
    """A commercial chain that does nothing but seal headers."""

    __test__ = False

    name: str = "securities"
    sealer: PrivateKey = field(default_factory=lambda: private_key("sealer"))
    recoverer: PrivateKey = field(default_factory=lambda: private_key("recoverer"))
    headers: list[SealedHeader] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first_sealer = self.sealer
        if not self.headers:
            self.seal_next()

    @property
    def id(self) -> ChainId:
        return ChainId(self.name)

    @property
    def entry(self) -> ChainEntry:
        """The entry that registers this chain, with its recovery a day after it is published."""
        return ChainEntry(
            chain=self.id,
            genesis=to_hex(self.headers[0].hash),
            recovery=single_key_policy(self.recoverer),
            recovery_delay_ms=DAY_MS,
            seal=single_key_policy(self.first_sealer),
        )

    def header(self, height: int, **changes: object) -> Header:
        """The header of a height, or a variation of it."""
        parent = to_hex(self.headers[height - 1].hash) if 0 < height <= len(self.headers) else NO_PARENT
        fields: dict[str, object] = {
            "ancestors": HexHash("44" * 32),
            "chain": self.id,
            "events": HexHash("11" * 32),
            "height": Height(height),
            "parent": parent,
            "protocol": Protocol(features=(), version=1),
            "state": HexHash("22" * 32),
            "time": Timestamp(NOW_S * 1_000 + height),
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

    def twin(self, height: int, *, key: PrivateKey | None = None) -> SealedHeader:
        """Another header of a height, under the same or another key."""
        return self.seal(self.header(height, state=HexHash("55" * 32)), key=key)

    def rotation(self, *keys: PrivateKey, to: PrivateKey, **changes: object) -> Envelope:
        """A rotation to one key after the last header, signed by ``keys``; the first one and not for recovery."""
        fields: dict[str, object] = {
            "chain": self.id,
            "effective": Timestamp(0),
            "last_hash": to_hex(self.headers[-1].hash),
            "last_height": Height(len(self.headers) - 1),
            "previous": None,
            "seal": single_key_policy(to),
        }
        return sign_rotation(Rotation(**(fields | changes)), *keys)

    def audit(self, of: int, *, by: PrivateKey | None = None, **changes: object) -> Envelope:
        """A state auditor's word on a header, or a variation of it."""
        fields: dict[str, object] = {
            "chain": self.id,
            "genesis": to_hex(self.headers[0].hash),
            "header": to_hex(self.headers[of].hash),
            "height": Height(of),
            "log": ORIGIN,
            "state": self.headers[of].header.state,
        }
        return sign_audit(Audit(**(fields | changes)), by or private_key("state auditor"))
