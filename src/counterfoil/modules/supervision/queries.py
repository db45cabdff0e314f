# SPDX-License-Identifier: Apache-2.0
"""Typed reading of policies, orders and files."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus
from counterfoil.modules.supervision.records import FILES, POLICIES, POLICY_KEY, File, OrderKind, Policy
from counterfoil.primitives.types import RecordPath, Timestamp


def policy(view: View) -> Policy | None:
    """The policy in force and what is to come, or None."""
    return view.read(POLICIES, POLICY_KEY)


def order(view: View, order: str) -> Order | None:
    """The order, or None."""
    return view.read(ORDERS, order)


def file(view: View, subject: RecordPath) -> File | None:
    """The file of a party, an account or an instrument, by the path of its record; None: it has none."""
    return view.read(FILES, *subject.split("/"))


def overdue(view: View, now: Timestamp) -> Iterator[Order]:
    """Demands for disclosure whose time is over and that nobody answered. Reader every order of the chain."""
    for _, found in view.rows(ORDERS):
        unanswered = found.status in (OrderStatus.in_force, OrderStatus.expired) and found.expires <= now
        if found.kind is OrderKind.disclose and unanswered:
            yield found
