# SPDX-License-Identifier: Apache-2.0
"""What machine and verifier both mean by event, rule and moment: small, and read by everybody above."""
