# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a document, and where."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Finding(NamedTuple):
    """One thing that is wrong: an error makes a document invalid, a warning leaves that to whoever reads it."""

    rule: str
    """``schema``, or the name of a rule in ``business_rules``."""
    place: str
    """The path in the document: ``epcisBody.eventList[3].action``."""
    problem: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}" if self.place else self.problem


def joined(place: str, path: str) -> str:
    """A path below a place."""
    return f"{place}{path}" if path.startswith("[") or not place else f"{place}.{path}" if path else place
