# SPDX-License-Identifier: Apache-2.0
"""Outcomes about confirming a statement: 1905-1909."""

from counterfoil.law.outcome import Outcome


class ConfirmingOutcome(Outcome):
    """Why a statement cannot be confirmed."""

    later_statement = (
        1905,
        "The account was settled for a later day since: only its last statement can be confirmed.",
        "该账户已有更晚交易日的结算单：只能确认最近一份结算单。",
    )
