# SPDX-License-Identifier: Apache-2.0
"""Reading a published log from its folder alone."""

from pathlib import Path

import pytest

from counterfoil.custody.reader import LogReader
from counterfoil.evidence.tlog_proof import verify_tlog_proof
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.merkle.verify import leaf_hash
from support.custody import no_witnesses, open_tile_log


def test_reads_while_the_log_is_open_and_ahead(tmp_path: Path) -> None:
    """The reader sees the published tree, needs neither key nor lock, and its proofs verify."""
    with open_tile_log(tmp_path) as log:
        log.append([b"entry %d" % number for number in range(300)])
        log.publish()
        log.append([b"later"])
        log.sign_tree()
        reader = LogReader(tmp_path / "custody/log", no_witnesses())
        assert reader.size == 300
        for index in (0, 255, 256, 299):
            assert reader.entry(index) == b"entry %d" % index
            verify_tlog_proof(reader.tlog_proof(index), leaf_hash(b"entry %d" % index), no_witnesses())
        for read in (reader.entry, reader.tlog_proof):
            with pytest.raises(CustodyError, match="has 300 entries, none at index 300"):
                read(300)


def test_nothing_published(tmp_path: Path) -> None:
    """An empty folder is said to be one."""
    with pytest.raises(CustodyError, match="nothing is published"):
        LogReader(tmp_path, no_witnesses())
