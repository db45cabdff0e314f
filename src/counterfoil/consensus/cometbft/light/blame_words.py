# SPDX-License-Identifier: Apache-2.0
"""What evidence of misbehaviour says, in words for people: what was done, by whom, and how much power that is."""

from collections.abc import Mapping
from typing import Final

from counterfoil.consensus.cometbft.light.light_block import EngineValidator
from counterfoil.consensus.cometbft.light.misbehaviour import Blame, Offence
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import safe_text

_DONE: Final[dict[Offence, Words]] = {
    Offence.duplicate_vote: Words(
        "At height {height} a validator signed two votes of one round for different blocks.",
        "在高度 {height}，一名验证者在同一轮次为不同的区块签了两张票。",
    ),
    Offence.lunatic: Words(
        "For height {height} validators signed a block that does not follow from the state before it.",
        "在高度 {height}，有验证者签名了一个不能由此前状态得出的区块。",
    ),
    Offence.equivocation: Words(
        "At height {height} validators decided two blocks in one round.",
        "在高度 {height}，有验证者在同一轮次确认了两个区块。",
    ),
    Offence.amnesia: Words(
        "At height {height} validators decided two blocks in two rounds.",
        "在高度 {height}，有验证者在两个轮次确认了两个区块。",
    ),
}
_CULPRITS: Final = Words("To blame, by their own signatures: {names}.", "据其本人签名，责任在于：{names}。")
_NOBODY: Final = Words("Who is to blame cannot be seen from the two blocks.", "仅凭这两个区块无法看出责任在谁。")
_SUSPECTS: Final = Words(
    "Signed both and must show the votes that let them: {names}.", "两个都签过、须出示准许其改投之票者：{names}。"
)
_POWER: Final = Words("That is {power} of {total} of the voting power.", "其投票权占 {total} 中的 {power}。")
_MORE: Final = Words(
    "It is a third or more: without them the chain stands still, and with them it could be split.",
    "已达三分之一或以上：缺少它们链将停滞，与它们合谋则链可能分叉。",
)


def words(blame: Blame, names: Mapping[bytes, str] | None = None) -> tuple[Words, ...]:
    """The sentences, with the names of validators where they are known by address, else the addresses."""
    said = [_DONE[blame.offence].fill(height=blame.height)]
    if blame.culprits:
        said += [_CULPRITS.fill(names=_listed(blame.culprits, names or {}))]
        said += [_POWER.fill(power=blame.power, total=blame.total)]
    else:
        said += [_NOBODY]
    if blame.suspects:
        said += [_SUSPECTS.fill(names=_listed(blame.suspects, names or {}))]
    if blame.power * 3 >= blame.total:
        said += [_MORE]
    return tuple(said)


def _listed(validators: tuple[EngineValidator, ...], names: Mapping[bytes, str]) -> Words:
    told = [safe_text(names.get(one.address, one.address.hex())) for one in validators]
    return Words(", ".join(told), "、".join(told))
