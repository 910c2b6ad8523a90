#!/usr/bin/env python3
"""Jumla ya mita zote. The total of all readings."""
import sys

print(sum(int(line) for line in sys.stdin if line.strip()))
