# SPDX-License-Identifier: Apache-2.0
"""Quotas, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.quota_granted": Words(
        "{house} lets {holder} have {long} long and {short} short for {hedge} of product {product}, contract "
        "{contract}, from {first} to {last}, by document {document}",
        "{house} 核准 {holder} 于品种 {product}（合约 {contract}）的{hedge}额度：多 {long}，空 {short}，"
        "自 {first} 至 {last}，依据文件 {document}",
    ),
    "futures.quota_ended": Words(
        "{house} ended what {holder} may open for {hedge} of product {product}, contract {contract}; {reason}",
        "{house} 终止 {holder} 于品种 {product}（合约 {contract}）的{hedge}额度；{reason}",
    ),
}
ROWS: Final = {
    "entries": Words(
        "contract {contract}: {long} long, {short} short, from {first} to {last}",
        "合约 {contract}：多 {long}，空 {short}，自 {first} 至 {last}",
    ),
}
FIELDS: Final = {
    "quotas": Words("purposes that need a quota", "须有额度的用途"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "entries": Words("granted", "核准额度"),
    "document": Words("what it rests on", "依据文件"),
    "first": Words("from", "起始日"),
    "last": Words("to", "截止日"),
}
"""Fields that are called otherwise in the records of other nouns."""
