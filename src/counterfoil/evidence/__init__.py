# SPDX-License-Identifier: Apache-2.0
"""What evidence is made of: the formats that both tiers write and any verifier reads."""
