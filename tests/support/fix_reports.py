# SPDX-License-Identifier: Apache-2.0
"""Trades as a venue reports them in FIX 4.4."""

import simplefix


def fix(trade: str, price: str, lots: str, sides: list[tuple[str, str, str]], time: str, kind: str = "0") -> bytes:
    """A trade capture report; each side is Side, Account and PositionEffect."""
    message = simplefix.FixMessage()
    for tag, value in ((8, "FIX.4.4"), (35, "AE"), (571, trade), (55, "IF2101"), (31, price), (32, lots)):
        message.append_pair(tag, value)
    for tag, value in ((828, kind), (75, "20210104"), (60, time), (552, str(len(sides)))):
        message.append_pair(tag, value)
    for side, account, effect in sides:
        for tag, value in ((54, side), (1, account), (77, effect)):
            message.append_pair(tag, value)
    return bytes(message.encode())
