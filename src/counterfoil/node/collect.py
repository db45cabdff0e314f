# SPDX-License-Identifier: Apache-2.0
"""Collecting evidence from both tiers: what a claim of each kind rests on, and nothing else.

Everything is as of the latest header that the log's published checkpoint holds and, where the log has audits, that the
state auditors have executed; the chain may be further. Which trails a claim needs, ``drafting`` finds out.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from counterfoil.evidence.claims import Claim
from counterfoil.evidence.event import OPENING_EVERY
from counterfoil.evidence.header import Header
from counterfoil.evidence.package import (
    Anchor,
    AnchorProof,
    BlockProof,
    CallProof,
    EnvelopeProof,
    Logged,
    LogProof,
    Opening,
    Package,
    ProvenCall,
    ProvenEnvelope,
    ProvenEvent,
    ProvenRecord,
    package_files,
    require_readable,
)
from counterfoil.evidence.text import format_time
from counterfoil.evidence.transaction import Transaction
from counterfoil.evidence.witness_policy import WitnessPolicy, open_checkpoint
from counterfoil.law.table import bare_bytes
from counterfoil.node.asking import Asking
from counterfoil.node.drafting import OPEN_ABOVE, SUPPORTING_ABOVE
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.errors import DecodeError, InputError, QuorumError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hashes
from counterfoil.primitives.types import (
    ChainId,
    Hash,
    Height,
    HexHash,
    RecordPath,
    Timestamp,
)
from counterfoil.verify.shown import ShownTransaction


class ChainReader(Protocol):
    """What one chain shows of itself; heights are of committed blocks."""

    @property
    def chain(self) -> ChainId: ...
    @property
    def genesis_hash(self) -> HexHash: ...
    def header(self, height: Height) -> Header: ...
    def header_proof(self, height: Height, later: Height) -> Sequence[Hash]:
        """The path of a header to the ``ancestors`` of a later one."""
        ...

    def event(self, height: Height, index: int) -> bytes: ...
    def event_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        """Number of events of the block, and the path of one."""
        ...

    def trail(self, record: RecordPath) -> list[tuple[Height, int]]:
        """Positions of the record's events, in order."""
        ...

    def transaction(self, transaction: HexHash) -> Transaction:
        """As received; raises InputError when there is none."""
        ...

    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]:
        """Height and place among the block's transactions; raises InputError when there is none."""
        ...

    def envelope_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        """Number of transactions of the block, and the path of one's envelope."""
        ...

    def caused(self, height: Height) -> list[int]:
        """How many events each transaction of a block caused, in their order."""
        ...

    def record(self, path: RecordPath, height: Height) -> bytes | None: ...
    def record_proof(self, path: RecordPath, height: Height) -> MapProof: ...


class AnchorLog(Protocol):
    """The custody log at its published checkpoint."""

    @property
    def policy(self) -> WitnessPolicy: ...
    @property
    def size(self) -> int: ...
    def checkpoint(self) -> bytes:
        """The note with its cosignatures."""
        ...

    def entry(self, index: int) -> bytes: ...
    def inclusion(self, index: int, size: int) -> Sequence[Hash]: ...
    def anchor_index(self, chain: ChainId, height: Height) -> int: ...
    def received(self, chain: ChainId, height: Height) -> Timestamp:
        """When the log received a header."""
        ...

    def rolled_height(self, chain: ChainId) -> Height: ...
    def halted(self, chain: ChainId) -> Height | None:
        """The lowest height at which two headers were sealed, while nothing has recovered the chain."""
        ...

    def audit_indexes(self, chain: ChainId, height: Height) -> Sequence[int]:
        """Where the audits of a header stand."""
        ...

    def audited_height(self, chain: ChainId) -> Height | None:
        """The last header that as many auditors as ever executed; None when none was audited."""
        ...

    def rotation_indexes(self, chain: ChainId) -> Sequence[int]: ...


Render = Callable[[Package], str]
"""Draws ``report.html`` from the rest of the package; raises InputError if that is not proved."""


