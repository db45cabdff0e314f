# SPDX-License-Identifier: Apache-2.0
"""The offline verifier: twelve checks in order, listed in ``checks.CHECKS`` and numbered the same here.

It is pure: bytes, trust and the time now go in, a report comes out; nothing is fetched, read or raised.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import Claim, TransferClaim, Unproven
from counterfoil.evidence.package import Package, decode_package
from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX, ZIP_MAGIC
from counterfoil.evidence.witness_policy import check_cosignatures, check_log_signature
from counterfoil.identity.note import Note, parse_note
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.module import Laws
from counterfoil.modules import laws as all_laws
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import from_hex, to_hex
from counterfoil.primitives.types import INTEGER_MAX, Height, RecordPath, Timestamp
from counterfoil.verify import log
from counterfoil.verify.beliefs import who_could_lie
from counterfoil.verify.checks import CHECKS, CheckFailed
from counterfoil.verify.conclusion import claim_law, require_claimed, require_needed
from counterfoil.verify.facts import Facts
from counterfoil.verify.log import Anchored
from counterfoil.verify.narration import Circumstances, narrate
from counterfoil.verify.report import Report, Results, Stopped, Verdict, unusable
from counterfoil.verify.shown import ShownRecord, read_events, read_openings, read_records, read_transactions
from counterfoil.verify.told import PackageTold, tell, times_of
from counterfoil.verify.trust import Trust, TrustedChain, members_of
from counterfoil.verify.walk import Walk, require_used

FUTURE_TOLERANCE_MS: Final = 300_000
"""How far in the future T may lie before the clocks are not to be believed."""


def verify_package(data: bytes, trust: Trust, *, now: Timestamp | None = None) -> Report:
    """Verify a package. ``now`` bounds T, and under a trust file with ``max_age_s`` the header's age."""
    if not data.startswith(ZIP_MAGIC):
        return unusable("this is not an evidence package: not a zip file")
    if len(data) > PACKAGE_LENGTH_MAX:
        return unusable(f"this is not an evidence package: longer than {PACKAGE_LENGTH_MAX} bytes")
    return _Verification(data, trust, now, all_laws()).report()


