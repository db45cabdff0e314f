# SPDX-License-Identifier: Apache-2.0
"""Cash: digital yuan in circulation against recorded backing, wallets within dated limits, payments on conditions."""
