#!/usr/bin/env python3
"""Kosa la kukusudia: masahihisho yanaachwa. A mistake on purpose: corrections are left out."""
import sys

readings = (int(line) for line in sys.stdin if line.strip())
print(sum(litres for litres in readings if litres > 0))
