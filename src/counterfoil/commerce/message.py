# SPDX-License-Identifier: Apache-2.0
"""What the calls of all modules share."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import IDENTIFIER

NewId = Annotated[str, IDENTIFIER]
"""An identifier that the call brings into the world."""
Reference = Annotated[str, Meta(max_length=200)]
"""The caller's own reference; free text."""
LegalReference = Annotated[str, Meta(min_length=1, max_length=200)]
"""The order, ruling or article under which a supervisor acts."""


class Message(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A call of a transaction; its tag, in the field ``call``, selects the handler."""
