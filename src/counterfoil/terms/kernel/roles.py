# SPDX-License-Identifier: Apache-2.0
"""Enumerations of the dictionary, and the sign that a contract role gives to cash flows."""

from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple


class ContractRole(StrEnum):
    """The position of the creator of the contract record (techspec 3.7)."""

    RPA = "RPA"
    RPL = "RPL"
    RFL = "RFL"
    PFL = "PFL"
    RF = "RF"
    PF = "PF"
    LG = "LG"
    ST = "ST"
    BUY = "BUY"
    SEL = "SEL"
    COL = "COL"
    CNO = "CNO"
    GUA = "GUA"
    OBL = "OBL"
    UDL = "UDL"
    UDLP = "UDLP"
    UDLM = "UDLM"

    @property
    def sign(self) -> Decimal:
        """+1 for a claim, -1 for an obligation."""
        return _MINUS if self in _OBLIGATIONS else _PLUS


_PLUS, _MINUS = Decimal(1), Decimal(-1)
_OBLIGATIONS: Final = frozenset(["RPL", "PFL", "PF", "ST", "SEL", "GUA", "UDLM"])


class Sides(NamedTuple):
    """The roles that there are in a type of contract, and what another one is."""

    other: str
    roles: tuple[ContractRole, ...]


HOLDING: Final = Sides("is none: a holding has a holder or an issuer", (ContractRole.RPA, ContractRole.RPL))


class ContractPerformance(StrEnum):
    """Performing, delayed, delinquent, default, matured, terminated."""

    PF = "PF"
    DL = "DL"
    DQ = "DQ"
    DF = "DF"
    MA = "MA"
    TE = "TE"


FeeBasis = StrEnum("FeeBasis", {"ABSOLUTE": "A", "NOMINAL": "N"})
"""``A``: the fee rate is an amount per fee payment. ``N``: it is a rate a year on the notional principal."""


class InterestCalculationBase(StrEnum):
    """What interest accrues on: the outstanding notional, the initial one, or one that is fixed at IPCB events."""

    NT = "NT"
    NTIED = "NTIED"
    NTL = "NTL"


class ScalingEffect(StrEnum):
    """Which payments an index scales: interest (I), notional (N), both, none."""

    NONE = "000"
    INTEREST = "I00"
    NOTIONAL = "0N0"
    BOTH = "IN0"

    @property
    def interest(self) -> bool:
        """Whether interest payments are scaled."""
        return self.value[0] == "I"

    @property
    def notional(self) -> bool:
        """Whether principal payments are scaled."""
        return self.value[1] == "N"


PrepaymentEffect = StrEnum("PrepaymentEffect", {"NONE": "N", "REDUCES_REDEMPTION": "A", "REDUCES_MATURITY": "M"})
"""No right to prepay; a prepayment lowers later redemptions; a prepayment brings maturity forward."""

PenaltyType = StrEnum(
    "PenaltyType", {"NONE": "O", "NO_PENALTY": "N", "FIXED": "A", "RELATIVE": "R", "INTEREST_RATE_DIFFERENTIAL": "I"}
)
"""What a prepayment costs: nothing, an amount, a rate on the notional, the interest-rate differential."""

CyclePoint = StrEnum("CyclePoint", {"BEGIN": "B", "END": "E"})
"""Begin or end of a cycle."""

DeliverySettlement = StrEnum("DeliverySettlement", {"CASH": "S", "PHYSICAL": "D"})
"""Cash settlement (``S``) or physical delivery (``D``)."""

OptionType = StrEnum("OptionType", {"CALL": "C", "PUT": "P", "CALL_PUT": "CP"})
"""Call, put, or both together."""

OptionExerciseType = StrEnum("OptionExerciseType", {"EUROPEAN": "E", "BERMUDAN": "B", "AMERICAN": "A"})
"""European, Bermudan, American."""

GuaranteedExposure = StrEnum(
    "GuaranteedExposure", {"NOTIONAL": "NO", "NOTIONAL_AND_INTEREST": "NI", "MARKET_VALUE": "MV"}
)
"""Notional; notional and interest; market value."""

FixedVariable = StrEnum("FixedVariable", {"FIXED": "F", "VARIABLE": "V"})
"""Whether an element of an array of rates is a rate or a spread."""

IncreaseDecrease = StrEnum("IncreaseDecrease", {"INCREASE": "INC", "DECREASE": "DEC"})
"""Whether an element of an array of principal payments adds to the principal or reduces it."""

ReferenceType = StrEnum(
    "ReferenceType",
    {
        "CONTRACT": "CNT",
        "CONTRACT_IDENTIFIER": "CID",
        "MARKET_OBJECT": "MOC",
        "LEGAL_ENTITY": "EID",
        "CONTRACT_STRUCTURE": "CST",
    },
)
"""What a reference of the contract structure is: a contract, an identifier, a market object, a legal entity."""

ReferenceRole = StrEnum(
    "ReferenceRole",
    {"UNDERLYING": "UDL", "FIRST_LEG": "FIL", "SECOND_LEG": "SEL", "COVERED": "COVE", "COVERING": "COVI"},
)
"""What a reference is to the contract that makes it."""
