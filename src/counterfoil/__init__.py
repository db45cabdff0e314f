# SPDX-License-Identifier: Apache-2.0
"""Counterfoil: a two-tier ledger that proves, offline, who controls an asset and how it came to them.

``from counterfoil import Client`` is a ledger as a Python object. It is loaded when it is asked for: the verifier is
installed without what it needs.
"""

from typing import Any, Final

__version__ = "0.1.0"
_CLIENTS: Final = ("AsyncClient", "Client", "calls")


def __getattr__(name: str) -> Any:
    if name not in _CLIENTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module("counterfoil.client"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_CLIENTS})
