# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the programmes module: 920-929."""

from counterfoil.law.outcome import Outcome


class ProgrammesOutcome(Outcome):
    """Why something about a programme is refused."""

    unknown_programme = 920, "No such programme was made."
    programme_exists = 921, "A programme with this identifier exists."
    not_of_the_programme = 922, "The programme is of other units."
