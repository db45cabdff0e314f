# SPDX-License-Identifier: Apache-2.0
"""Large positions in a simulated market: reported in time, late, or missed."""

from dataclasses import dataclass

from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures import reports_calls as r
from counterfoil.modules.futures.handing_in import SUITE
from counterfoil.modules.futures.reports import LARGE_POSITIONS, LargePosition
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import DOCUMENT, Intent


@dataclass
class Reporting(FuturesPart):
    """Clients that report, and a house that notes who did not. Members have no report of their own here."""

    PLAYED = frozenset(
        f"futures.{call}" for call in ("note_position", "report_position", "note_missing", "note_missing refused")
    )

    def opens(self, _now: int) -> list[Intent]:
        """Reports come, or the house asks too early."""
        found = []
        for one in self._owed():
            if self.likely(0.4):
                found += self._reported(one)
            elif self.likely(0.2):
                found.append(self._missed(one))
        return found

    def ends(self, _now: int) -> list[Intent]:
        """Of those that were to come today."""
        return [self._missed(one) for one in self._owed() if self.likely(0.7)]

    def _owed(self) -> list[LargePosition]:
        return [one for one in self.rows(LARGE_POSITIONS, HOUSE) if one.is_owed]

    def _missed(self, one: LargePosition) -> Intent:
        about = {"contract": one.contract, "holder": one.holder, "direction": one.side}
        return self.by(r.NoteMissing(**about, reason="no report came"), signed=HOUSE)

    def _reported(self, one: LargePosition) -> list[Intent]:
        """Bytes that no law looks into, sealed to the house."""
        accounts = [each for each in self.accounts() if each.holder == one.holder]
        if not accounts:
            return []
        account = self.random.choice(accounts)
        key = self.scene.key(HOUSE)
        sealed = SealedAttachment(ciphertext=b"?", encapsulated=b"!", recipient=key.keyid, suite=SUITE)
        about = {"contract": one.contract, "account": account.account, "direction": one.side}
        call = r.ReportPosition(**about, root=DOCUMENT, sealed=(sealed,))
        return [self.by(call, signed=f"{account.holder} {account.member}")]
