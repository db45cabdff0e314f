# SPDX-License-Identifier: Apache-2.0
"""Business outcomes: numbered in ranges, one enumeration for each module, a sentence for each member.

Numbers are part of the ledger (they stand in ``transaction.rejected`` events): never reuse or renumber one.
1 to 19 are the machine's; each module has a range of its own, and ``law.module.gather`` refuses a number had twice.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

from counterfoil.primitives.errors import CounterfoilError, InputError


class Outcome(IntEnum):
    """Why a transaction or a call is refused; ``sentence`` says it to a person. Each module has its own."""

    sentence: str
    chinese: str
    """the same sentence in Chinese"""

    remedy: str
    """what would be right, by calls; empty where the sentence says it, or nobody can"""

    def __new__(cls, number: int, sentence: str, chinese: str = "", remedy: str = "") -> "Outcome":
        member = int.__new__(cls, number)
        member._value_ = number
        member.sentence = sentence
        member.chinese = chinese
        member.remedy = remedy
        return member


def explained(outcome: Outcome, detail: str) -> str:
    """What a person is told of a refusal: the sentence, what it is about, and what would be right."""
    said = f"{outcome.sentence} ({detail})" if detail else outcome.sentence
    return f"{said} {outcome.remedy}".rstrip()


class MachineOutcome(Outcome):
    """What the machine itself answers. ``ok`` is no refusal."""

    ok = 0, "Done.", "已完成。"
    malformed = (
        1,
        "The bytes are not a transaction in canonical form, within its limits.",
        "该字节串不是规范格式且不超限的交易。",
    )
    wrong_chain = (
        2,
        "The transaction names another chain, or another genesis of it.",
        "该交易指明的是另一条链，或本链的另一创世。",
    )
    expired_transaction = (
        3,
        "The transaction's last valid height has passed.",
        "已过该交易的最后有效高度。",
        "Sign the calls anew: the new transaction has a later last height.",
    )
    validity_too_long = (
        4,
        "The last valid height is further ahead than the chain's window allows.",
        "最后有效高度超出本链的有效窗口。",
    )
    already_seen = (
        5,
        "This intent has its answer: it stands in a block, committed or rejected.",
        "该意图已有结果：其所在区块已提交或拒绝之。",
    )
    unknown_key = 6, "A signature names a key that no party on this chain holds.", "有签名所用密钥不属于本链任何主体。"
    bad_signature = 7, "A signature does not verify.", "有签名未通过核验。"
    feature_not_active = (
        8,
        "This call is not active on this chain yet.",
        "本链尚未启用此调用。",
        "A registrar gives the feature a height: protocol.schedule_feature.",
    )
    incomplete = (
        9,
        "A party that shall consent is unknown, suspended or not fully signed for, or a signature serves none.",
        "应当同意的主体未登记、被暂停或签名不足，或有签名不属于任何主体。",
    )
    not_yet_valid = 10, "The transaction's first valid height has not come.", "未到该交易的最初有效高度。"
    over_budget = (
        11,
        "The transaction would cause more events, or larger ones, than evidence can carry.",
        "该交易将产生的事件数量或大小超出证据所能承载的范围。",
    )
    number_out_of_bounds = (
        12,
        "A number that the call comes to is beyond what a record can hold, ±(2⁵³−1).",
        "该调用所得数值超出记录所能载明的范围 ±(2⁵³−1)。",
        "Less at once, or smaller terms.",
    )
    law_at_fault = (
        13,
        "What this call's law computes is at fault: nobody can say what it should do, and it did nothing.",
        "该调用所依规则的程序有误，无从判断其效果；该调用未产生任何效果。",
        "Report it to whoever makes the program, with the call.",
    )


class Refused(CounterfoilError):
    """A rule says no. Raised where it is found, and caught in one place: by the machine, or by the verifier."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        self.outcome = outcome
        self.detail = detail
        super().__init__(outcome, detail)

    def __str__(self) -> str:
        return f"{self.outcome.sentence} ({self.detail})" if self.detail else self.outcome.sentence


LAW_FAULTS: Final = (ArithmeticError, AttributeError, InputError, LookupError, TypeError, ValueError)
"""What a law raises that was written wrongly: the same on every node, since a law is a function of block and state."""


@contextmanager
def faults_refused() -> Iterator[None]:
    """A fault of a law refuses its call, so that one transaction stops no chain; what only one node meets stops it."""
    try:
        yield
    except LAW_FAULTS as error:
        raise Refused(MachineOutcome.law_at_fault, type(error).__name__) from error


def require(holds: bool, outcome: Outcome, detail: str = "") -> None:
    """Refused with this outcome unless it holds."""
    if not holds:
        raise Refused(outcome, detail)


def require_all(asks: Iterable[Callable[[], object]]) -> None:
    """Refused with the first of these that says no."""
    for ask in asks:
        ask()
