# SPDX-License-Identifier: Apache-2.0
"""The other side of ``api``: what a program needs to be heard by our services, and a ledger as a Python object.

``from counterfoil.client import Client``. Names are found when they are asked for: whoever signs requests alone loads
nothing of the rest.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from counterfoil.client.async_client import AsyncBatch, AsyncClient
    from counterfoil.client.batching import Ticket
    from counterfoil.client.client import Batch, Client
    from counterfoil.client.errors import (
        NoAnswer,
        NotAllowed,
        NotBelieved,
        NotCommitted,
        NotFound,
        NotPublished,
        Overloaded,
        RequestRefused,
        ServiceFailed,
        SignaturesMissing,
    )
    from counterfoil.client.literals import NEVER
    from counterfoil.client.nouns import calls
    from counterfoil.client.proving import Evidence
    from counterfoil.client.results import (
        At,
        Block,
        ChainStatus,
        Checked,
        Done,
        LedgerEvent,
        Record,
        Rehearsal,
        ShownTransaction,
        Signing,
        Status,
    )
    from counterfoil.client.signers import RemoteSigner
    from counterfoil.client.transactions import SignedTransaction

_FROM: Final = {
    "async_client": ("AsyncBatch", "AsyncClient"),
    "batching": ("Ticket",),
    "client": ("Batch", "Client"),
    "errors": (
        *("NoAnswer", "NotAllowed", "NotBelieved", "NotCommitted", "NotFound", "NotPublished", "Overloaded"),
        *("RequestRefused", "ServiceFailed", "SignaturesMissing"),
    ),
    "literals": ("NEVER",),
    "nouns": ("calls",),
    "proving": ("Evidence",),
    "results": (
        *("At", "Block", "ChainStatus", "Checked", "Done", "LedgerEvent", "Record", "Rehearsal"),
        *("ShownTransaction", "Signing", "Status"),
    ),
    "signers": ("RemoteSigner",),
    "transactions": ("SignedTransaction",),
}
_WHERE: Final = {name: module for module, names in _FROM.items() for name in names}

__all__ = [
    "NEVER",
    "AsyncBatch",
    "AsyncClient",
    "At",
    "Batch",
    "Block",
    "ChainStatus",
    "Checked",
    "Client",
    "Done",
    "Evidence",
    "LedgerEvent",
    "NoAnswer",
    "NotAllowed",
    "NotBelieved",
    "NotCommitted",
    "NotFound",
    "NotPublished",
    "Overloaded",
    "Record",
    "Rehearsal",
    "RemoteSigner",
    "RequestRefused",
    "ServiceFailed",
    "ShownTransaction",
    "SignaturesMissing",
    "SignedTransaction",
    "Signing",
    "Status",
    "Ticket",
    "calls",
]


def __getattr__(name: str) -> Any:
    module = _WHERE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        found = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("counterfoil"):
            raise
        raise ImportError(f"{name} needs {error.name}: pip install 'counterfoil[client]'") from error
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
