# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the lending module: 900-909."""

from counterfoil.law.outcome import Outcome


class LendingOutcome(Outcome):
    """Why something about a loan is refused."""

    unknown_loan = 900, "No such loan is agreed."
    loan_exists = 901, "A loan with this identifier exists."
    beyond_the_loan = 902, "The loan is of fewer units."
    not_this_loan = 903, "The loan does not bring such units in."
    unknown_borrowing = 904, "Nothing came to this account."
    borrowing_exists = 905, "What comes to this account is counted already."
    too_much_came = 906, "More would come to the account than is allowed."
