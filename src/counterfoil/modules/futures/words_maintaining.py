# SPDX-License-Identifier: Apache-2.0
"""Maintenance margin, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.maintenance_set": Words(
        "{house} calls accounts that have less than {maintained_ppm} of their margin, from {since} on",
        "{house} 自 {since} 起，账户资金低于所需保证金的 {maintained_ppm} 时追加保证金",
    ),
}
FIELDS: Final = {
    "maintained_ppm": Words("called below this share of the margin", "维持保证金比例"),
    "maintenance": Words("called below", "维持保证金"),
}
"""Fields that no other noun has."""
OTHERS: Final = {"since": Words("since", "自")}
