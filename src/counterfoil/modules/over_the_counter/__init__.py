# SPDX-License-Identifier: Apache-2.0
"""Over the counter: agreements, quotes and deals between two, their reports, private placements, collateral."""
