# SPDX-License-Identifier: Apache-2.0
"""What is always true of instruments."""

from collections.abc import Iterator

from counterfoil.commerce.modules.instruments.state import INSTRUMENTS, VERSIONS
from counterfoil.commerce.state import View


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, instrument in view.rows(INSTRUMENTS):
        for version in range(1, instrument.version):
            if view.read(VERSIONS, instrument.instrument, str(version)) is None:
                yield f"{path}: version {version} is missing"
