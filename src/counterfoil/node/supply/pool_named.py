# SPDX-License-Identifier: Apache-2.0
"""Pools as somebody names them: by themselves, or by one of their notes."""

from collections.abc import Iterable

from counterfoil.law.module import View
from counterfoil.modules.securitisation.notes import NOTES, Note
from counterfoil.modules.securitisation.records import POOLS, Pool
from counterfoil.primitives.errors import InputError

_SHOWN = 6


def pool_named(view: View, name: str) -> Pool:
    """A pool; InputError that names those there are, or the pool of a note that was named instead."""
    found = view.read(POOLS, name)
    if found is not None:
        return found
    if (note := view.read(NOTES, name)) is not None:
        raise InputError("it is a note, and no pool", where=name, remedy=f"its pool is {note.pool}; or --note {name}")
    there = _listed(pool.pool for _, pool in view.rows(POOLS))
    remedy = f"pools: {there}" if there else "counterfoil securitisation open begins one"
    raise InputError("there is no such pool", where=name, remedy=remedy)


def note_named(view: View, name: str) -> Note:
    """A note; InputError that names those there are."""
    found = view.read(NOTES, name)
    if found is not None:
        return found
    if view.read(POOLS, name) is not None:
        notes = _listed(one.instrument for _, one in view.rows(NOTES) if one.pool == name)
        remedy = f"its notes: {notes}" if notes else "it has no notes before it is cut off"
        raise InputError("it is a pool, and no note", where=name, remedy=remedy)
    there = _listed(one.instrument for _, one in view.rows(NOTES))
    remedy = f"notes: {there}" if there else "no pool has notes before it is cut off"
    raise InputError("no pool has such a note", where=name, remedy=remedy)


def _listed(names: Iterable[str]) -> str:
    all_of = list(names)
    return ", ".join(all_of[:_SHOWN]) + (f", and {len(all_of) - _SHOWN:,} more" if len(all_of) > _SHOWN else "")
