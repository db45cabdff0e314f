# SPDX-License-Identifier: Apache-2.0
"""Combinations, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.combinations_set": Words(
        "{house} lets margins offset each other from {since}: {groups}",
        "{house} 自 {since} 起的组合保证金优惠：{groups}",
    ),
}
ROWS: Final = {
    "groups": Words(
        "{group}: {products}, {credit_ppm} of the smaller side", "{group}：{products}，优惠较小一边的 {credit_ppm}"
    ),
}
FIELDS: Final = {
    "credit_ppm": Words("of the smaller side spared", "优惠比例（较小一边）"),
    "groups": Words("groups that offset", "组合"),
    "group": Words("group", "组合名称"),
    "products": Words("products", "品种"),
}
"""Fields that no other noun has."""
OTHERS: Final = {"since": Words("since", "自")}