class _Verification:
    """One run: what is known so far, and the results."""

    def __init__(self, data: bytes, trust: Trust, now: Timestamp | None, laws: Laws) -> None:
        self._data = data
        self._trust = trust
        self._now = now
        self._laws = laws
        self._results = Results()
        self._claim: Claim | None = None
        self._time: Timestamp | None = None
        self._chain: TrustedChain | None = None
        self._sealed: KeyPolicy | None = None
        self._executed: Words | None = None

    def report(self) -> Report:
        narrative = None
        try:
            narrative = self._run()
        except Stopped:
            number, result = max(self._results.by_number.items())
            words = Words(
                f"check {number}, {result.name}, failed: {result.sentence.en}",
                f"第 {number} 项（{CHECKS[number - 1].name_zh}）未通过：{result.sentence.zh}",
            )
            verdict = Verdict.not_proved
        else:
            words, verdict = _and(Words("The claim is proved.", "主张得到证明。"), self._executed), Verdict.proved
        beliefs = () if self._chain is None else who_could_lie(self._trust, self._chain, self._sealed)
        return Report(verdict, words, self._results.all(), self._time, self._claim, beliefs, narrative)

    def _run(self) -> Any:
        # Check 1: container and manifest
        with self._check(1):
            package = decode_package(self._data)
            claim = self._claim = package.claim
            self._results.passed(1)
        # Check 2: log signature on the checkpoint, by the log of the chain
        with self._check(2):
            note = parse_note(package.checkpoint)
            checkpoint = check_log_signature(note, self._trust.policy)
            trusted = self._chain = log.trusted_chain(self._trust, claim.chain, checkpoint)
            self._results.passed(2, origin=checkpoint.origin, size=checkpoint.size)
        # Check 3: witness quorum, giving T
        with self._check(3):
            time, cosigned = self._quorum_time(note, claim)
        # Check 4: the roll at size−1
        with self._check(4):
            roll = log.read_roll(package.roll, checkpoint)
            rolled = log.rolled_chain(roll, claim.chain, time)
            self._results.passed(4, index=package.roll.proof.index, chains=len(roll.chains))
        # Check 5: the header that the claim rests on
        with self._check(5):
            seals = log.read_seals(package.rotations, rolled, self._trust, checkpoint)
            anchors = log.read_anchors(package.anchors, rolled, trusted, seals, checkpoint, self._laws)
            latest = anchors[max(anchors)]
            log.require_ancestry(anchors, latest)
            log.require_receipts(seals, anchors, roll)
            log.require_rests(claim, latest, rolled)
            self._sealed = seals.at(latest.header.height)
            self._require_fresh(latest)
            self._results.passed(5, height=latest.header.height, time=latest.header.time, received=latest.received)
        # Check 6: executed by state auditors
        with self._check(6):
            audited = log.count_audits(package.audits, latest, rolled, trusted, checkpoint)
            if trusted.auditors is None:
                self._results.not_needed(6, words=_NOT_AUDITED)
            else:
                self._results.passed(6, auditors=sorted(audited))
        # Check 7: records present or absent under that header's state root
        with self._check(7):
            records, absent = read_records(package.records, from_hex(latest.header.state), self._laws)
            self._require_no_more(claim, package, records, absent)
            self._results.passed(7, present=sorted(records), absent=sorted(absent))
        told = self._history(package, claim, anchors, records, absent)
        # Check 12: the claim is what was shown
        with self._check(12):
            require_needed(claim, told, self._laws, records)
            claim = require_claimed(claim, told, self._laws)
            beliefs = who_could_lie(self._trust, trusted, self._sealed)
            circumstances = Circumstances(checkpoint, cosigned, latest, self._trust, beliefs)
            narrative = narrate(claim, told, circumstances, self._laws)
            self._results.passed(12)
        return narrative

    def _history(
        self,
        package: Package,
        claim: Claim,
        anchors: dict[Height, Anchored],
        records: dict[RecordPath, ShownRecord],
        absent: frozenset[RecordPath],
    ) -> PackageTold:
        plain = {path: record.plain for path, record in records.items()}
        if claim_law(claim, self._laws).bare:
            self._results.not_needed(8, 9, 10, 11)
            state = {path: record.typed for path, record in records.items() if record.typed is not None}
            return PackageTold(states={None: state}, plain=plain)
        # Check 8: every event, envelope and call in an anchored, sealed block
        with self._check(8):
            events = read_events(package.events, anchors, self._laws)
            transactions = read_transactions(package.transactions, package.calls, anchors, self._laws)
            require_used(events, transactions)
            openings = read_openings(package.openings, self._laws)
            self._results.passed(8, events=len(events), headers=len(anchors), transactions=len(transactions))
        # Check 9: trails unbroken from the first, or an opening, to the head. One walk serves it and check 10
        claimed = claim.transaction if isinstance(claim, TransferClaim) else None
        whole = {path: record.trail for path, record in records.items()}
        facts = Facts(self._laws, whole, absent, openings)
        trusted = self._trust.chains[claim.chain]
        walk = Walk(claim.chain, to_hex(trusted.genesis), facts, transactions, claimed)
        with self._check(9):
            told = tell(walk, events, times_of(claim))
            told.require_sound(9)
            facts.require_ended()
            self._results.passed(9, trails=len(whole))
        # Check 10: every event caused by a call of its transaction, and consented to under the keys in force then
        with self._check(10):
            told.require_sound(10)
            if claimed in transactions:
                walk.require_whole(claimed, [dated.event.transaction for dated in events].count(claimed))
            self._executed = told.as_executed()
            established = _and(CHECKS[9].established, self._executed)
            self._results.passed(10, words=established, transactions=len(transactions))
        # Check 11: replay to the records
        with self._check(11):
            for path, record in records.items():
                if record.typed is not None and facts.records.get(path) != record.typed:
                    raise CheckFailed(
                        f"the events do not add up to the record {path}", f"事件重放结果与记录 {path} 不符"
                    )
            self._results.passed(11)
        told.plain = plain
        return told

    def _require_no_more(
        self, claim: Claim, package: Package, records: dict[RecordPath, ShownRecord], absent: frozenset[RecordPath]
    ) -> None:
        """A claim that rests on records alone shows those and nothing else."""
        law = claim_law(claim, self._laws)
        if not law.bare:
            return
        others = (package.events, package.transactions, package.calls, package.openings)
        meant = (set(law.whole(claim, PackageTold())), set(law.absent(claim)))
        if len(package.anchors) != 1 or any(others) or meant != (set(records), set(absent)):
            raise CheckFailed("shows other than this kind of claim rests on", "展示的内容与此类主张所需不符")

    def _quorum_time(self, note: Note, claim: Claim) -> tuple[Timestamp, dict[str, int]]:
        cosigned = check_cosignatures(note, self._trust.policy)
        seconds = self._trust.policy.quorum_time(cosigned)
        if seconds is None:
            raise CheckFailed(
                f"{len(cosigned)} known witnesses cosigned, which is no quorum",
                f"已知见证人中 {len(cosigned)} 个共签，未达法定人数",
            )
        if (group := self._trust.entry_auditors) is not None and not self._trust.policy.group_satisfied(
            group, cosigned
        ):
            raise CheckFailed("too few entry auditors cosigned", "日志审计方的共签未达法定人数")
        time = self._time = Timestamp(seconds * 1000)
        if time > INTEGER_MAX:
            raise CheckFailed("T lies beyond all time", "T 超出可表示的时间")
        if claim.witnessed != time:
            raise CheckFailed("the claim names another T than the quorum's", "主张所列 T 与见证时刻不符")
        if self._now is not None and time > self._now + FUTURE_TOLERANCE_MS:
            raise CheckFailed("T lies in the future", "T 晚于当前时间")
        auditors = {name: cosigned[name] for name in sorted(members_of(self._trust.policy, group) & cosigned.keys())}
        witnesses = {name: cosigned[name] for name in sorted(cosigned.keys() - auditors)}
        self._results.passed(3, witnesses=witnesses, entry_auditors=auditors, time=time)
        return time, cosigned

    def _require_fresh(self, latest: Anchored) -> None:
        """``max_age_s`` judges the header: a fresh cosignature under an old header says nothing new."""
        if self._trust.max_age_s is None or self._now is None:
            return
        age_ms = self._now - latest.header.time
        if age_ms > self._trust.max_age_s * 1000:
            raise CheckFailed(
                f"the header is {age_ms // 1000} seconds old; the reader allows {self._trust.max_age_s}",
                "区块头距今过久",
            )

    @contextmanager
    def _check(self, number: int) -> Iterator[None]:
        """Whatever goes wrong inside is that check's failure: the verifier fails closed and never raises."""
        try:
            yield
        except Unproven as error:
            self._results.failed(number, error.words)
        except InputError as error:
            self._results.failed(number, Words(str(error), f"内容无法解析：{error}"))
        except Exception as error:
            self._results.failed(number, Words(f"cannot be made sense of: {error!r}", "内容无法理解。"))
        else:
            return
        raise Stopped


def _and(said: Words, more: Words | None) -> Words:
    return said if more is None else Words(said.en + more.en, said.zh + more.zh)


_NOT_AUDITED: Final = Words(
    "The trust file names no state auditors: nothing of this chain is called audited.",
    "信任文件未列状态审计方：该业务链的内容均不称为经审计。",
)
