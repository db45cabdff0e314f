# SPDX-License-Identifier: Apache-2.0
"""The evidence package: one zip of JSON and text, with a manifest of hashes. Nothing is verified here.

What was signed or hashed is kept as raw bytes, one per line: canonical JSON holds no line feed, so a line **is** the
bytes. ``manifest.json`` stands first and names the SHA-256 and size of every other file.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from counterfoil.evidence.claims import Claim, ClaimKind, decode_claim, kind_of
from counterfoil.evidence.package_limits import (
    CLAIM_LENGTH_MAX,
    LINE_LENGTH_MAX,
    MANIFEST_LENGTH_MAX,
    require_short_keys,
    require_sparse,
)
from counterfoil.evidence.package_readme import README
from counterfoil.evidence.package_zip import pack, require_packable, unpack
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import NATURAL, HashField, HeightField, HexHash, RecordPath

FORMAT: Final = "counterfoil-evidence/v2"
LINES_MAX: Final = 200_000
MANIFEST: Final = "manifest.json"
ENTRY_LENGTH_MAX: Final = 65_535
"""What a bundle of C2SP tlog-tiles can carry as one entry."""
FILES: Final = (
    "claim.json",
    "checkpoint",
    "roll.json",
    "roll.proof.json",
    "anchors.jsonl",
    "anchor_proofs.jsonl",
    "rotations.jsonl",
    "rotation_proofs.jsonl",
    "audits.jsonl",
    "audit_proofs.jsonl",
    "events.jsonl",
    "event_proofs.jsonl",
    "transactions.jsonl",
    "transaction_proofs.jsonl",
    "calls.jsonl",
    "call_proofs.jsonl",
    "records.jsonl",
    "openings.jsonl",
    "report.html",
    "README.txt",
)

Index = Annotated[int, NATURAL]
Hashes = Annotated[tuple[HashField, ...], Meta(max_length=64)]


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the manifest says of a file: SHA-256 and length in bytes."""

    sha256: HashField
    size: Index


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    claim: ClaimKind
    files: dict[str, FileEntry]
    format: str
    verifier: HashField | None
    """SHA-256 of the page that verifies in a browser, as the exporter had it; compare it with a release's"""


class LogProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a custody log entry stands, and its RFC 6962 path to the checkpoint's root, the sibling first."""

    index: Index
    path: Hashes


class AnchorProof(LogProof, frozen=True, forbid_unknown_fields=True):
    """The same of an anchor, and its header's path to the ``ancestors`` of the header shown last, the sibling first.

    ``ancestry`` of the last itself is empty.
    """

    ancestry: Hashes


class BlockProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an event stands in its block, of how many, and its RFC 6962 path to the header's root."""

    height: HeightField
    index: Index
    path: Hashes
    size: Index


class EnvelopeProof(BlockProof, frozen=True, forbid_unknown_fields=True):
    """The same of an envelope, and how many events its transaction caused, which is under the root with it."""

    events: Annotated[int, Meta(ge=0, le=2**32 - 1)]


class CallProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which call of which transaction a line is, and its RFC 6962 path to the root that the payload commits to."""

    index: Index
    path: Hashes
    transaction: HashField


class Logged(msgspec.Struct, frozen=True):
    """A custody log entry as received, with its proof."""

    entry: bytes
    proof: LogProof


class Anchor(msgspec.Struct, frozen=True):
    """A custody log entry that anchors a header, as received, with its proofs."""

    entry: bytes
    proof: AnchorProof


class ProvenEvent(msgspec.Struct, frozen=True):
    """An event as received, with its proof."""

    event: bytes
    proof: BlockProof


class ProvenEnvelope(msgspec.Struct, frozen=True):
    """A transaction's envelope as received, signatures included, with its proof."""

    envelope: bytes
    proof: EnvelopeProof