class Collector(Asking[Package]):
    """Makes packages about one chain, as of what the log has published."""

    def __init__(
        self,
        reader: ChainReader,
        log: AnchorLog,
        *,
        render: Render | None = None,
        verifier: HexHash | None = None,
        height: Height | None = None,
        open_above: int = OPEN_ABOVE,
        supporting_above: int = SUPPORTING_ABOVE,
    ) -> None:
        """``height``: the header to rest on, instead of the latest that can be; ``verifier``: hash of a browser's.

        Raises QuorumError or InputError.
        """
        self._reader: ChainReader = reader
        self._log = log
        self._render = render
        self._verifier = verifier
        opened = open_checkpoint(log.checkpoint(), log.policy)
        seconds = log.policy.quorum_time(opened.cosigned)
        if seconds is None:
            raise QuorumError("too few witnesses cosigned the published checkpoint: there is no evidence without them")
        self.witnessed = Timestamp(seconds * 1000)
        resting = self._resting() if height is None else height
        super().__init__(reader, resting, open_above=open_above, supporting_above=supporting_above)

    def _resting(self) -> Height:
        """The last header that is anchored, below a fork, and audited where anything is."""
        chain = self._reader.chain
        height, halted = self._log.rolled_height(chain), self._log.halted(chain)
        if halted is not None:
            height = Height(min(height, halted - 1))
        audited = self._log.audited_height(chain)
        return height if audited is None else Height(min(height, audited))

    def _basis(self, as_of: Timestamp | None) -> dict[str, Any]:
        """What all claims say."""
        latest, chain = self._latest, self._reader.chain
        last = format_time(latest.time)
        if as_of is not None and as_of >= latest.time:
            problem = f"{format_time(as_of)} is not before {last}, the time of the block that the proof rests on"
            raise InputError(problem, where="as_of", remedy="publish first, or ask for now")
        if as_of is None and self._log.halted(chain) is not None:
            raise InputError(f"{chain} is halted", where="as_of", remedy=f"ask for a time before {last}")
        return {
            "as_of": latest.time if as_of is None else as_of,
            "beyond": self._log.rolled_height(chain) - self.height,
            "chain": chain,
            "current": as_of is None,
            "height": self.height,
            "received": self._log.received(chain, self.height),
            "witnessed": self.witnessed,
        }

    def _made(self, claim: Claim) -> Package:
        """Everything under the checkpoint that the claim needs; InputError for what no verifier would read.

        What would be too long is opened more: many who each bring one unit, each with a long trail, are no obstacle.
        """
        package = self._collected(claim, self._open_above)
        try:
            require_readable(package_files(package))
        except DecodeError:
            package = self._collected(claim, OPENING_EVERY)
            require_readable(package_files(package))
        return package if self._render is None else package.with_report(self._render(package))

    def _collected(self, claim: Claim, open_above: int) -> Package:
        """The package without its page; trails of more events than ``open_above`` are opened."""
        draft, worded = self._drafted(claim, open_above)
        heights = sorted({height for height, _ in draft.events} | {self.height})
        chain, log = self._reader.chain, self._log
        return Package(
            claim=worded,
            checkpoint=log.checkpoint(),
            roll=self._logged(log.size - 1),
            anchors=tuple(self._anchor(Height(height)) for height in heights),
            rotations=tuple(map(self._logged, log.rotation_indexes(chain))),
            audits=tuple(map(self._logged, log.audit_indexes(chain, self.height))),
            events=tuple(self._event(Height(height), index) for height, index in sorted(draft.events)),
            transactions=tuple(map(self._envelope, draft.envelopes())),
            calls=tuple(call for shown in draft.envelopes() for call in self._calls(shown)),
            records=tuple(self._record(path) for path in sorted({*draft.whole, *draft.absent})),
            openings=tuple(
                Opening(record=path, seq=seq, value=bare_bytes(record).decode())
                for path, (seq, record) in sorted(draft.openings.items())
            ),
            verifier=self._verifier,
        )

    def _anchor(self, height: Height) -> Anchor:
        logged = self._logged(self._log.anchor_index(self._reader.chain, height))
        path = self._reader.header_proof(height, self.height) if height < self.height else ()
        index, log_path = logged.proof.index, logged.proof.path
        return Anchor(logged.entry, AnchorProof(ancestry=tuple(map(to_hex, path)), index=index, path=log_path))

    def _logged(self, index: int) -> Logged:
        hashes = tuple(map(to_hex, self._log.inclusion(index, self._log.size)))
        return Logged(self._log.entry(index), LogProof(index=index, path=hashes))

    def _event(self, height: Height, index: int) -> ProvenEvent:
        size, hashes = self._reader.event_proof(height, index)
        proof = BlockProof(height=height, index=index, path=tuple(map(to_hex, hashes)), size=size)
        return ProvenEvent(self._reader.event(height, index), proof)

    def _envelope(self, shown: ShownTransaction) -> ProvenEnvelope:
        size, hashes = self._reader.envelope_proof(shown.height, shown.index)
        path, events = tuple(map(to_hex, hashes)), self._reader.caused(shown.height)[shown.index]
        proof = EnvelopeProof(events=events, height=shown.height, index=shown.index, path=path, size=size)
        return ProvenEnvelope(self._reader.transaction(shown.id).envelope, proof)

    def _record(self, path: RecordPath) -> ProvenRecord:
        value = self._reader.record(path, self.height)
        proof = self._reader.record_proof(path, self.height)
        return ProvenRecord(path=path, proof=proof, value=None if value is None else value.decode())

    def _calls(self, shown: ShownTransaction) -> list[ProvenCall]:
        lines = self._reader.transaction(shown.id).lines
        tree = LeafList(leaf_hashes(lines))
        return [
            ProvenCall(
                lines[index],
                CallProof(index=index, path=tuple(map(to_hex, tree.inclusion_proof(index))), transaction=shown.id),
            )
            for index in sorted(shown.calls)
        ]
