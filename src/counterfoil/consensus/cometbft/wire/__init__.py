# SPDX-License-Identifier: Apache-2.0
"""What goes over the engine's socket, generated from the engine's own definitions; README.md says how."""
