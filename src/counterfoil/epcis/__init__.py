# SPDX-License-Identifier: Apache-2.0
"""What moved where, in the words of EPCIS 2.0: read, checked, hashed; nothing here knows a clock, a file or a ledger."""
