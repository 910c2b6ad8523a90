import sys

numbers = map(int, sys.stdin.read().split()[1:])
here, best = 0, -1000000
for number in numbers:
    here = max(number, here + number)
    best = max(best, here)
print(best)
