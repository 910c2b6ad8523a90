"""A small generator of numbers (SplitMix64): equal on every platform and every Python."""

MASK = (1 << 64) - 1


class Dice:
    def __init__(self, seed):
        self.state = seed & MASK

    @staticmethod
    def named(seed, name):
        """A separate stream per name, so that adding a case never changes another one."""
        state = seed & MASK
        for byte in name.encode("utf-8"):
            state = ((state ^ byte) * 0x100000001B3 + 0x9E3779B97F4A7C15) & MASK
        return Dice(state)

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() % bound

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, options):
        return options[self.below(len(options))]

    def shuffled(self, options):
        items = list(options)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def sample(self, options, count):
        return self.shuffled(options)[:count]
