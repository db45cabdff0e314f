# SPDX-License-Identifier: Apache-2.0
"""Trades as calls: those of one position together, and as many calls to a transaction as one can carry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from counterfoil.evidence.transaction import CALLS_MAX, TRANSACTION_LENGTH_MAX
from counterfoil.law.call import Call
from counterfoil.modules.futures.calls import Book
from counterfoil.modules.futures.positions import Fill
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.primitives.canonical import encode_trusted
from counterfoil.primitives.types import AccountId

FILLS_A_CALL: Final = 450
"""A call takes 500; so many of the longest numbers and words stay below the bytes of a line, too."""
_ENVELOPE: Final = 16_384
"""Bytes that are left for what is signed."""
_SALTED: Final = 96
"""Bytes of a line beside its call."""


class Booked(NamedTuple):
    """A position: whose, of what, and what for; and why trades of it are forced closings, if they are."""

    account: AccountId
    contract: str
    hedge: HedgeFlag = HedgeFlag.speculation
    forced_for: ForceCloseReason | None = None

    @property
    def whatever_reason(self) -> "Booked":
        """The position alone."""
        return self._replace(forced_for=None)


def book_calls(fills: Mapping[Booked, Sequence[Fill]]) -> Iterator[Book]:
    """The calls that book these sides, each position's in the order of their numbers, those of one reason together."""
    together: dict[Booked, list[tuple[Fill, ForceCloseReason | None]]] = {}
    for position, own in fills.items():
        whole = together.setdefault(position.whatever_reason, [])
        whole.extend((fill, position.forced_for) for fill in own)
    for position, whole in together.items():
        whole.sort(key=lambda one: one[0].order)
        for reason, run in groupby(whole, key=lambda one: one[1]):
            ordered = [fill for fill, _ in run]
            for start in range(0, len(ordered), FILLS_A_CALL):
                part = tuple(ordered[start : start + FILLS_A_CALL])
                yield Book(
                    account=position.account,
                    contract=position.contract,
                    hedge=position.hedge,
                    fills=part,
                    forced_for=reason,
                )


def packed(calls: Iterable[Call]) -> Iterator[list[Call]]:
    """Calls in their order, so many to a transaction as its limits allow."""
    together: list[Call] = []
    size = 0
    for call in calls:
        length = len(encode_trusted(call)) + _SALTED  # what has no canonical form is told when it is signed
        if together and (len(together) == CALLS_MAX or size + length > TRANSACTION_LENGTH_MAX - _ENVELOPE):
            yield together
            together, size = [], 0
        together.append(call)
        size += length
    if together:
        yield together
