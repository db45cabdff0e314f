# SPDX-License-Identifier: Apache-2.0
"""A state of which one party is told what is its business: what is not found in it may be there all the same."""

from counterfoil.commerce.state import State
from counterfoil.law.module import View


class PartialView(State):
    """Reads like any other view."""


def is_whole(view: View) -> bool:
    """Whether what is not found in a view is not there: only then may anybody be told that it is not."""
    return not isinstance(view, PartialView)
