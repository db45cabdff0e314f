# SPDX-License-Identifier: Apache-2.0
"""The twin's state: records as plain dicts by path, without trails, and how many events touched each.

The twin is the laws said a second time, slowly: plain dicts in, plain dicts out. It shares no code with law or modules.
"""

from collections import Counter
from typing import Any

Plain = dict[str, Any]
NUMBER_MAX = 2**53 - 1


class Denied(Exception):
    """A rule says no; the name of the outcome."""

    @property
    def outcome(self) -> str:
        return str(self.args[0])


def demand(holds: object, outcome: str) -> None:
    if not holds:
        raise Denied(outcome)


class State:
    """Records now, and what the running event touches."""

    def __init__(self) -> None:
        self.records: dict[str, Plain] = {}
        self.seq: Counter[str] = Counter()
        self.touched: list[str] = []
        self.now = 0
        """time of the block"""

    def get(self, path: str) -> Plain | None:
        return self.records.get(path)

    def known(self, path: str, outcome: str) -> Plain:
        demand(path in self.records, outcome)
        return self.records[path]

    def touch(self, path: str, record: Plain) -> None:
        """The running event makes this of a record; it is one more in its trail."""
        self.records[path] = record
        self.touched.append(path)
        self.seq[path] += 1

    def keep(self, path: str, record: Plain) -> None:
        """A record without a trail: the first to write it has written it."""
        self.records.setdefault(path, record)

    def copy(self) -> "State":
        """Records are replaced, never changed, so that the copy may share them."""
        other = State()
        other.records, other.seq = dict(self.records), Counter(self.seq)
        return other

    # Records by what they are about.

    def party(self, name: str) -> Plain:
        return self.known(f"parties/party/{name}", "unknown_party")

    def account(self, name: str) -> Plain:
        return self.known(f"parties/account/{name}", "unknown_account")

    def instrument(self, name: str) -> Plain:
        return self.known(f"instruments/instrument/{name}", "unknown_instrument")

    def encumbrance(self, name: str) -> Plain:
        return self.known(f"holdings/encumbrance/{name}", "unknown_encumbrance")

    def mandate(self, name: str) -> Plain:
        return self.known(f"holdings/mandate/{name}", "unknown_mandate")

    def instruction(self, name: str) -> Plain:
        return self.known(f"settlement/instruction/{name}", "unknown_instruction")

    def outstanding(self, instrument: str) -> int:
        supply = self.get(f"holdings/supply/{instrument}")
        return 0 if supply is None else int(supply["outstanding"])
