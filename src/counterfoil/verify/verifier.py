# SPDX-License-Identifier: Apache-2.0
"""The offline verifier: eleven checks in order, listed in ``checks.CHECKS`` and numbered the same here.

It is pure: bytes, trust and the time now go in, a report comes out; nothing is fetched, read or raised.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.claims import Claim, ControlClaim, TransferClaim
from counterfoil.evidence.package import Package, decode_package
from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX, ZIP_MAGIC
from counterfoil.evidence.witness_policy import check_cosignatures, check_log_signature
from counterfoil.identity.note import Note, parse_note
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import INTEGER_MAX, Timestamp
from counterfoil.verify import chain
from counterfoil.verify.authority import read_transaction
from counterfoil.verify.checks import CHECKS, CheckFailed
from counterfoil.verify.conclusion import Shown, require_shown
from counterfoil.verify.facts import ACCOUNT, Account, Facts, path
from counterfoil.verify.history import DatedEvent, History
from counterfoil.verify.records import Records, read_records, require_claimed
from counterfoil.verify.replay import require_same
from counterfoil.verify.report import Report, Results, Stopped, Verdict, unusable
from counterfoil.verify.trails import check_trails
from counterfoil.verify.trust import Trust

FUTURE_TOLERANCE_MS = 300_000
"""How far in the future T may lie before the clocks are not to be believed."""


def verify_package(data: bytes, trust: Trust, *, now: Timestamp | None = None) -> Report:
    """Verify a package. ``now`` matters only under a trust file with ``max_age_s``."""
    if not data.startswith(ZIP_MAGIC):
        return unusable("this is not an evidence package: not a zip file")
    if len(data) > PACKAGE_LENGTH_MAX:
        return unusable(f"this is not an evidence package: longer than {PACKAGE_LENGTH_MAX} bytes")
    return _Verification(data, trust, now).report()


class _Verification:
    """One run: what is known so far, and the results."""

    def __init__(self, data: bytes, trust: Trust, now: Timestamp | None) -> None:
        self._data = data
        self._trust = trust
        self._now = now
        self._results = Results()
        self._claim: Claim | None = None
        self._time: Timestamp | None = None

    def report(self) -> Report:
        try:
            self._run()
        except Stopped:
            number, result = max(self._results.by_number.items())
            words = Words(
                f"check {number}, {result.name}, failed: {result.sentence.en}",
                f"第 {number} 项（{CHECKS[number - 1].name_zh}）未通过：{result.sentence.zh}",
            )
            return Report(Verdict.not_proved, words, self._results.all(), self._time, self._claim)
        words = Words("The claim is proved.", "主张得到证明。")
        return Report(Verdict.proved, words, self._results.all(), self._time, self._claim)

    def _run(self) -> None:
        # Check 1: container and manifest
        with self._check(1):
            package = decode_package(self._data)
            claim = self._claim = package.claim
            self._results.passed(1)
        # Check 2: log signature on the checkpoint
        with self._check(2):
            note = parse_note(package.checkpoint)
            checkpoint = check_log_signature(note, self._trust.policy)
            self._results.passed(2, origin=checkpoint.origin, size=checkpoint.size)
        # Check 3: witness quorum, giving T
        with self._check(3):
            time = self._time = self._quorum_time(note, claim)
        # Check 4: the roll at size−1
        with self._check(4):
            roll = chain.read_roll(package.roll, checkpoint)
            self._results.passed(4, index=package.roll.proof.index, chains=len(roll.chains))
        # Check 5: the latest header equals the roll's, seal valid
        with self._check(5):
            trusted = chain.trusted_chain(self._trust, claim.chain)
            rolled = chain.rolled_chain(roll, claim.chain)
            latest = chain.read_latest(package.anchors, rolled, trusted, checkpoint)
            chain.require_before(latest.header, time)
            if not claim.current:
                chain.require_settled(claim.as_of, latest.header)
            self._results.passed(5, height=latest.header.height, time=latest.header.time)
        # Check 6: records present or absent under that header's state root
        with self._check(6):
            records, absent = read_records(package.records, from_hex(latest.header.state))
            require_claimed(claim, package, records, absent)
            self._results.passed(6, present=sorted(records.present), absent=sorted(absent))
        if isinstance(claim, ControlClaim | TransferClaim):
            shown = self._check_history(package, claim, records, checkpoint)
        else:
            self._results.not_needed(7, 8, 9, 10)
            shown = Shown(records=records)
        # Check 11: the claim is what was shown
        with self._check(11):
            require_shown(claim, shown, time)
            self._results.passed(11)

    def _check_history(
        self, package: Package, claim: ControlClaim | TransferClaim, records: Records, checkpoint: Checkpoint
    ) -> Shown:
        # Check 7: every event in an anchored, sealed header
        with self._check(7):
            trusted = chain.trusted_chain(self._trust, claim.chain)
            anchors = chain.read_anchors(package.anchors, claim.chain, trusted, checkpoint)
            events = chain.read_events(package.events, claim.chain, anchors)
            self._results.passed(7, events=len(events), headers=len(anchors))
        # Check 8: trails unbroken from head to first
        with self._check(8):
            check_trails(events, records.trails(), claim.transaction if isinstance(claim, TransferClaim) else None)
            self._results.passed(8, trails=len(records.present))
        # Check 9: every event authorised by the keys in force then
        with self._check(9):
            facts, account = self._account_for_all(package, claim, records, events)
            self._results.passed(9, transactions=len(package.transactions))
        # Check 10: replay to the records
        with self._check(10):
            require_same(records, facts, events)
            self._results.passed(10)
        return Shown(records=records, events=events, account=account)

    def _quorum_time(self, note: Note, claim: Claim) -> Timestamp:
        cosigned = check_cosignatures(note, self._trust.policy)
        seconds = self._trust.policy.quorum_time(cosigned)
        if seconds is None:
            raise CheckFailed(
                f"{len(cosigned)} known witnesses cosigned, which is no quorum",
                f"已知见证人中 {len(cosigned)} 个共签，未达法定人数",
            )
        time = Timestamp(seconds * 1000)
        if time > INTEGER_MAX:
            raise CheckFailed("T lies beyond all time", "T 超出可表示的时间")
        if claim.current and claim.as_of != time:
            raise CheckFailed("the claim is as of another time than the quorum's T", "主张的时刻不是见证时刻 T")
        if claim.as_of > time:
            raise CheckFailed("the claim is as of a time after T", "主张的时刻晚于 T")
        self._require_fresh(time)
        self._results.passed(3, witnesses=dict(sorted(cosigned.items())), time=time)
        return time

    def _require_fresh(self, time: Timestamp) -> None:
        if self._trust.max_age_s is None or self._now is None:
            return
        age_ms = self._now - time
        if age_ms > self._trust.max_age_s * 1000:
            raise CheckFailed(
                f"T is {age_ms // 1000} seconds ago; the trust file allows {self._trust.max_age_s}", "T 距今过久"
            )
        if age_ms < -FUTURE_TOLERANCE_MS:
            raise CheckFailed("T lies in the future", "T 晚于当前时间")

    def _account_for_all(
        self, package: Package, claim: ControlClaim | TransferClaim, records: Records, events: list[DatedEvent]
    ) -> tuple[Facts, Account | None]:
        """The facts after all events, and the claimed account's at the claim's time."""
        named = {dated.event.transaction for dated in events}
        transactions = [read_transaction(data, named) for data in package.transactions]
        history = History(claim.chain, transactions, records.present.keys())
        history.require_all_used(events)
        facts, account = Facts(records.present.keys()), None
        for step in history.walk(events):
            if step.problem is not None:
                raise step.problem
            facts = step.facts
            if isinstance(claim, ControlClaim) and (claim.current or step.dated.time <= claim.as_of):
                found = facts.records.get(path(ACCOUNT, claim.account))
                account = found if isinstance(found, Account) else account
        if isinstance(claim, TransferClaim):
            history.require_whole(claim.transaction)
        return facts, account

    @contextmanager
    def _check(self, number: int) -> Iterator[None]:
        """Whatever goes wrong inside is that check's failure: the verifier fails closed and never raises."""
        try:
            yield
        except CheckFailed as error:
            self._results.failed(number, error.words)
        except InputError as error:
            self._results.failed(number, Words(str(error), f"内容无法解析：{error}"))
        except Exception as error:
            self._results.failed(number, Words(f"cannot be made sense of: {error!r}", "内容无法理解。"))
        else:
            return
        raise Stopped
