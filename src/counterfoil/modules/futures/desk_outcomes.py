# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what goods at a desk bring, and of goods that end there: 1810-1819."""

from counterfoil.law.outcome import Outcome


class DeskOutcome(Outcome):
    """Why something about what goods bring at a desk is refused."""

    nothing_brought = (
        1810,
        "Goods of it brought nothing at the desk.",
        "交割账户未因该标的收到收益。",
        "The issuer pays the desk first: lifecycle.pay.",
    )
    brought_already = 1811, "What they brought came to the desk already.", "该项收益已记入交割账户。"
    passed_on_already = 1812, "It was passed on to this delivery already.", "该项收益已转付此交割方。"
    nothing_to_pass_on = 1813, "Nothing of it is this delivery's.", "该项收益中无应转付此交割方的部分。"
    held_otherwise = (
        1814,
        "At the record time another number of units at the desk was this delivery's.",
        "登记时点交割账户中归属此交割方的数量与此不符。",
    )
    matures_first = (
        1815,
        "The bond matures before it could be paid for.",
        "该债券在缴款日之前到期，不得用于交割。",
        "The seller offers another that the venue admitted.",
    )
    matured_at_desk = (
        1816,
        "The bond has matured at the desk, or moves no more: nobody pays for it, and nobody fails.",
        "该债券已在交割账户到期或停止过户：无须缴款，亦不视为违约。",
        "Its parcel ends without goods: futures.fail, over; what it brought is its owner's: futures.pass_on.",
    )
