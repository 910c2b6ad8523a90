#!/bin/sh
# Jumla ya mita zote. The total of all readings.
total=0
while read -r litres; do
  total=$((total + litres))
done
echo "$total"
