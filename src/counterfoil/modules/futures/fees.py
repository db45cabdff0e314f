# SPDX-License-Identifier: Apache-2.0
"""What trades cost."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import Billionths


class Fee(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """So much a lot, and so many billionths of the turnover (CTP RatioByVolume, RatioByMoney)."""

    per_lot: Annotated[int, Meta(ge=0, le=10**9)] = 0
    billionths: Annotated[Billionths, Meta(ge=0, le=10**9)] = Billionths(0)


class Fees(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What a trade costs each side; closing what was opened on the same day apart."""

    opening: Fee = Fee()
    closing: Fee = Fee()
    closing_today: Fee = Fee()
