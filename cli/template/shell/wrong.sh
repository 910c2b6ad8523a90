#!/bin/sh
# Kosa la kukusudia: masahihisho yanaachwa. A mistake on purpose: corrections are left out.
total=0
while read -r litres; do
  [ "$litres" -gt 0 ] && total=$((total + litres))
done
echo "$total"
