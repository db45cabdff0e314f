# SPDX-License-Identifier: Apache-2.0
"""Insurance: products, policies bought from a wallet, premiums, claims, surrender; nothing computed is typed in."""
