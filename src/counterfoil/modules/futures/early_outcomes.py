# SPDX-License-Identifier: Apache-2.0
"""Outcomes that keep a trading day from being over before it was: 1910-1914."""

from counterfoil.law.outcome import Outcome


class EarlyOutcome(Outcome):
    """Why a trading day is neither opened nor closed yet, and nothing announced of it."""

    opened_early = (
        1910,
        "The trading day is not opened before the trading day before it begins, in whose evening its night session is.",
        "上一交易日尚未开始，本交易日不得开启（夜盘属上一交易日晚间）。",
    )
    closed_early = (
        1911,
        "The trading day is not closed before its date begins.",
        "该交易日当日尚未到来，不得结束。",
    )
    announced_early = (
        1912,
        "What is announced of a trading day, a level or the price of a security, is not before its date begins.",
        "该交易日当日尚未到来，不得公布其指数点位或证券价格。",
    )
