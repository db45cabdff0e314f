# SPDX-License-Identifier: Apache-2.0
"""What is always true of peers and of answers about them."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.peers.records import ANSWERS, PEERS


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, known in view.rows(PEERS):
        times = [entry.since for entry in known.entries]
        if not times or times != sorted(set(times)):
            yield f"{path}: entries are out of order: {times}"
        numbers = [entry.number for entry in known.entries]
        if len(set(numbers)) != len(numbers) or max(numbers, default=0) != known.changes:
            yield f"{path}: {known.changes} changes of trust, and the entries are {numbers}"
    for path, shown in view.rows(ANSWERS):
        of = view.read(PEERS, shown.peer)
        if of is None or not 1 <= shown.believed <= of.changes:
            yield f"{path}: proved under trust {shown.believed} of {shown.peer}, which there is not"
