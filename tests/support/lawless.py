# SPDX-License-Identifier: Apache-2.0
"""Laws without force, for tests: every ``require`` of law and modules, or one of them, looks away."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import counterfoil
from counterfoil.law import outcome
from counterfoil.law.outcome import Outcome, Refused
from counterfoil.modules import modules

ROOT = Path(counterfoil.__file__).parent
Site = tuple[str, int]
"""(file below the package, line) of a call of ``require``, or of what requires for its caller"""
DATED = str(ROOT / "law" / "dated.py")
"""What every dated policy requires stands there once; the rules are the modules' own."""


@contextmanager
def judging(require: Callable[[bool, Outcome, str], None]) -> Iterator[None]:
    """Every ``require`` of the open halves is this one instead."""
    modules()
    lawful = outcome.require
    users = [
        module
        for name, module in sorted(sys.modules.items())
        if name.startswith(("counterfoil.law.", "counterfoil.modules.")) and getattr(module, "require", None) is lawful
    ]
    for module in users:
        module.require = require  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in users:
            module.require = lawful  # type: ignore[attr-defined]


@contextmanager
def everything_goes() -> Iterator[None]:
    """No rule is enforced."""
    with judging(lambda _holds, _outcome, _detail="": None):
        yield


@contextmanager
def without(*sites: Site) -> Iterator[set[Site]]:
    """The rules at these places are not enforced; gives the places where a rule said no, ignored or not."""
    said_no: set[Site] = set()

    def require(holds: bool, outcome: Outcome, detail: str = "") -> None:
        if holds:
            return
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename == DATED:
            frame = frame.f_back
        assert frame is not None
        site = Path(frame.f_code.co_filename).relative_to(ROOT).as_posix(), frame.f_lineno
        said_no.add(site)
        if site not in sites:
            raise Refused(outcome, detail)

    with judging(require):
        yield said_no