class ProvenCall(msgspec.Struct, frozen=True):
    """A line of a transaction as received, with its proof."""

    line: bytes
    proof: CallProof


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record without its trail, as event ``seq`` of its trail left it: what came before is not shown."""

    record: RecordPath
    seq: Index
    value: str


class ProvenRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record's JSON text, or null where there is none, with its proof under the latest header's state root."""

    path: RecordPath
    proof: MapProof
    value: str | None


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in a package, as bytes and proofs; ``report`` is for people and proves nothing."""

    claim: Claim
    checkpoint: bytes
    roll: Logged
    anchors: tuple[Anchor, ...]
    """sealed headers in order of height; the last is the one that the claim rests on"""
    rotations: tuple[Logged, ...] = ()
    """changes of the chain's seal policy, in order"""
    audits: tuple[Logged, ...] = ()
    """state auditors' statements about the header that the claim rests on"""
    events: tuple[ProvenEvent, ...] = ()
    """in order of (height, index)"""
    transactions: tuple[ProvenEnvelope, ...] = ()
    """in the order in which the events name them"""
    calls: tuple[ProvenCall, ...] = ()
    """in the order of transactions, and then of calls"""
    records: tuple[ProvenRecord, ...] = ()
    """in order of path"""
    openings: tuple[Opening, ...] = ()
    """in order of path"""
    report: str = ""
    verifier: HexHash | None = None
    """SHA-256 of the verifier for a browser that came with the exporter; it proves nothing"""

    def with_report(self, report: str) -> "Package":
        """The same package with another report."""
        return msgspec.structs.replace(self, report=report)


def encode_package(package: Package) -> bytes:
    """The package file: the same package always gives the same bytes. Raises DecodeError if nobody would read it."""
    files = package_files(package)
    require_readable(files)
    return pack_files(files, verifier=package.verifier)


def require_readable(files: dict[str, bytes]) -> None:
    """Raises DecodeError for files that are longer, or more lines, than a package's reader takes."""
    try:
        require_packable({MANIFEST: bytes(MANIFEST_LENGTH_MAX), **files})
        if len(files["claim.json"]) > CLAIM_LENGTH_MAX:
            raise DecodeError(f"longer than {CLAIM_LENGTH_MAX} bytes", where="claim.json")
        for name in FILES:
            if name.endswith(".jsonl"):
                _split_lines(files, name)
    except DecodeError as error:
        remedy = "ask about a shorter or later period, or about less"
        raise DecodeError(f"no verifier would read it: {error.problem}", where=error.where, remedy=remedy) from error


def package_files(package: Package) -> dict[str, bytes]:
    """The package's files by name, without the manifest."""
    contents = (
        canonical.encode(package.claim),
        package.checkpoint,
        package.roll.entry,
        canonical.encode(package.roll.proof),
        *_with_proofs([(one.entry, one.proof) for one in package.anchors]),
        *_with_proofs([(one.entry, one.proof) for one in package.rotations]),
        *_with_proofs([(one.entry, one.proof) for one in package.audits]),
        *_with_proofs([(one.event, one.proof) for one in package.events]),
        *_with_proofs([(one.envelope, one.proof) for one in package.transactions]),
        *_with_proofs([(one.line, one.proof) for one in package.calls]),
        _lines(canonical.encode(record) for record in package.records),
        _lines(canonical.encode(opening) for opening in package.openings),
        package.report.encode(),
        README.encode(),
    )
    return dict(zip(FILES, contents, strict=True))


def pack_files(files: dict[str, bytes], *, verifier: HexHash | None = None) -> bytes:
    """The package file of these files, with their manifest; raises DecodeError when the claim does not decode."""
    manifest = Manifest(
        claim=kind_of(decode_claim(files["claim.json"])),
        files={name: _file_entry(files[name]) for name in FILES},
        format=FORMAT,
        verifier=verifier,
    )
    return pack({MANIFEST: canonical.encode(manifest), **{name: files[name] for name in FILES}})


def unpack_files(data: bytes) -> dict[str, bytes]:
    """The files of a package without the manifest, whose hashes have been compared; raises DecodeError."""
    return _unpacked(data)[1]


def _unpacked(data: bytes) -> tuple[Manifest, dict[str, bytes]]:
    files = unpack(data, (MANIFEST, *FILES))
    listed = files.pop(MANIFEST)
    if len(listed) > MANIFEST_LENGTH_MAX:
        raise DecodeError(f"longer than {MANIFEST_LENGTH_MAX} bytes", where=MANIFEST)
    manifest = canonical.decode(listed, Manifest)
    if manifest.format != FORMAT:
        raise DecodeError(f"format {manifest.format[:40]!r}", where=MANIFEST, remedy=f"{FORMAT} is read here")
    if set(manifest.files) != set(FILES):
        raise DecodeError("does not name the package's files", where=MANIFEST, remedy=f"they are {', '.join(FILES)}")
    for name in FILES:
        if ".json" in name:
            require_short_keys(files[name], where=name)
        if manifest.files[name] != _file_entry(files[name]):
            raise DecodeError("its size or hash is not what the manifest says", where=name)
    if len(files["claim.json"]) > CLAIM_LENGTH_MAX:
        raise DecodeError(f"longer than {CLAIM_LENGTH_MAX} bytes", where="claim.json")
    require_sparse(files["claim.json"], where="claim.json")
    if manifest.claim != kind_of(decode_claim(files["claim.json"])):
        raise DecodeError("names another kind of claim than claim.json", where=MANIFEST)
    return manifest, files


