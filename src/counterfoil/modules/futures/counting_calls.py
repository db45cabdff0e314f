# SPDX-License-Identifier: Apache-2.0
"""The call by which positions are counted anew, step by step."""

from counterfoil.law.call import Call


class CountOn(Call, frozen=True, tag_field="call", tag="futures.count_on"):
    """Go on with counting positions anew, after a finding of control, a port, or a client's second account; by anybody.

    It is asked for only where there are more positions than one call counts. Limits hold meanwhile, to the lot.
    """

    house: str
