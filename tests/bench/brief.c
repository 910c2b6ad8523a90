#include <stdio.h>
int main(void) {
    int count;
    if (scanf("%d", &count) != 1) return 1;
    long here = 0, best = -1000000;
    for (int i = 0; i < count; i++) {
        long number;
        if (scanf("%ld", &number) != 1) return 1;
        here = here > 0 ? here + number : number;
        if (here > best) best = here;
    }
    /* About a millisecond. Not by a clock: that of a process with a limit of CPU time moves with the kernel's ticks. */
    volatile unsigned long sink = 1;
    unsigned long state = 1;
    for (int i = 0; i < 750000; i++) state = state * 6364136223846793005UL + 1442695040888963407UL;
    sink = state;
    (void)sink;
    printf("%ld\n", best);
    return 0;
}
