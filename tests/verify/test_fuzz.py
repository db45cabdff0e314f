# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to a package on its way, the verifier answers, and never proves another claim."""

from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.claims import decode_claim
from counterfoil.evidence.package import FILES, pack_files, unpack_files
from counterfoil.primitives.errors import InputError
from counterfoil.verify import Report, verify_package
from support.evidence_cases import HONEST, told

PACKAGES = {name: build() for name, build in HONEST.items()}
TRUST = told().world.trust()
names = st.sampled_from(sorted(PACKAGES))
lined = st.sampled_from([name for name in FILES if name.endswith(".jsonl")])


def assert_not_another_claim(report: Report, package: bytes) -> None:
    honest = decode_claim(unpack_files(package)["claim.json"])
    assert not report.proved or report.claim == honest


@settings(max_examples=100, deadline=None)
@given(names, st.data())
def test_any_byte_flipped(name: str, data: st.DataObject) -> None:
    """A flipped byte anywhere is never proved: every byte of the file is accounted for."""
    package = bytearray(PACKAGES[name])
    at = data.draw(st.integers(0, len(package) - 1))
    package[at] ^= data.draw(st.integers(1, 255))
    assert not verify_package(bytes(package), TRUST).proved


@settings(max_examples=100, deadline=None)
@given(names, st.sampled_from(FILES), st.data())
def test_any_byte_flipped_and_manifest_renewed(name: str, file: str, data: st.DataObject) -> None:
    """The same by a forger who renews the manifest: no exception, and never another claim."""
    package = PACKAGES[name]
    files = unpack_files(package)
    content = bytearray(files[file])
    if not content:
        return
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    try:
        forged = pack_files(files | {file: bytes(content)})
    except InputError:
        return
    assert_not_another_claim(verify_package(forged, TRUST), package)


@settings(max_examples=100, deadline=None)
@given(names, lined, st.data())
def test_any_line_dropped_doubled_or_moved(name: str, file: str, data: st.DataObject) -> None:
    """Every line is needed, once, and where it stands."""
    files = unpack_files(PACKAGES[name])
    lines = files[file].splitlines(keepends=True)
    if len(lines) < 2:
        return
    one, other = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True))
    match data.draw(st.sampled_from(["drop", "double", "swap"])):
        case "drop":
            del lines[one]
        case "double":
            lines.insert(other, lines[one])
        case _:
            lines[one], lines[other] = lines[other], lines[one]
    forged = pack_files(files | {file: b"".join(lines)})
    proved = verify_package(forged, TRUST).proved
    assert not proved or forged == PACKAGES[name]


@settings(max_examples=60, deadline=None)
@given(names, st.sampled_from(FILES), names)
def test_files_of_other_packages(name: str, file: str, other: str) -> None:
    """A file taken from another honest package never proves another claim."""
    theirs = unpack_files(PACKAGES[other])[file]
    forged = pack_files(unpack_files(PACKAGES[name]) | {file: theirs})
    assert_not_another_claim(verify_package(forged, TRUST), PACKAGES[other if file == "claim.json" else name])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Arbitrary bytes, with and without a zip's beginning, get an answer."""
    assert not verify_package(data, TRUST).proved
    assert not verify_package(b"PK\x03\x04" + data, TRUST).proved