def decode_package(data: bytes) -> Package:
    """Strict; raises DecodeError naming the file that is wrong."""
    manifest, files = _unpacked(data)
    if files["README.txt"] != README.encode():
        raise DecodeError("not the text of this format", where="README.txt")
    return Package(
        claim=decode_claim(files["claim.json"]),
        checkpoint=files["checkpoint"],
        roll=Logged(_short(files, "roll.json"), canonical.decode(_short(files, "roll.proof.json"), LogProof)),
        anchors=tuple(Anchor(*pair) for pair in _pairs(files, "anchor", AnchorProof)),
        rotations=tuple(Logged(*pair) for pair in _pairs(files, "rotation", LogProof)),
        audits=tuple(Logged(*pair) for pair in _pairs(files, "audit", LogProof)),
        events=tuple(ProvenEvent(*pair) for pair in _pairs(files, "event", BlockProof)),
        transactions=tuple(ProvenEnvelope(*pair) for pair in _pairs(files, "transaction", EnvelopeProof)),
        calls=tuple(ProvenCall(*pair) for pair in _pairs(files, "call", CallProof)),
        records=tuple(_decode_lines(files, "records.jsonl", ProvenRecord)),
        openings=tuple(_decode_lines(files, "openings.jsonl", Opening)),
        report=_text(files["report.html"]),
        verifier=manifest.verifier,
    )


T = TypeVar("T")


def _with_proofs(pairs: Sequence[tuple[bytes, msgspec.Struct]]) -> tuple[bytes, bytes]:
    """The file of what is proved, and the file of its proofs."""
    return _lines(item for item, _ in pairs), _lines(canonical.encode(proof) for _, proof in pairs)


def _pairs(files: dict[str, bytes], name: str, type_: type[T]) -> Iterable[tuple[bytes, T]]:
    lines, proofs = _split_lines(files, f"{name}s.jsonl"), _decode_lines(files, f"{name}_proofs.jsonl", type_)
    if len(lines) != len(proofs):
        raise DecodeError(f"{len(lines)} lines, but {len(proofs)} proofs", where=f"{name}s.jsonl")
    return zip(lines, proofs, strict=True)


def _decode_lines(files: dict[str, bytes], name: str, type_: type[T]) -> list[T]:
    decoded = []
    for number, line in enumerate(_split_lines(files, name), 1):
        try:
            decoded.append(canonical.decode(line, type_))
        except DecodeError as error:
            raise DecodeError(error.problem, where=f"{name} line {number} {error.where}") from error
    return decoded


def _split_lines(files: dict[str, bytes], name: str) -> list[bytes]:
    data = files[name]
    if data and not data.endswith(b"\n"):
        raise DecodeError("the last line does not end", where=name)
    if data.count(b"\n") > LINES_MAX:
        raise DecodeError(f"more than {LINES_MAX} lines", where=name)
    lines = data.split(b"\n")[:-1]
    if b"" in lines:
        raise DecodeError("an empty line", where=name)
    if len(max(lines, key=len, default=b"")) > LINE_LENGTH_MAX:
        raise DecodeError(f"a line of more than {LINE_LENGTH_MAX} bytes", where=name)
    return lines


def _lines(items: Iterable[bytes]) -> bytes:
    return b"".join(item + b"\n" for item in items)


def _file_entry(data: bytes) -> FileEntry:
    return FileEntry(sha256=to_hex(digest(data)), size=len(data))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DecodeError(f"not UTF-8 at byte {error.start}", where="report.html") from error


def _short(files: dict[str, bytes], name: str) -> bytes:
    """A file that is an entry of the log or its proof, and no longer than these can be: before anything is built."""
    if len(files[name]) > ENTRY_LENGTH_MAX:
        raise DecodeError(f"longer than {ENTRY_LENGTH_MAX} bytes", where=name)
    return files[name]
