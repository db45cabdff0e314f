# SPDX-License-Identifier: Apache-2.0
"""What all handlers of the ledger share: what they are given, and that every answer says what it is true at."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency

from counterfoil.api.callers import Caller
from counterfoil.api.doorway import Entry
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.media_types import JSON, require_kind
from counterfoil.api.problems import MALFORMED, Problem
from counterfoil.law.call import Call
from counterfoil.law.table import Table
from counterfoil.modules import laws
from counterfoil.node.chain import ChainNode
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, RecordPath

Asking = Request[Any, Any, Any]
AskingParty = NamedDependency[Caller]
AskedWith = NamedDependency[Entry]
Running = NamedDependency[RunningNetwork]
Policy = NamedDependency[NeedToKnow]
"""What a handler is given."""

PAGE_MAX: Final = 1_000
"""Events or records of a page."""
PATH_LENGTH_MAX: Final = 1_000
"""Of a record's path, which is looked up by nobody beyond."""


def table_of(path: RecordPath) -> Table[Any] | None:
    """The table that a record of this path stands in; None where it is none."""
    return laws().table_of(path) if len(path) <= PATH_LENGTH_MAX else None


def as_of(node: ChainNode, height: Height | None = None) -> dict[str, Any]:
    """The block after which an answer is true: the last one, unless another is named."""
    header = node.reader.header(node.reader.height if height is None else height)
    return {"chain": node.chain, "height": header.height, "state": header.state, "time": header.time}


def json_answer(value: Any, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(value), status_code=status, headers={"content-type": JSON})


def require_json(request: Asking) -> None:
    """Raise Problem for a body of another kind."""
    require_kind(request, (JSON,))


def read_body(body: bytes, kind: type[Any]) -> Any:
    """What was sent, as a struct of this kind; raises Problem."""
    try:
        return canonical.decode_json(body, kind)
    except msgspec.ValidationError as error:
        raise wrong(*canonical.problem_and_path(error)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise wrong(error) from error


def read_calls(sent: Sequence[Mapping[str, Any]]) -> list[Call]:
    """Calls as they are written in JSON; raises Problem, which says of which call and which field."""
    read: list[Call] = []
    for place, one in enumerate(sent):
        try:
            read.append(laws().typed(one))
        except msgspec.ValidationError as error:
            problem, path = canonical.problem_and_path(error)
            raise wrong(problem, f"$.calls[{place}]{path.removeprefix('$')}") from error
    return read


def wrong(problem: object, where: str = "") -> Problem:
    """What cannot be read of a request, and where."""
    return Problem(MALFORMED, f"{where}: {problem}" if where else str(problem))
