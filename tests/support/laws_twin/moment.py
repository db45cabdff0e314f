# SPDX-License-Identifier: Apache-2.0
"""When and in whose name a call runs, and whose authority that is."""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from typing import Any

from support.laws_twin.state import Plain, State, demand

OPERATORS = {"venue", "clearing_house"}
OVER = {
    "cash/prepaid": {"performed", "refunded"},
    "cash/request": {"paid", "withdrawn"},
    "settlement/instruction": {"cancelled", "failed", "settled"},
    "supervision/order": {"carried_out", "expired", "lifted"},
}
"""how records stand that take nothing any more of what is set aside for them"""


def keyids(policy: Plain) -> set[str]:
    return {sha256(key["scheme"].encode() + b"\0" + bytes.fromhex(key["key"])).hexdigest() for key in policy["keys"]}


def shared_out(policies: list[Plain], signers: set[str]) -> bool:
    """Whether the signers can be dealt out so that each policy has enough."""
    if not policies:
        return True
    shares = combinations(sorted(keyids(policies[0]) & signers), policies[0]["threshold"])
    return any(shared_out(policies[1:], signers - set(share)) for share in shares)


@dataclass
class Moment:
    """``policies``: of the parties that consent, as the transaction found them."""

    state: State
    height: int
    time: int
    call: str = ""
    policies: dict[str, Plain] = field(default_factory=dict)
    signers: set[str] = field(default_factory=set)

    def consents(self, party: str) -> bool:
        return party in self.policies

    def need(self, party: str) -> list[str]:
        """The party's consent; not_authorised without it."""
        demand(self.consents(party), "not_authorised")
        return [party]

    def need_all(self, *parties: str) -> list[str]:
        """The consent of several parties, each by keys of its own: tried in every way."""
        different = list(dict.fromkeys(parties))
        demand(all(map(self.consents, different)), "not_authorised")
        demand(shared_out([self.policies[party] for party in different], self.signers), "not_authorised")
        return different

    def joined(self, consents: list[Plain], *parties: str) -> list[Plain]:
        """The consents, once those who sign for them and the parties consent, each by keys of its own."""
        self.need_all(*parties, *(party for one in consents if one["kind"] == "signature" for party in one["by"]))
        return consents

    def need_role(self, party: str, *roles: str) -> None:
        self.need(party)
        demand(set(self.state.party(party)["roles"]) & set(roles), "role_missing")

    def control(self, name: str, side: str) -> Plain:
        """The consent of whoever the account's rule names."""
        account = self.state.account(name)
        rule = account["outgoing" if side == "gives" else "incoming"]
        return self.consent(name, side, "signature", f"parties/account/{name}", self._who(account, rule))

    def _who(self, account: Plain, rule: str) -> list[str]:
        holder, custodian = account["holder"], account["custodian"]
        if rule == "nobody":
            return []
        if rule == "holder" or (rule == "either" and (custodian is None or self.consents(holder))):
            return self.need(holder)
        demand(custodian is not None, "custodian_missing")
        if rule in ("custodian", "either"):
            return self.need(custodian)
        demand(holder != custodian, "two_parties_needed")
        return self.need_all(holder, custodian)

    def consent(self, account: str, side: str, kind: str, record: str, by: list[str]) -> Plain:
        seq = self.state.seq[record]
        return {"account": account, "by": by, "kind": kind, "record": record, "seq": seq, "side": side}

    def order(self, account: str, supervisor: str) -> Plain:
        self.need_role(supervisor, "supervisor")
        return self.consent(account, "gives", "order", f"parties/party/{supervisor}", [supervisor])

    def acts(self, executor: str, cause: str | None) -> bool:
        """A party by its consent, a record by being the cause."""
        return executor == cause if "/" in executor else self.consents(executor)

    def over(self, executor: str) -> bool:
        """A record that takes nothing any more."""
        record = self.state.get(executor) if "/" in executor else None
        return record is not None and record.get("status") in OVER.get("/".join(executor.split("/")[:2]), ())

    def standing(self, party: str) -> None:
        demand(self.state.party(party)["status"] == "active", "party_suspended")

    def movable(self, instrument: str, *accounts: str, redeems: bool = False) -> None:
        """The instrument moves, and the accounts and their holders are not suspended."""
        status = self.state.instrument(instrument)["status"]
        demand(status == "active" or (redeems and status == "matured"), "instrument_not_active")
        for name in accounts:
            account = self.state.account(name)
            demand(account["status"] == "active", "account_suspended")
            self.standing(account["holder"])

    def concerned(self, party: str, accounts: list[str]) -> None:
        """It operates the market, or has one of the accounts, or keeps it."""
        self.need(party)
        if set(self.state.party(party)["roles"]) & OPERATORS:
            return
        found: list[Any] = [self.state.get(f"parties/account/{name}") for name in accounts]
        part = any(one is not None and party in (one["holder"], one["custodian"]) for one in found)
        demand(part, "not_a_party_to_it")
