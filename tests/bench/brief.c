#include <stdio.h>
#include <time.h>

int main(void) {
    long count, number, here = 0, best = -1000000;
    if (scanf("%ld", &count) != 1) return 1;
    while (scanf("%ld", &number) == 1) {
        here = here + number > number ? here + number : number;
        if (here > best) best = here;
    }
    struct timespec now;
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); while (now.tv_sec == 0 && now.tv_nsec < 1000000);
    printf("%ld\n", best);
    return 0;
}
