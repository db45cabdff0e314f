# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for duties: record that they are overdue, which they are whether it is recorded or not."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.disclosure import calls as c
from counterfoil.modules.disclosure.queries import overdue
from counterfoil.modules.disclosure.records import Duty, DutyStatus
from counterfoil.modules.disclosure.words import OVERDUE
from counterfoil.primitives.types import Timestamp


def stands(duty: Duty, now: Now) -> Words | None:
    """That a duty is overdue, which nobody may have had recorded."""
    late = duty.status is DutyStatus.due and duty.due < now.time
    return OVERDUE.fill(when=now.when) if late else None


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Each duty that is overdue and not recorded as such."""
    for duty in overdue(view, time):
        if duty.status is DutyStatus.due:
            yield c.RecordOverdue(duty=duty.duty)
