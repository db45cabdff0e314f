# SPDX-License-Identifier: Apache-2.0
"""Calls and envelopes as users write them in files: plain JSON, judged against the message types at once."""

import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counterfoil.primitives.errors import DecodeError, InputError

if TYPE_CHECKING:
    import msgspec

    from counterfoil.identity.dsse import Envelope

INPUT_LENGTH_MAX: Final = 64 * 2**20

Document = dict[str, Any] | list[Any]


def read_document(file: Path) -> Document:
    """A JSON object or array from a file, ``-`` being standard input; raises InputError naming line and column."""
    if str(file) == "-":
        return parse_document(sys.stdin.buffer.read(INPUT_LENGTH_MAX + 1), where="standard input")
    with file.open("rb") as opened:
        return parse_document(opened.read(INPUT_LENGTH_MAX + 1), where=str(file))


def parse_document(data: bytes, *, where: str) -> Document:
    if len(data) > INPUT_LENGTH_MAX:
        raise InputError(f"longer than {INPUT_LENGTH_MAX} bytes", where=where, remedy="give it in parts")
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique)
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error}", where=where) from error
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}", where=where) from error
    except UnicodeEncodeError as error:
        raise InputError("half of a surrogate pair is no character", where=where) from error
    except RecursionError as error:
        raise InputError("nested too deep", where=where) from error
    except DecodeError as error:
        raise InputError(error.problem, where=where, remedy=error.remedy) from error
    except ValueError as error:  # Python refuses numbers of more digits than it would convert quickly.
        raise InputError("a number has too many digits", where=where) from error
    if not isinstance(value, (dict, list)):
        raise InputError(
            "neither an object nor an array", where=where, remedy="a call, a list of calls, or an envelope"
        )
    return value


def is_envelope(document: Document) -> bool:
    return isinstance(document, dict) and "payload" in document


def parse_envelope(document: Document, *, where: str) -> "Envelope":
    """A transaction envelope whose payload decodes; raises InputError naming the path of what is wrong."""
    import msgspec

    from counterfoil.commerce.intake import TypedPayload
    from counterfoil.evidence.transaction import TRANSACTION_TYPE
    from counterfoil.identity.dsse import Envelope
    from counterfoil.primitives import canonical

    try:
        envelope = canonical.convert(document, Envelope)
    except msgspec.ValidationError as error:
        raise _located(error, where, "$") from error
    if envelope.payload_type != TRANSACTION_TYPE:
        raise InputError(f"payloadType {envelope.payload_type!r}", where=where, remedy=f"it is {TRANSACTION_TYPE}")
    try:
        canonical.decode(envelope.payload, TypedPayload)
    except DecodeError as error:
        raise InputError(error.problem, where=f"{where}, payload {error.where}", remedy=error.remedy) from error
    return envelope


def parse_calls(document: Document, *, where: str) -> "Sequence[msgspec.Struct]":
    """A call or a list of calls as messages; raises InputError naming the path of what is wrong."""
    import msgspec

    from counterfoil.commerce.intake import AnyCall
    from counterfoil.evidence.transaction import CALLS_MAX
    from counterfoil.primitives import canonical

    calls = document if isinstance(document, list) else [document]
    if not 1 <= len(calls) <= CALLS_MAX:
        raise InputError(f"{len(calls)} calls", where=where, remedy=f"a transaction has 1 to {CALLS_MAX}")
    typed: list[msgspec.Struct] = []
    for position, call in enumerate(calls):
        base = f"$[{position}]" if isinstance(document, list) else "$"
        _require_known(call, where=f"{where}, {base}")
        try:
            typed.append(canonical.convert(call, AnyCall))
        except msgspec.ValidationError as error:
            raise _located(error, where, base) from error
    return typed


def _require_known(call: Any, *, where: str) -> None:
    from counterfoil.commerce.app import CALLS, call_name

    if not isinstance(call, dict):
        raise InputError("not an object", where=where, remedy='a call is {"call": "holdings.transfer", …}')
    known = sorted(call_name(message) for message in CALLS)
    name = call.get("call")
    if name not in known:
        close = difflib.get_close_matches(str(name), known, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
        problem = "the field call is missing" if name is None else f"no call {name!r}"
        raise InputError(problem, where=where, remedy=remedy)


def _located(error: "msgspec.ValidationError", where: str, base: str) -> InputError:
    """The error, its path continued from ``base`` on."""
    from counterfoil.primitives.canonical import problem_and_path

    problem, path = problem_and_path(error)
    return InputError(problem, where=f"{where}, {base}{path.removeprefix('$')}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DecodeError(f"the name {twice!r} stands twice in one object", remedy="keep one of the two")
    return dict(pairs)
