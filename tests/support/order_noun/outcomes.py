# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the orders module: 910-919."""

from counterfoil.law.outcome import Outcome


class OrdersOutcome(Outcome):
    """Why something about an order is refused."""

    unknown_order = 910, "No such order was given."
    order_exists = 911, "An order with this identifier exists."
    not_ordered = 912, "The order is of another act, account or receiver."
    order_expired = 913, "The order has expired."
