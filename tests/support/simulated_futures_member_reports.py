# SPDX-License-Identifier: Apache-2.0
"""Large positions of members in a simulated market: each reports its own, in time, late, or not at all."""

from dataclasses import dataclass

from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures import reports_calls as r
from counterfoil.modules.futures.handing_in import SUITE
from counterfoil.modules.futures.reports import MEMBER_POSITIONS, LargePosition
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import DOCUMENT, Intent


@dataclass
class MembersReporting(FuturesPart):
    """Members that report what all accounts have together for which they answer."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("report_position of a member", "note_missing of a member", "report_position: no_member_position"),
            "book: report_missing_first",
        )
    )

    def opens(self, _now: int) -> list[Intent]:
        """Some report, now and then of what is no large position."""
        found = [self._reported(one) for one in self._owed() if self.likely(0.4)]
        if self.likely(0.2):
            contract = self.random.choice(self.futures()).contract
            call = r.ReportPosition(contract=contract, member="guest", direction="bought", root=DOCUMENT)
            found.append(self.by(call, signed="guest"))
        return found

    def ends(self, _now: int) -> list[Intent]:
        """Of those that were to come today."""
        return [self._missed(one) for one in self._owed() if self.likely(0.7)]

    def _owed(self) -> list[LargePosition]:
        return [one for one in self.rows(MEMBER_POSITIONS, HOUSE) if one.is_owed]

    def _missed(self, one: LargePosition) -> Intent:
        about = {"contract": one.contract, "holder": one.holder, "direction": one.side, "of_member": True}
        call = r.NoteMissing(**about, reason="no report came")
        return [call], (HOUSE,), lambda: self.happened("futures.note_missing of a member")

    def _reported(self, one: LargePosition) -> Intent:
        sealed = SealedAttachment(
            ciphertext=b"?", encapsulated=b"!", recipient=self.scene.key(HOUSE).keyid, suite=SUITE
        )
        about = {"contract": one.contract, "member": one.holder, "direction": one.side}
        call = r.ReportPosition(**about, root=DOCUMENT, sealed=(sealed,))
        return [call], (one.holder,), lambda: self.happened("futures.report_position of a member")
