# SPDX-License-Identifier: Apache-2.0
"""The scenes of the demonstration: one file each, which has a ``SCENE``. They are found by looking."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from counterfoil.demo.stage import Scene
from counterfoil.primitives.errors import InputError


@cache
def scenes() -> dict[str, Scene]:
    """Name → scene, in the order of their numbers."""
    found: list[Scene] = [import_module(f"{__name__}.{module.name}").SCENE for module in iter_modules(__path__)]
    return {scene.name: scene for scene in sorted(found, key=lambda scene: scene.number)}


def scene(name: str) -> Scene:
    """The scene of this name; raises InputError, which says which there are."""
    known = scenes()
    if name not in known:
        raise InputError(f"no scene is named {name!r}", where="--scene", remedy=f"one of {', '.join(known)}")
    return known[name]
