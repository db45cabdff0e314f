# SPDX-License-Identifier: Apache-2.0
"""What programs elsewhere call things, and what does them here: for authors who come from another language."""

import ast
from collections.abc import Mapping
from typing import Final

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.rules import BUILTINS, TYPES

_KEEPS: Final = "get(key) and put(key, value): nothing else lasts beyond a call"
_PAYS: Final = "pay(account, instrument, quantity)"
_TAKES: Final = "take(hold, account, quantity): of a hold that was made for this contract"
_CALLER: Final = "caller(): the party that calls"
_SAYS: Final = "emit(name, fields)"
_NOW: Final = "now(): milliseconds since 1970"
_ENDS: Final = 'fail("why") or require(condition, "why")'
_ASKS: Final = 'require(consents(get("owner")), "why")'
_ISSUES: Final = "nothing: its issuer alone issues and redeems an instrument"
_HASHES: Final = 'formula("sha256", {"text": …})'
_TAKEN: Final = f"nothing comes in with a call; {_TAKES}"
_SIGNED: Final = "consents(party): who signed; caller() is who calls, a contract too"
_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    _KEEPS: ("state", "storage", "db", "ctx", "self", "set_state", "get_state", "store", "save", "mapping"),
    _PAYS: ("transfer", "send", "send_to", "withdraw", "payout"),
    _TAKES: ("transfer_from", "transferFrom", "deposit", "receive"),
    _TAKEN: ("msg.value", "ctx.value", "tx.value"),
    _CALLER: ("msg", "tx", "sender", "msg_sender", "get_caller", "msg.sender", "ctx.sender", "ctx.caller"),
    _SIGNED: ("tx.origin", "ctx.signer", "ctx.origin"),
    _SAYS: ("log", "logger", "logging", "event", "notify", "logger.info", "logger.error", "logging.info"),
    _NOW: (
        "time", "timestamp", "datetime", "clock", "today", "block.timestamp", "block.time", "time.time",
        "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "clock.now", "ctx.now",
    ),
    _ENDS: ("assert_", "revert", "throw", "panic", "error"),
    _ASKS: ("owner", "only_owner", "onlyOwner", "require_auth", "check_witness"),
    _ISSUES: ("mint", "burn"),
    _HASHES: ("hash", "sha256", "keccak256", "hashlib", "hashlib.sha256"),
}  # fmt: skip
"""What does it here → what it is called elsewhere."""
CALLED: Final[Mapping[str, str]] = {
    **{name: right for right, names in _SAME.items() for name in names},
    "print": "emit(name, fields), or what a view returns", "float": "whole numbers of the smallest unit, and //",
    "round": "// divides whole numbers", "divmod": "// and %", "pow": "multiply", "set": "a dict whose keys they are",
    "map": "[… for one in …]", "filter": "[one for one in … if …]", "isinstance": "a parameter's type says it",
    "open": "shown(path): a record that the call shows", "input": "a parameter", "format": "str(…) and +",
    "exit": 'fail("why")', "block": "height() and now()", "delete": "remove(key)", "this": "me(), account()",
    "address": "me(), account()", "exists": "get(key, default)", "has": "get(key, default)",
    "block.number": "height()", "block.height": "height()",
    "balances": "balance(instrument)", "balance_of": "balance(instrument)",
}  # fmt: skip
"""Names that people look for → what does it here."""
_HOLDING: Final = frozenset({"state", "storage", "db", "self", "ctx", "store", "mapping"})
"""Bases of which whatever hangs on them is what a contract keeps; of others each name is told by itself."""
_HOST: Final = frozenset(one.name for one in HOST_FUNCTIONS)


def dotted(node: ast.AST) -> str | None:
    """What does here what stands behind a dot elsewhere: ``msg.sender``, ``storage.put(…)``."""
    match node:
        case ast.Call(func=ast.Attribute() as found) | (ast.Attribute() as found):
            if isinstance(node, ast.Call) and found.attr in _HOST:
                return f"{found.attr}(…), with nothing before it: it is a function of the host"
            base = found.value.id if isinstance(found.value, ast.Name) else ""
            return CALLED.get(f"{base}.{found.attr}") or (CALLED[base] if base in _HOLDING else None)
    return None


def whose(name: str) -> str:
    """Who has a name that a program cannot take for its own."""
    if name in _HOST:
        return "a function of the host"
    return "a function of the dialect" if name in BUILTINS or name in TYPES else "a word of the interpreter"
