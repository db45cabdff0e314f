# SPDX-License-Identifier: Apache-2.0
"""The package file: deterministic, readable by any zip reader, and read strictly."""

import io
import zipfile
from collections.abc import Callable
from types import ModuleType

import pytest

from counterfoil.evidence import package, package_zip
from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import (
    FILES,
    MANIFEST,
    decode_package,
    encode_package,
    pack_files,
    unpack_files,
)
from counterfoil.evidence.package_limits import MANIFEST_LENGTH_MAX
from counterfoil.evidence.package_zip import pack, unpack
from counterfoil.primitives.errors import DecodeError
from support.evidence_honest import HONEST


@pytest.mark.parametrize("kind", ClaimKind)
def test_round_trip(kind: ClaimKind) -> None:
    """Decoding and encoding give the same bytes."""
    data = HONEST[kind]()
    assert encode_package(decode_package(data)) == data


def test_any_zip_reader_reads_it() -> None:
    """Python's zip module finds the same files, undamaged, with one date and one permission."""
    data = HONEST["control"]()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [MANIFEST, *FILES]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert {info.filename: archive.read(info) for info in archive.infolist()[1:]} == unpack_files(data)


@pytest.mark.parametrize(
    ("limit", "module", "where"),
    [
        ("PACKAGE_LENGTH_MAX", package_zip, "package"),
        ("CLAIM_LENGTH_MAX", package, "claim.json"),
        ("LINE_LENGTH_MAX", package, "anchors.jsonl"),
        ("LINES_MAX", package, "anchors.jsonl"),
    ],
)
def test_what_nobody_would_read_is_not_written(
    limit: str, module: ModuleType, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package beyond a limit of check 1 is refused when it is made, and an honest one within them is not."""
    made = decode_package(HONEST["control"]())
    monkeypatch.setattr(module, limit, 2)
    with pytest.raises(DecodeError, match="no verifier would read it") as refused:
        encode_package(made)
    assert refused.value.where == where
    assert "shorter or later period" in str(refused.value)


def test_a_package_just_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made is read: whatever the limit is, a package that is written stays within it."""
    made = decode_package(HONEST["control"]())
    length = len(encode_package(made))
    monkeypatch.setattr(package_zip, "PACKAGE_LENGTH_MAX", length - 1)
    with pytest.raises(DecodeError, match="at most"):
        encode_package(made)
    monkeypatch.setattr(package_zip, "PACKAGE_LENGTH_MAX", length + MANIFEST_LENGTH_MAX)
    assert len(encode_package(made)) == length


def _zipped(data: bytes, **options: object) -> bytes:
    """The same files in a zip that another writer made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", **options) as target:  # type: ignore[call-overload]
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    return buffer.getvalue()


def _files(data: bytes) -> dict[str, bytes]:
    return unpack(data, (MANIFEST, *FILES))


TRICKS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut short": lambda data: data[:-1],
    "bytes before": lambda data: b"#!" + data,
    "bytes after": lambda data: data + b"\0",
    "archive comment": lambda data: data[:-2] + b"\2\0hi",
    "deflated": lambda data: _zipped(data, compression=zipfile.ZIP_DEFLATED),
    "other dates": lambda data: _zipped(data),
    "file missing": lambda data: pack({name: content for name, content in _files(data).items() if name != "roll.json"}),
    "file too many": lambda data: pack(_files(data) | {"../evil": b""}),
    "another order": lambda data: pack(dict(reversed(_files(data).items()))),
    "path trick": lambda data: data.replace(b"roll.json", b"/oll.json"),
    "hidden behind the directory": lambda data: data.replace(b"PK\1\2", b"PK\3\4" + b"PK\1\2", 1),
    "manifest of another package": lambda data: pack(_files(data) | {MANIFEST: _files(HONEST["absence"]())[MANIFEST]}),
    "another format": lambda data: pack(_files(data) | {MANIFEST: _files(data)[MANIFEST].replace(b"/v2", b"/v1")}),
    "a lying kind": lambda data: pack(
        _files(data) | {MANIFEST: _files(data)[MANIFEST].replace(b'"control"', b'"absence"')}
    ),
}


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_are_refused(name: str) -> None:
    """Whatever is not exactly the one zip of these files is a DecodeError."""
    with pytest.raises(DecodeError):
        decode_package(TRICKS[name](HONEST["control"]()))


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("claim.json", lambda content: content + b" "),
        ("claim.json", lambda content: content.replace(b'"current":true', b'"current":true,"extra":1')),
        ("events.jsonl", lambda content: content[:-1]),
        ("events.jsonl", lambda content: content + b"\n"),
        ("events.jsonl", lambda content: content + b"{}\n"),
        ("event_proofs.jsonl", lambda content: content.replace(b'"height":1', b'"height":-1', 1)),
        ("roll.proof.json", lambda content: content.replace(b'"index"', b'"Index"')),
        ("rotations.jsonl", lambda content: content + b"{}\n"),
        ("audit_proofs.jsonl", lambda content: content + content),
        ("call_proofs.jsonl", lambda content: content.replace(b'"index"', b'"place"', 1)),
        ("openings.jsonl", lambda content: content + b'{"record":"r","seq":1}\n'),
        ("records.jsonl", lambda content: content.replace(b'"path":', b'"path" :', 1)),
        ("README.txt", lambda content: content.replace(b"trust.json", b"never-mind")),
        ("report.html", lambda content: b"\xff"),
    ],
)
def test_files_are_read_strictly(file: str, change: Callable[[bytes], bytes]) -> None:
    """A file that is not as the format says is refused even when the manifest fits."""
    files = unpack_files(HONEST["control"]())
    with pytest.raises(DecodeError):
        decode_package(pack_files(files | {file: change(files[file])}))
