# SPDX-License-Identifier: Apache-2.0
"""The library of contracts: folders that come with Counterfoil, each with its tests and a page."""

from importlib.resources import files
from pathlib import Path

from counterfoil.node.contracts.folder import MANIFEST
from counterfoil.primitives.errors import InputError


def library() -> dict[str, Path]:
    """Name → its folder; in a source tree they stand among the examples."""
    package = Path(str(files("counterfoil")))
    places = (package / "library", package.parents[1] / "examples" / "contracts")
    home = next((place for place in places if place.is_dir()), None)
    found = [] if home is None else sorted(home.glob(f"*/{MANIFEST}"))
    return {manifest.parent.name: manifest.parent for manifest in found}


def library_folder(name: str) -> Path:
    """One of them; InputError naming those that there are."""
    known = library()
    if name not in known:
        raise InputError(f"no contract {name!r}", where="library", remedy=f"one of {', '.join(known) or 'none'}")
    return known[name]
