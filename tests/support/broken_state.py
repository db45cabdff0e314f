# SPDX-License-Identifier: Apache-2.0
"""A market's state as it could not have come to be: one record is another, or is gone."""

from typing import Any

import msgspec

from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.law.table import table_prefix
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath
from support.ledger import Ledger


def broken(market: Ledger, path: str, change: dict[str, Any] | None) -> State:
    """The market's state with some fields of one record changed; None: without the record. The market stays whole."""
    copy = MemoryRecords()
    copy.records = dict(market.records.records)
    record = msgspec.json.decode(copy.records.pop(path))
    if change is not None:
        fields = msgspec.structs.fields(laws().tables[table_prefix(RecordPath(path))].record)
        assert change.keys() <= {field.encode_name for field in fields}, change
        copy.records[path] = canonical.encode(record | change)
    return State(copy)
