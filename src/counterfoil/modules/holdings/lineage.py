# SPDX-License-Identifier: Apache-2.0
"""Which titles came from which, and who had each, as a page draws it: of whatever titles a package shows."""

from collections.abc import Collection, Sequence
from typing import Any

from counterfoil.evidence.narrative import TitleHeld, TitleShown
from counterfoil.law.claim import Told
from counterfoil.modules.holdings.records import TITLES
from counterfoil.primitives.types import AccountId, RecordPath


def lineage(told: Told, paths: Sequence[RecordPath], whole: Collection[RecordPath]) -> Sequence[TitleShown]:
    """The titles among these records that are shown from their beginning, or from an opening, without a gap.

    They stand in the order in which they begin: so parents stand before what came of them.
    """
    own = [path for path in paths if path.startswith(f"{TITLES.prefix}/")]
    shown = (_shown(path, told, later=path not in whole) for path in sorted(own, key=lambda path: _begins(told, path)))
    return [title for title in shown if title is not None]


def _begins(told: Told, path: RecordPath) -> tuple[int, int]:
    """Block and place of a title's first event that is shown: a title begins in or after the events of its parents."""
    first = told.trail(path)[0].event
    return first.height, first.index


def _shown(path: RecordPath, told: Told, *, later: bool) -> TitleShown | None:
    """None: an event lacks before the last that is shown."""
    trail, before = told.trail(path), told.opened(path)
    title = told.read(TITLES, path.removeprefix(f"{TITLES.prefix}/"))
    if title is None or [step.seq for step in trail] != list(range(before + 1, before + 1 + len(trail))):
        return None
    return TitleShown(
        instrument=title.instrument,
        parents=tuple(parent.removeprefix(f"{TITLES.prefix}/") for parent in title.parents),
        before=before,
        later=later,
        held=tuple(TitleHeld(holder_after(step.event.data), step.time) for step in trail),
    )


def holder_after(data: dict[str, Any]) -> AccountId | None:
    """Where a movement takes the unit: an issue or a transfer has a receiver, a redemption has none."""
    if "receiver" in data:
        return AccountId(str(data["receiver"]))
    return AccountId(str(data["account"])) if "parents" in data else None
