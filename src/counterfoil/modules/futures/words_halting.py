# SPDX-License-Identifier: Apache-2.0
"""Halts, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.halted": Words(
        "{by} halted product {product}, contract {contract}, from {since} on; {reason}",
        "{by} 暂停品种 {product}（合约 {contract}）交易，自 {since} 起；{reason}",
    ),
    "futures.resumed": Words(
        "{by} lets product {product}, contract {contract}, go on from {until}; {reason}",
        "{by} 恢复品种 {product}（合约 {contract}）交易，自 {until} 起；{reason}",
    ),
}
FIELDS: Final = {"halts": Words("halts", "暂停交易记录")}
"""Fields that no other noun has."""
OTHERS: Final = {"since": Words("halted from", "暂停起始时间"), "until": Words("goes on from", "恢复交易时间")}
"""Fields that are called otherwise in the records of other nouns."""
