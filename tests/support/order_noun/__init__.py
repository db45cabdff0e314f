# SPDX-License-Identifier: Apache-2.0
"""Orders, a noun that is thrown away: an authority orders an act about an account, and calls carry it out."""
