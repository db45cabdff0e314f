# SPDX-License-Identifier: Apache-2.0
"""The call by which a house says below which share of its margin an account is called."""

from counterfoil.law.call import Call
from counterfoil.modules.futures.maintaining import MaintainedShare
from counterfoil.primitives.types import TimestampField


class SetMaintenance(Call, frozen=True, tag_field="call", tag="futures.set_maintenance"):
    """Say below which share of its margin an account is called, from now on or later, but not today; by the house."""

    house: str
    maintained_ppm: MaintainedShare
    """of the margin that is needed, to which a call brings an account back"""
    since: TimestampField | None = None
