# SPDX-License-Identifier: Apache-2.0
"""The share rule, told slowly: what a proposer takes, and whether a block may be voted for."""

from collections.abc import Sequence

from counterfoil.consensus.cometbft.sharing import SHARE, From

Row = tuple[str, int, int]
"""Whose a batch is, its transactions, its bytes."""


def within_share(rows: Sequence[Row], sender: str) -> bool:
    his = [row for row in rows if row[0] == sender]
    if len(his) <= 1:
        return True
    most = SHARE
    return (
        len(his) <= most.batches
        and sum(row[1] for row in his) <= most.transactions
        and sum(row[2] for row in his) <= most.length
    )


def taken_slowly(rows: Sequence[Row], *, transactions: int, length: int) -> list[int]:
    """Positions, in the order in which they are taken: each round asks each sender, by its first, for its next."""
    senders = list(dict.fromkeys(row[0] for row in rows))
    left = {name: [at for at, row in enumerate(rows) if row[0] == name] for name in senders}
    found: list[int] = []
    ended: set[str] = set()
    while len(ended) < len(senders):
        for name in senders:
            if name in ended:
                continue
            if not left[name]:
                ended.add(name)
                continue
            wanted = [rows[at] for at in [*found, left[name][0]]]
            roomy = sum(row[1] for row in wanted) <= transactions and sum(row[2] for row in wanted) <= length
            if roomy and within_share(wanted, name):
                found.append(left[name].pop(0))
            else:
                ended.add(name)
    return found


def row_of(one: From) -> Row:
    return one.sender, len(one.sent.batch.transactions), len(one.data)
