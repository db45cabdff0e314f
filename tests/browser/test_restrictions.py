# SPDX-License-Identifier: Apache-2.0
"""The page lacks the law of restrictions: it judges every movement under them, and takes what was noted as executed."""

from pathlib import Path

from counterfoil.evidence.package import encode_package
from counterfoil.verify import verify_package
from support.browser_verifier import answer_of, answers
from support.evidence_trust import trust_file
from support.restriction_packages import NAMES, packages

TRANSFER_OF_UNKNOWN_LAW = 10
"""No transfer is proved to have happened under a call whose law the page lacks."""


def test_what_happened_under_restrictions(tmp_path: Path) -> None:
    """Records and both sides are proved on the page as by the verifier; the approval's transaction is not."""
    world, made = packages()
    trust = tmp_path / "trust.json"
    trust.write_bytes(trust_file(world.trust()))
    files = [tmp_path / f"{name}.zip" for name in NAMES]
    for file, name in zip(files, NAMES, strict=True):
        file.write_bytes(encode_package(made[name]))
    there = [answer_of(verify_package(file.read_bytes(), world.trust())) for file in files]
    assert there == [None] * len(NAMES)
    expected = {name: None if name != "approval" else TRANSFER_OF_UNKNOWN_LAW for name in NAMES}
    assert dict(zip(NAMES, answers(files, trust), strict=True)) == expected
