# SPDX-License-Identifier: Apache-2.0
"""The words of claims: what each states, and what it does not."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

import msgspec

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import (
    AbsenceClaim,
    AccountControl,
    BaseClaim,
    ClaimKind,
    ControlClaim,
    PositionClaim,
    ProvenanceClaim,
    Quantities,
    RecordClaim,
    ShownAct,
    StatementClaim,
    TransferClaim,
    Unproven,
    kind_of,
)
from counterfoil.evidence.package_limits import CLAIM_LENGTH_MAX
from counterfoil.evidence.record_words import remark_on, said_of
from counterfoil.evidence.text import format_quantity, format_time
from counterfoil.evidence.words import Vocabulary

C = TypeVar("C", bound=BaseClaim)
WORDS_LENGTH_MAX: Final = CLAIM_LENGTH_MAX // 2
"""Characters of what a record says, in one of the two languages."""


def with_words(claim: C, vocabulary: Vocabulary) -> C:
    """The claim with the statement and the limits that follow from its fields."""
    return msgspec.structs.replace(
        claim,
        statement=_opening(claim, stated(claim, vocabulary)),
        does_not_claim=does_not_claim(claim),
    )


def does_not_claim(claim: BaseClaim) -> tuple[Words, ...]:
    """What nobody may take a claim of this kind to say."""
    return (*_LIMITS[kind_of(claim)], *_LIMITS_OF_ALL)


def _opening(claim: BaseClaim, said: Words) -> Words:
    opening = (_NOW if claim.current else _THEN).fill(
        when=format_time(claim.as_of),
        height=claim.height,
        received=format_time(claim.received),
        witnessed=format_time(claim.witnessed),
    )
    beyond = _BEYOND.fill(count=claim.beyond) if claim.beyond else Words("", "")
    records = Words(", ".join(claim.vouched), "、".join(claim.vouched))
    vouched = _VOUCHED.fill(records=records) if claim.vouched else Words("", "")
    return Words(f"{opening.en}, {said.en}{beyond.en}{vouched.en}", f"{opening.zh}，{said.zh}{beyond.zh}{vouched.zh}")


def stated(claim: BaseClaim, vocabulary: Vocabulary) -> Words:
    """What is so, without when and on what that rests."""
    match claim:
        case ControlClaim():
            return _control(claim, vocabulary)
        case PositionClaim():
            return _POSITION.fill(
                account=claim.account,
                chain=claim.chain,
                instrument=claim.instrument,
                parts=_quantities(claim.quantities),
            )
        case AbsenceClaim():
            return _ABSENCE.fill(account=claim.account, chain=claim.chain, instrument=claim.instrument)
        case RecordClaim():
            return _record(claim, vocabulary)
        case StatementClaim():
            return _account(claim, vocabulary)
        case ProvenanceClaim():
            return _title(claim)
        case TransferClaim():
            return _transfer(claim, vocabulary)
        case _:
            raise TypeError(f"{type(claim).__name__} is no claim")


def _transfer(claim: TransferClaim, vocabulary: Vocabulary) -> Words:
    types = Words(", ".join(claim.noted), "、".join(claim.noted))
    return _TRANSFER.fill(
        moved=_MOVED.fill(acts=_acts(claim.moved, vocabulary)) if claim.moved else Words("", ""),
        noted=_NOTED.fill(types=types) if claim.noted else Words("", ""),
        transaction=claim.transaction,
        chain=claim.chain,
        block=claim.block,
        time=format_time(claim.time),
        count=len(claim.acts),
        acts=_acts(claim.acts, vocabulary),
    )


def _acts(acts: tuple[ShownAct, ...], vocabulary: Vocabulary) -> Words:
    told = [vocabulary.describe(act.type, act.data) for act in acts]
    return Words(". ".join(one.en for one in told), "。".join(one.zh for one in told))


def _control(claim: ControlClaim, vocabulary: Vocabulary) -> Words:
    control = claim.control
    keeper = _KEPT.fill(custodian=control.custodian) if control.custodian else _NOT_KEPT
    return _CONTROL.fill(
        account=claim.account,
        chain=claim.chain,
        instrument=claim.instrument,
        parts=_quantities(claim.quantities),
        shown=_shown(claim.events, claim.opened),
        holder=control.holder,
        keeper=keeper,
        out=vocabulary.value(control.outgoing),
        into=vocabulary.value(control.incoming),
        status=vocabulary.value(control.status),
        standing=_standing(control, vocabulary),
    )


def _standing(control: AccountControl, vocabulary: Vocabulary) -> Words:
    """Of holder, custodian and instrument whatever is not active; the record that moves the account, or did."""
    of_all = (
        (_HOLDER_IS, control.holder_standing),
        (_CUSTODIAN_IS, control.custodian_standing if control.custodian else _ACTIVE),
        (_INSTRUMENT_IS, control.instrument_status),
    )
    said = [
        _NOT_DEFINED if standing is None else words.fill(standing=vocabulary.value(standing))
        for words, standing in of_all
        if standing != _ACTIVE
    ]
    if control.moved_by is not None:
        mover = _ENDED if control.status == _CLOSED else _MOVED_BY
        said.append(mover.fill(record=control.moved_by))
    return Words("".join(one.en for one in said), "".join(one.zh for one in said))


def _account(claim: StatementClaim, vocabulary: Vocabulary) -> Words:
    lines = [
        _LINE.fill(
            instrument=line.instrument,
            opening=format_quantity(line.opening.balance, 0),
            closing=_quantities(line.closing),
            events=line.events,
        )
        for line in claim.lines
    ]
    words = Words("; ".join(line.en for line in lines), "；".join(line.zh for line in lines))
    return _STATEMENT.fill(
        account=claim.account,
        chain=claim.chain,
        start=format_time(claim.start),
        lines=words if lines else _NOTHING,
        standing=_account_standing(claim, vocabulary),
    )


def _account_standing(claim: StatementClaim, vocabulary: Vocabulary) -> Words:
    """Of the account at the end of the period, unless it is active; of one that is closed how it moves from then on."""
    if claim.status is None:
        return _UNOPENED
    if claim.status == _CLOSED and claim.moved_by is not None:
        return _ACCOUNT_CLOSED.fill(record=claim.moved_by)
    return _ACCOUNT_IS.fill(status=vocabulary.value(claim.status)) if claim.status != _ACTIVE else Words("", "")


def _title(claim: ProvenanceClaim) -> Words:
    steps = [_STEP.fill(account=step.account or _REDEEMED, time=format_time(step.time)) for step in claim.titles]
    words = Words(", ".join(step.en for step in steps), "、".join(step.zh for step in steps))
    parents = Words(", ".join(claim.parents), "、".join(claim.parents)) if claim.parents else _NO_PARENT
    return _PROVENANCE.fill(instrument=claim.instrument, chain=claim.chain, steps=words, parents=parents)


def _record(claim: RecordClaim, vocabulary: Vocabulary) -> Words:
    fields = list(_bounded(_fields(claim.value, claim.record, vocabulary)))
    said = Words("; ".join(one.en for one in fields), "；".join(one.zh for one in fields))
    remark = remark_on(claim.value, claim.record, vocabulary)
    opening = Words("", "") if remark is None else _REMARK.fill(remark=remark.fill(when=format_time(claim.as_of)))
    shown = _shown(claim.events, claim.opened)
    return _RECORD.fill(record=claim.record, chain=claim.chain, remark=opening, fields=said, shown=shown)


def _bounded(said: Iterable[Words]) -> Iterator[Words]:
    """As far as both languages can stand in a claim; raises Unproven beyond, before more of them are made.

    What a record says of each leaf repeats the way to it, so that a small record may need any number of words.
    """
    english = chinese = 0
    for words in said:
        english, chinese = english + len(words.en), chinese + len(words.zh)
        if max(english, chinese) > WORDS_LENGTH_MAX:
            raise Unproven(
                f"no claim can say so much: it takes more than {WORDS_LENGTH_MAX:,} characters",
                f"主张无法容纳如此多的文字：超过 {WORDS_LENGTH_MAX:,} 个字符",
            )
        yield words


def _fields(value: Any, record: str, vocabulary: Vocabulary) -> Iterator[Words]:
    """``name: value`` of everything that a record says, in order; what people wrote stands in quotation marks."""
    return (one.words for one in said_of(value, record, vocabulary))


def _shown(events: int, opened: int) -> Words:
    if opened:
        return _FROM_AN_OPENING.fill(events=events, opened=opened, rest=events - opened)
    return _FROM_THE_FIRST.fill(events=events)


def _quantities(parts: Quantities) -> Words:
    amounts = {"total": parts.balance, **msgspec.structs.asdict(parts)}
    return _PARTS.fill(**{name: format_quantity(amount, 0) for name, amount in amounts.items()})


_NOW: Final = Words(
    "As of {when}, the time of block {height}, received by the log at {received} and the basis of this when the "
    "witnesses signed at {witnessed}",
    "截至 {when}（区块 {height} 的时间；日志于 {received} 收到该区块头；见证人于 {witnessed} 共签）",
)
_THEN: Final = Words(
    "As of {when} by the times that the blocks bear, resting on block {height}, received by the log at {received}",
    "截至 {when}（以区块所载时间为准；依据日志于 {received} 收到的区块 {height}）",
)
_BEYOND: Final = Words(
    " {count} later blocks were anchored and are not considered.", "其后另有 {count} 个区块已锚定，未计入。"
)
_VOUCHED: Final = Words(
    " Shown from a later event on, so that what they were before, a party's keys included, is the auditors' word: "
    "{records}.",
    "以下记录自较晚的事件起展示，此前的状态（含主体的密钥）由审计方担保：{records}。",
)
_PARTS: Final = Words(
    "{total} smallest units ({free} free, {held} held, {pledged} pledged, {frozen} frozen)",
    "{total} 个最小单位（可用 {free}、预留 {held}、质押 {pledged}、冻结 {frozen}）",
)
_FROM_THE_FIRST: Final = Words(
    "made by the events of its trail ({events}), all shown from the first, none missing",
    "由 {events} 个事件形成，自第一个起全部展示，无一遗漏",
)
_FROM_AN_OPENING: Final = Words(
    "made by the events of its trail ({events}), of which the last ({rest}) are shown, none missing; for the state "
    "after event {opened} the auditors vouch",
    "由 {events} 个事件形成，展示其后 {rest} 个，无一遗漏；第 {opened} 个事件后的状态由审计方担保",
)
_CONTROL: Final = Words(
    "account {account} on chain {chain} holds {parts} of {instrument}, {shown}, each authorised. The account is "
    "{holder}'s, {keeper}; outgoing movements need the consent of {out}, incoming ones of {into}; the account is "
    "{status}.{standing}",
    "业务链 {chain} 上的账户 {account} 持有 {instrument} {parts}，{shown}，每个事件均经授权。该账户的持有人为 "
    "{holder}，{keeper}；转出授权：{out}；转入授权：{into}；账户状态：{status}。{standing}",
)
_ACTIVE: Final = "active"
_CLOSED: Final = "closed"
_HOLDER_IS: Final = Words(" The holder is {standing}.", "持有人状态：{standing}。")
_CUSTODIAN_IS: Final = Words(" The custodian is {standing}.", "托管人状态：{standing}。")
_INSTRUMENT_IS: Final = Words(" The instrument is {standing}.", "产品状态：{standing}。")
_MOVED_BY: Final = Words(
    " That record is {record}: it moves what is in the account by its own rules, and no signature of the holder does.",
    "该记录为 {record}：账内资产由其依自身规则支配，持有人的签名不能支配。",
)
_ENDED: Final = Words(
    " That record is {record}, which has ended: it moves nothing any more, and no signature of the holder does. What "
    "is in the account moves by an authority's order, by the terms of its instrument, or under what was reserved or "
    "pledged there before; into it only such orders and terms bring anything.",
    "该记录为 {record}，已终止：其不再支配任何资产，持有人的签名亦不能支配。账内资产仅可依监管机关的指令、产品条款，"
    "或此前已设立的预留或质押动用；仅该等指令或条款可使资产转入。",
)
_NOT_DEFINED: Final = Words(" The instrument was not defined yet.", "该产品当时尚未定义。")
_KEPT: Final = Words("kept by {custodian}", "托管人为 {custodian}")
_NOT_KEPT: Final = Words("without a custodian", "无托管人")
_POSITION: Final = Words(
    "account {account} on chain {chain} holds {parts} of {instrument}.",
    "业务链 {chain} 上的账户 {account} 持有 {instrument} {parts}。",
)
_ABSENCE: Final = Words(
    "account {account} on chain {chain} has never held {instrument}.",
    "业务链 {chain} 上的账户 {account} 从未持有 {instrument}。",
)
_RECORD: Final = Words(
    "the record {record} on chain {chain} says: {remark}{fields}. It was {shown}.",
    "业务链 {chain} 上的记录 {record} 载明：{remark}{fields}。该记录{shown}。",
)
_REMARK: Final = Words("{remark}; ", "{remark}；")
_STATEMENT: Final = Words(
    "since {start} the account {account} on chain {chain}: {lines}. It held no other instrument in that time."
    "{standing}",
    "自 {start} 起，业务链 {chain} 上的账户 {account}：{lines}。此期间该账户未持有其他产品。{standing}",
)
_UNOPENED: Final = Words(" It was not open yet at the end of it.", "期末该账户尚未开立。")
_ACCOUNT_IS: Final = Words(" At the end of it the account is {status}.", "期末账户状态：{status}。")
_ACCOUNT_CLOSED: Final = Words(
    " At the end of it the account is closed: {record}, which moved it, has ended, and no signature moves it. What is "
    "in it moves by an authority's order, by the terms of its instrument, or under what was reserved or pledged there "
    "before; into it only such orders and terms bring anything.",
    "期末账户状态：已结束。支配该账户的 {record} 已终止，任何签名均不能支配。账内资产仅可依监管机关的指令、产品条款，"
    "或此前已设立的预留或质押动用；仅该等指令或条款可使资产转入。",
)
_LINE: Final = Words(
    "{instrument} from {opening} smallest units to {closing}, events: {events}",
    "{instrument} 由 {opening} 个最小单位变为 {closing}，经 {events} 个事件",
)
_NOTHING: Final = Words("nothing", "无")
_PROVENANCE: Final = Words(
    "the title of {instrument} on chain {chain} passed, none missing: {steps}. It was made from {parents}.",
    "业务链 {chain} 上 {instrument} 的权属依次为（无一遗漏）：{steps}。其来源：{parents}。",
)
_STEP: Final = Words("{account} at {time}", "{time} {account}")
_REDEEMED: Final = Words("redeemed", "已赎回")
_NO_PARENT: Final = Words("no other", "无")
_TRANSFER: Final = Words(
    "transaction {transaction} had taken effect on chain {chain} in block {block} at {time}, with exactly "
    "these events ({count}), each authorised: {acts}.{moved}{noted}",
    "交易 {transaction} 已于 {time} 在业务链 {chain} 的区块 {block} 中生效，恰有 {count} 个事件，"
    "每个事件均经授权：{acts}。{moved}{noted}",
)
_MOVED: Final = Words(
    " Besides these, on consents given before, and on the auditors' word that they were to happen: {acts}.",
    "此外，依据事先给予的同意（应否发生以状态审计方的见证为据）：{acts}。",
)
_NOTED: Final = Words(
    " Noted of them by other modules, or told of a program, on the auditors' word: {types}.",
    "其他模块就此所记，或就程序所述（以状态审计方的见证为据）：{types}。",
)

_NOT_AFTER: Final = Words("Anything after that time.", "该时刻之后的任何情况。")
_NOT_LAW: Final = Words(
    "Who people are in law, and rights that were never recorded on this chain.",
    "各主体在法律上的身份，以及从未在该业务链登记的权利。",
)
_NOT_THE_OPERATOR: Final = Words(
    "That the chain's state forgets or invents nothing, and that the limits which need all of it were kept (enough "
    "units on the other side, supply, names used once): for this vouch those whom the reader's trust file names as "
    "state auditors, and where it names none, whoever seals the chain alone.",
    "该业务链的状态既无遗漏亦无虚构，且须凭全部状态判断的限额（对方数量充足、发行总量、名称不重复）均获遵守："
    "由核验者信任文件所列的状态审计方担保；未列审计方的，仅由封印方担保。",
)
_NOT_OTHERS: Final = Words(
    "That the other side of a transfer held what it delivered: its trail is its own and is not disclosed.",
    "过户的对手方确曾持有其所交付的数量：对手方的流转轨迹归其自身，未予披露。",
)
_NOT_TOGETHER: Final = Words(
    "What else the transactions did whose other calls are not shown.", "未展示其他调用的交易还做了什么。"
)
_NOT_HISTORY: Final = Words("How the quantity came about, and who authorised it.", "该数量如何形成，由谁授权。")
_NOT_ELSEWHERE: Final = Words(
    "That the same person does not hold it in another account or on another chain.",
    "同一人未在其他账户或其他业务链上持有该产品。",
)
_NOT_OPENED: Final = Words("That there is such an account, or such an instrument.", "确有该账户或该产品。")
_NOT_STILL: Final = Words(
    "That what was transferred is still where it was transferred to.", "所过户的数量至今仍在转入账户中。"
)
_NOT_ITS_TRUTH: Final = Words("That what the record says of the world is true.", "该记录所述事实为真。")
_LIMITS_OF_ALL: Final = (_NOT_AFTER, _NOT_LAW, _NOT_THE_OPERATOR)
_LIMITS: Final[dict[ClaimKind, tuple[Words, ...]]] = {
    ClaimKind.control: (_NOT_OTHERS, _NOT_TOGETHER, _NOT_ELSEWHERE),
    ClaimKind.transfer: (_NOT_STILL, _NOT_OTHERS),
    ClaimKind.position: (_NOT_HISTORY, _NOT_ELSEWHERE),
    ClaimKind.absence: (_NOT_OPENED, _NOT_ELSEWHERE),
    ClaimKind.record: (_NOT_ITS_TRUTH, _NOT_TOGETHER),
    ClaimKind.statement: (_NOT_OTHERS, _NOT_TOGETHER, _NOT_ELSEWHERE),
    ClaimKind.provenance: (_NOT_ELSEWHERE, _NOT_TOGETHER),
}
