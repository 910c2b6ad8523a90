#!/usr/bin/env python3
"""Mwanzo: inasoma ingizo, haijumlishi bado. Reads the input, does not add it up yet."""
import sys

readings = [int(line) for line in sys.stdin if line.strip()]
print(0)
