# SPDX-License-Identifier: Apache-2.0
"""GS1's list of how long company prefixes are, by the digits that they begin with: whoever has it, gives it.

```json
{"GCPPrefixFormatList": {"entry": [{"prefix": "952", "gcpLength": 7}, {"prefix": "06", "gcpLength": 9}]}}
```

GS1 publishes it and keeps it up to date; it is not part of this program.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file


class _Entry(msgspec.Struct, frozen=True):
    prefix: Annotated[str, Meta(pattern="^[0-9]{1,12}$")]
    length: Annotated[int, Meta(ge=0, le=12)] = msgspec.field(name="gcpLength")


class _Entries(msgspec.Struct, frozen=True):
    entry: tuple[_Entry, ...]


class _File(msgspec.Struct, frozen=True):
    listed: _Entries = msgspec.field(name="GCPPrefixFormatList")


def read_prefix_list(path: Path) -> Mapping[str, int]:
    """The digits that prefixes begin with, and their lengths; where none was given out, none. InputError names it."""
    try:
        file = canonical.decode_json(read_input_file(path), _File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        remedy = "GS1's GCP Prefix Format List, in JSON"
        raise InputError(f"no list of company prefixes: {error}", where=str(path), remedy=remedy) from error
    return {one.prefix: one.length for one in file.listed.entry if one.length}
