# SPDX-License-Identifier: Apache-2.0
"""What is always true of instruments."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.instruments.records import INSTRUMENTS, VERSIONS, InstrumentStatus
from counterfoil.modules.parties.records import PARTIES


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, instrument in view.rows(INSTRUMENTS):
        if (instrument.status is InstrumentStatus.suspended) != (instrument.suspended_by is not None):
            yield f"{path}: {instrument.status}, suspended by {instrument.suspended_by}"
        for version, said in before(view, VERSIONS, instrument.instrument, instrument.version):
            if said is None:
                yield f"{path}: version {version} is missing"
        if view.read(PARTIES, instrument.issuer) is None:
            yield f"{path}: issuer {instrument.issuer} is not registered"
