# SPDX-License-Identifier: Apache-2.0
"""Life cycle: the register at a record time, and what an instrument pays and gives by its terms and its issuer."""
