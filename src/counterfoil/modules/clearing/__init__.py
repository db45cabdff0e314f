# SPDX-License-Identifier: Apache-2.0
"""Clearing: trades netted cycle by cycle against cash, what fails and its price, and business days that add up."""
