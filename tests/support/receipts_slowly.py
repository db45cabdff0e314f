# SPDX-License-Identifier: Apache-2.0
"""The law of documents said a second time: slips of paper, in plain dicts, and in whose drawer each lies."""

from typing import Any

LIVE = ("in_effect", "surrendered_document", "loading_out", "in_dispute")
WHOLE = 100_000
"""What was taken in."""


class Slips:
    """Every slip that was ever made out, and what goods are there."""

    def __init__(self) -> None:
        self.slips: dict[str, dict[str, Any]] = {}
        self.here = WHOLE
        self.drafted = 0

    @property
    def promised(self) -> int:
        """By slips that are good."""
        return sum(one["amount"] for one in self.slips.values() if one["status"] in LIVE)

    def drawer(self, name: str) -> str | None:
        """In whose drawer it lies: who controls it."""
        slip = self.slips[name]
        if slip["status"] not in LIVE:
            return None
        return slip["bank"] or slip["drawer"] or slip["owner"]

    def make(self, name: str, owner: str, amount: int) -> str:
        if name in self.slips:
            return "title_document_exists"
        if self.drafted + amount > WHOLE:
            return "beyond_inspected"
        self.drafted += amount
        self._written(name, owner, amount)
        return "ok"

    def split(self, name: str, parts: dict[str, int], by: set[str]) -> str:
        slip = self.slips[name]
        found = self._plain(slip)
        if found != "ok":
            return found
        if sum(parts.values()) != slip["amount"]:
            return "parts_do_not_add_up"
        if not {slip["owner"], "shed"} <= by:
            return "not_authorised"
        slip["status"] = "divided"
        for part, amount in parts.items():
            self._written(part, slip["owner"], amount)
        return "ok"

    def merge(self, names: tuple[str, str], into: str, by: set[str]) -> str:
        slips = [self.slips[name] for name in names]
        for slip in slips:
            if (found := self._plain(slip)) != "ok":
                return found
        if names[0] == names[1] or slips[0]["owner"] != slips[1]["owner"]:
            return "other_goods"
        if not {slips[0]["owner"], "shed"} <= by:
            return "not_authorised"
        for slip in slips:
            slip["status"] = "merged"
        self._written(into, slips[0]["owner"], sum(slip["amount"] for slip in slips))
        return "ok"

    def transfer(self, name: str, to: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["owner"] == to and slip["status"] in LIVE:
            return "same_account"
        if not {slip["owner"], to} <= by:
            return "not_authorised"
        if slip["status"] == "in_dispute":
            return "title_document_disputed"
        if slip["status"] not in LIVE or slip["bank"] or slip["drawer"]:
            return "insufficient_free_quantity"
        self._moved(slip, to)
        return "ok"

    def endorse(self, name: str, to: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        if slip["bank"]:
            return "controlled_otherwise"
        if slip["owner"] == to:
            return "nominated_already"
        if slip["drawer"] and slip["named"] != (to, slip["moves"]):
            return "not_the_nominee"
        if not {to, slip["drawer"] or slip["owner"]} <= by:
            return "not_authorised"
        back = None if slip["drawer"] else ("owner", slip["owner"])
        self._moved(slip, to)
        slip.update(drawer=None, named=None, acts=slip["acts"])
        slip["back"] = back and (*back, slip["moves"])
        return "ok"

    def nominate(self, name: str, to: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        if slip["bank"]:
            return "controlled_otherwise"
        if slip["owner"] == to or slip["named"] == (to, slip["moves"]):
            return "nominated_already"
        if slip["owner"] not in by:
            return "not_authorised"
        slip.update(named=(to, slip["moves"]), back=slip["back"] if slip["drawer"] else None)
        return "ok"

    def hand_over(self, name: str, to: str, by: set[str]) -> str:
        """With the unit set aside in the same transaction, which is asked first."""
        slip = self.slips[name]
        if slip["owner"] not in by:
            return "not_authorised"
        if slip["status"] == "in_dispute":
            return "title_document_disputed"
        if slip["status"] not in LIVE or slip["bank"] or slip["drawer"]:
            return "insufficient_free_quantity"
        if slip["owner"] == to:
            return "already_possesses"
        slip.update(drawer=to, named=None, back=("drawer", None, slip["moves"]))
        return "ok"

    def pass_on(self, name: str, to: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        if not slip["drawer"] or slip["bank"]:
            return "controlled_otherwise"
        if slip["drawer"] == to:
            return "already_possesses"
        if slip["drawer"] not in by:
            return "not_authorised"
        slip.update(back=("drawer", slip["drawer"], slip["moves"]), drawer=to)
        return "ok"

    def hand_back(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        if not slip["drawer"]:
            return "controlled_otherwise"
        if slip["drawer"] not in by:
            return "not_authorised"
        slip.update(drawer=None, named=None, back=None)
        return "ok"

    def reject(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        if slip["bank"]:
            return "controlled_otherwise"
        if slip["back"] is None or slip["back"][2] != slip["moves"]:
            return "nothing_to_reject"
        if (slip["drawer"] or slip["owner"]) not in by:
            return "not_authorised"
        what, whom, _ = slip["back"]
        slip["back"] = None
        if what == "owner":
            self._moved(slip, whom)
        else:
            slip["drawer"] = whom
        return "ok"

    def pledge(self, name: str, acts: list[int], by: set[str]) -> str:
        """Those of the three acts that are done now, one after the other."""
        slip = dict(self.slips[name])
        for act in acts:
            if act < 2 and slip["status"] != "in_effect":
                return "document_not_so_far"
            if act < 2 and (slip["drawer"] or slip["bank"]):
                return "controlled_otherwise"
            stands = slip["acts"] is not None and slip["acts"][0] == slip["moves"]
            if act == 0:
                if slip["owner"] not in by:
                    return "not_authorised"
                slip.update(acts=(slip["moves"], False), back=None)
            elif act == 1:
                if not stands:
                    return "nothing_endorsed"
                if slip["acts"][1]:
                    return "pledge_signed"
                if "shed" not in by:
                    return "not_authorised"
                slip.update(acts=(slip["moves"], True), back=None)
            else:
                if slip["owner"] not in by:
                    return "not_authorised"
                if slip["status"] not in LIVE:
                    return "document_in_nobodys_hands"
                if slip["status"] == "in_dispute":
                    return "title_document_disputed"
                if not stands or not slip["acts"][1] or slip["status"] != "in_effect":
                    return "pledge_acts_missing"
                if slip["drawer"] or slip["bank"]:
                    return "insufficient_free_quantity"
                slip["bank"] = "lender"
        self.slips[name] = slip
        return "ok"

    def surrender(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["owner"] not in by:
            return "not_authorised"
        if slip["status"] == "in_dispute":
            return "title_document_disputed"
        if slip["status"] not in LIVE or slip["bank"] or slip["drawer"]:
            return "insufficient_free_quantity"
        slip.update(status="surrendered_document", drawer="shed", named=None, back=None)
        return "ok"

    def restore(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "surrendered_document":
            return "document_not_so_far"
        if "shed" not in by:
            return "not_authorised"
        slip.update(status="in_effect", drawer=None, back=None)
        return "ok"

    def accept(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "surrendered_document":
            return "document_not_so_far"
        if not {"shed", "exchange"} <= by:
            return "not_authorised"
        slip["status"] = "loading_out"
        return "ok"

    def load_out(self, name: str, by: set[str]) -> str:
        slip = self.slips[name]
        if slip["status"] != "loading_out":
            return "document_not_so_far"
        if not {"shed", slip["owner"]} <= by:
            return "not_authorised"
        slip["status"] = "delivered_goods"
        self.here -= slip["amount"]
        return "ok"

    def _plain(self, slip: dict[str, Any]) -> str:
        """Whether it is in effect, and with its owner."""
        if slip["status"] != "in_effect":
            return "document_not_so_far"
        return "controlled_otherwise" if slip["bank"] or slip["drawer"] else "ok"

    def _moved(self, slip: dict[str, Any], to: str) -> None:
        slip.update(owner=to, moves=slip["moves"] + 1)

    def _written(self, name: str, owner: str, amount: int) -> None:
        fresh = {"drawer": None, "bank": None, "named": None, "back": None, "acts": None, "moves": 1}
        self.slips[name] = {"status": "in_effect", "owner": owner, "amount": amount, **fresh}
