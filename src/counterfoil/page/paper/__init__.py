# SPDX-License-Identifier: Apache-2.0
"""A page as paper: the markup that a browser shows, laid out as PDF/A."""
