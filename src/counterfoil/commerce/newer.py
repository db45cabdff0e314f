# SPDX-License-Identifier: Apache-2.0
"""What of a block only newer software knows: said when a node finds that others execute it to another header.

A call or feature that this software lacks is refused here, and stands elsewhere; from then on the headers differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from counterfoil.evidence.header import decode_header
from counterfoil.evidence.transaction import Line, split_transaction
from counterfoil.law.module import Laws
from counterfoil.modules.protocol.calls import ScheduleFeature
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError

_SCHEDULES: Final = ScheduleFeature.__struct_config__.tag


def newer_in(laws: Laws, header: bytes, transactions: Iterable[bytes]) -> tuple[str, ...]:
    """In words, each once; none where these laws know all of it. ``header`` is that which others made of the block."""
    words = dict.fromkeys(f"it runs under the feature {name!r}" for name in _lacking(laws, header))
    for data in transactions:
        for call in _calls(data):
            words.update(dict.fromkeys(_of(laws, call)))
    return tuple(words)


def _lacking(laws: Laws, header: bytes) -> list[str]:
    return [name for name in decode_header(header).protocol.features if name not in laws.features]


def _of(laws: Laws, call: Mapping[str, Any]) -> Iterator[str]:
    name = call["call"]
    if name not in laws.calls:
        yield f"it has a call {name!r}"
    elif name == _SCHEDULES and call.get("feature") not in laws.features:
        yield f"it schedules the feature {call.get('feature')!r} from block {call.get('height')}"


def _calls(data: bytes) -> Iterator[Mapping[str, Any]]:
    """The calls of a transaction, and those that they have carried out; nothing of bytes that are none."""
    try:
        lines = [canonical.decode(line, Line) for line in split_transaction(data).lines]
    except DecodeError:
        return
    waiting: list[Any] = [line.call for line in lines]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, Mapping):
            if isinstance(one.get("call"), str):
                yield one
            waiting.extend(one.values())
        elif isinstance(one, Sequence) and not isinstance(one, str):
            waiting.extend(one)
