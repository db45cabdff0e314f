# SPDX-License-Identifier: Apache-2.0
"""What moved where, in the words of EPCIS 2.0: read, checked, hashed, without clock, file or ledger."""
