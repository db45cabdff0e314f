# SPDX-License-Identifier: Apache-2.0
"""Lending, a noun that is thrown away: all that a new module needs, copied by a test beside the real ones."""
